import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { images, measure, openModel, reportOf, saveReport, Subject, type Image, type Result } from 'conic';
import { convexRegionConsistency, scalarInvariance, zeroImageUniformity } from 'conic/properties';
import type { GateFinding, GateLimit, GateReport } from '../../src/gate/report/schema.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { results, spec } from '../report/results.js';

/** A report and the images that it names. */
export interface Gated {
  readonly report: GateReport;
  readonly images: ReadonlyMap<string, Buffer>;
}

/** What a gate says of the shipped LeNet with biases, from real runs on it; limits of every outcome. */
export async function lenetReport(): Promise<Gated> {
  const classifier = await openModel('examples/models/lenet-bias.onnx');
  const files = temporaryFiles();
  try {
    const options = { images: images.from('examples/fashion-mnist/images'), seed: 42 } as const;
    const found = [
      await measure(scalarInvariance(), classifier, { ...options, cases: 2000 }),
      await measure(scalarInvariance({ claim: 'ranking' }), classifier, { ...options, cases: 500 }),
      await measure(zeroImageUniformity(), classifier, options),
      await measure(convexRegionConsistency(), classifier, { ...options, cases: 200 }),
      await measure(scalarInvariance(), classifier, {
        ...options,
        cases: 60,
        seed: 7,
        scalars: { min: 0.3, max: 0.6 },
      }),
    ];
    const context = {
      spec: classifier.spec,
      images: '200 from examples/fashion-mnist/images',
      notes: ['Accuracy on 200 labelled images is 0.900.'],
    };
    const folder = join(files.folder, 'report');
    const { schema: _, verdict: __, ...rest } = await saveReport(folder, reportOf(found, context), found);
    const subject = new Subject(classifier);
    const findings: GateFinding[] = [];
    for (const [i, result] of rest.results.entries()) {
      const shown = result.counterexample;
      if (shown === undefined) continue;
      const [first, last] = [shown.views[0], shown.views.at(-1)];
      const curve = await curveThrough(found[i], subject);
      findings.push({
        property: result.property,
        result: i,
        ...(shown.files[0] === undefined ? {} : { picture: shown.files[0] }),
        ...(first?.file === undefined || shown.views.length !== 2 ? {} : { original: first.file }),
        ...(last?.file === undefined || shown.views.length !== 2 ? {} : { scaled: last.file }),
        ...(curve === undefined ? {} : { curve }),
      });
    }
    const named = rest.results.flatMap(({ counterexample }) => counterexample?.files ?? []);
    const pngs = named.map((name) => [name, readFileSync(join(folder, name))] as const);
    return {
      report: {
        ...rest,
        schema: 'conic.gate/1',
        verdict: 'fail',
        warnings: 1,
        limits: limits(rest.results.map(({ violated, cases }) => violated / cases)),
        findings,
        baseline: { model: 'lenet-bias-2024.onnx', digest: '3f2a'.repeat(16), file: 'released/report.json' },
        started: '2025-03-03T09:41:00.000Z',
      },
      images: new Map(pngs),
    };
  } finally {
    await classifier.dispose();
    files.remove();
  }
}

async function curveThrough(result: Result | undefined, subject: Subject): Promise<GateFinding['curve']> {
  const found = result?.counterexample;
  const image: Image | undefined = found?.views[0]?.image;
  if (image === undefined || found?.scalar === undefined || found.scalar === 0) return undefined;
  const scalars = Array.from({ length: 61 }, (_, i) => 10 ** (-3 + i / 20));
  const scores = await Promise.all(scalars.map((scalar) => subject.scores(image.times(scalar))));
  return { scalars, scores: scores.map((row) => [...row]) };
}

/** One limit of every kind and outcome. */
const limits = ([label = 0.5, ranking = 0.9, , region = 0.2]: readonly number[] = []): GateLimit[] => [
  {
    name: 'scalar-invariance/rate',
    property: 'scalar-invariance',
    kind: 'rate',
    unit: { name: 'share of cases', as: 'share', better: 'less' },
    severity: 'fail',
    outcome: 'fail',
    claim: 'At most 1 % of cases change their label, with 95 % confidence',
    limit: 0.01,
    measured: label,
    interval: { low: label - 0.02, high: label + 0.02, confidence: 0.95 },
    reason: 'The rate is above 1 % with more than 95 % confidence.',
    cases: 2000,
    planned: 4000,
    saved: 2000,
    culprits: ['conv1.bias', 'conv2.bias', 'fc1.bias'],
  },
  {
    name: 'margin/0.25',
    property: 'margin',
    kind: 'margin',
    unit: { name: 'share of images', as: 'share', better: 'more' },
    severity: 'fail',
    outcome: 'fail',
    claim: 'At least 90 % of images keep their label down to scalar 0.25',
    limit: 0.9,
    measured: 0.735,
    interval: { low: 0.668, high: 0.795, confidence: 0.95 },
    reason: '53 of 200 images lose their label above scalar 0.25.',
    cases: 200,
  },
  {
    name: 'convex-region-consistency/cases',
    property: 'convex-region-consistency',
    kind: 'cases',
    unit: { name: 'cases', as: 'count', better: 'more' },
    severity: 'fail',
    outcome: 'inconclusive',
    claim: 'At least 500 cases are decided',
    limit: 500,
    measured: 196,
    reason: 'Only 196 cases were not vacuous when the time was up.',
    cases: 196,
    planned: 500,
  },
  {
    name: 'scalar-invariance:ranking/regression',
    property: 'scalar-invariance:ranking',
    kind: 'regression',
    unit: { name: 'change in the share of cases', as: 'change', better: 'less' },
    severity: 'warn',
    outcome: 'warn',
    claim: 'At most 1 percentage point more violations than the released model',
    limit: 0.01,
    measured: 0.024,
    interval: { low: 0.006, high: 0.043, confidence: 0.95 },
    reason: `The candidate violates ${(100 * ranking).toFixed(1)} % of cases, the released model 2.4 points fewer.`,
    cases: 500,
  },
  {
    name: 'zero-image/probability',
    property: 'zero-image-uniformity',
    kind: 'zero-image',
    unit: { name: 'probability', as: 'share', better: 'less' },
    severity: 'fail',
    outcome: 'accepted',
    claim: 'The largest probability on a black image is at most 0.2',
    limit: 0.2,
    measured: 0.4856,
    reason: 'A black image is called a bag with probability 0.486.',
    cases: 1,
    accepted: { reason: 'The camera never delivers black frames; see ADR 12.', expires: '2025-09-30' },
  },
  {
    name: 'convex-region-consistency/rate',
    property: 'convex-region-consistency',
    kind: 'rate',
    unit: { name: 'share of cases', as: 'share', better: 'less' },
    severity: 'fail',
    outcome: 'pass',
    claim: 'At most 40 % of combinations leave their cone, with 95 % confidence',
    limit: 0.4,
    measured: region,
    interval: { low: 0, high: region + 0.06, confidence: 0.95 },
    reason: 'The upper bound is below 40 %.',
    cases: 196,
    planned: 300,
    saved: 104,
  },
];

/** A small report without a model or an engine, the same everywhere. */
export function smallReport(change: Partial<GateReport> = {}): GateReport {
  const {
    schema: _,
    verdict: __,
    ...rest
  } = reportOf([results.violated, results.held, results.tooFew], {
    spec,
    images: '200 from samples',
    notes: ['Accuracy on 200 labelled images is 0.900.'],
  });
  return {
    ...rest,
    schema: 'conic.gate/1',
    environment: { conic: '0.1.0', node: 'v20.19.0', platform: 'linux x64' },
    verdict: 'fail',
    warnings: 1,
    limits: limits(),
    findings: [
      {
        property: 'scalar-invariance',
        result: 0,
        picture: 'counterexamples/scalar-invariance/picture.png',
        original: 'counterexamples/scalar-invariance/original.png',
        scaled: 'counterexamples/scalar-invariance/scaled.png',
        curve: {
          scalars: [0.01, 0.1, 1],
          scores: [
            [0.1, 0.2, 0.3],
            [0.3, 0.2, 0.4],
            [3, 1, 0.5],
          ],
        },
      },
    ],
    started: '2025-03-03T09:41:00.000Z',
    ...change,
  };
}
