import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Property } from '../../src/core.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { images } from '../../src/generate/images.js';
import type { Image } from '../../src/image/image.js';
import { scalarInvariance } from '../../properties/index.js';
import { circumstances, reportOf } from '../../src/report/documents/checkReport.js';
import type { CheckReport } from '../../src/report/documents/check.js';
import { check, measure } from '../../src/run/check.js';
import { checkShare } from '../../src/run/checkShare.js';
import { plannedCases } from '../../src/run/setup.js';
import { RunMerger } from '../../src/shard/mergeRuns.js';
import { mergeCheck } from '../../src/shard/mergeCheck.js';
import { assertPartPlace, partPath, writePart } from '../../src/shard/partFile.js';
import { runPartOf } from '../../src/shard/runPartOf.js';
import { shareOf } from '../../src/shard/shard.js';
import { wholeRunOf } from '../../src/shard/wholeRun.js';
import { version } from '../../src/version.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { linear, row } from '../run/networks.js';

const files = temporaryFiles();
afterAll(files.remove);

/** Violated above a level; nothing is said of dark images, and of some it is too close to call. */
const below = (limit: number, kind: 'claim' | 'rate'): Property<Image> => ({
  name: 'below',
  claim: `no level above ${limit}`,
  kind,
  needs: [],
  cases: ({ images: any }) => any,
  examine: async (one, subject) => {
    const scores = await subject.scores(one);
    const level = Math.round(one.pixels()[0]! * 255);
    if (level < 20) return { kind: 'vacuous', why: level < 10 ? 'very dark' : 'dark' };
    if (level < 30) return { kind: 'inconclusive', why: 'close' };
    if (level <= limit) return { kind: 'held', margin: limit - level };
    return {
      kind: 'violated',
      margin: (limit - level) / 255,
      why: 'too bright',
      views: [{ title: 'it', image: one, scores }],
    };
  },
});

const few: Property<Image> = { ...below(100, 'claim'), name: 'few', count: 3 };

/** Another answer alone than in a batch: nothing that is found is confirmed. */
const fickle: Property<Image> = {
  ...below(100, 'claim'),
  name: 'fickle',
  examine: async (one, subject) => {
    const outcome = await below(100, 'claim').examine(one, subject);
    return outcome.kind === 'violated' && subject.batchLimit === 1 ? { kind: 'held', margin: 1 } : outcome;
  },
};

const biased = linear(
  [
    [1, 0.5],
    [-1, 0.25],
  ],
  [0, 0.4],
);
const plain = linear([
  [1, 0.5],
  [-1, 0.25],
]);

interface Run {
  readonly classifier: Classifier;
  readonly property: Property<unknown>;
  readonly seed: number;
  readonly cases: number;
  readonly measuring: boolean;
}

const runs: fc.Arbitrary<Run> = fc.record({
  classifier: fc.constantFrom(biased, plain),
  property: fc.constantFrom<Property<unknown>>(
    scalarInvariance(),
    scalarInvariance({ claim: 'ranking' }),
    below(100, 'claim'),
    below(254, 'claim'),
    below(100, 'rate'),
    few,
    fickle,
  ),
  seed: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  cases: fc.integer({ min: 1, max: 80 }),
  measuring: fc.boolean(),
});

const command = 'conic check model.onnx';

const optionsOf = ({ seed, cases }: Run) => ({ seed, cases, images: images.constant(row(2)) });

/** Writes the part of a run. @returns its file. */
async function partOf(run: Run, index: number, count: number, folder: string, seed = run.seed): Promise<string> {
  const { classifier, property, measuring } = run;
  const planned = plannedCases(property, run.cases);
  const shard = { index, count };
  const share = shareOf(shard, planned);
  const measured = measuring || property.kind === 'rate';
  const { name, claim, kind = 'claim' } = property;
  const found =
    share.from === share.to
      ? undefined
      : await checkShare(property, classifier, optionsOf(run), { share, measuring: measured });
  const part = runPartOf({ property: name, claim, kind, measured, planned, ...share }, found);
  const { model, assumed } = circumstances({ spec: classifier.spec, images: 'made' });
  const file = partPath(folder, 'check', shard);
  await writePart(file, {
    schema: 'conic.part/1',
    verb: 'check',
    conic: version,
    shard,
    model,
    images: '',
    seed,
    options: { cases: run.cases, scalars: undefined },
    assumed,
    content: { properties: [part], notes: [], command },
  });
  return file;
}

/** Without times and effort. */
const lasting = ({ environment: _environment, ...report }: CheckReport): string =>
  JSON.stringify(report, (key, value: unknown) => (key === 'durationMs' || key === 'evaluated' ? undefined : value));

async function single(run: Run): Promise<string> {
  const { classifier, property, measuring } = run;
  const result = await (measuring ? measure : check)(property, classifier, optionsOf(run));
  return lasting(reportOf([result], { spec: classifier.spec, images: 'made', command }));
}

async function merged(parts: readonly string[]) {
  const { first, files: all } = await wholeRunOf(parts);
  if (first.verb !== 'check') throw new Error(`a part of ${first.verb}`);
  return mergeCheck(first, all, undefined);
}

let folders = 0;
const newFolder = (): string => join(files.folder, String(++folders));

test('what shards come to is what the single run says, whatever their number and the order of the parts', async () => {
  await fc.assert(
    fc.asyncProperty(runs, fc.integer({ min: 1, max: 9 }), fc.infiniteStream(fc.nat()), async (run, count, order) => {
      const folder = newFolder();
      const parts: string[] = [];
      for (let index = 1; index <= count; index++) parts.push(await partOf(run, index, count, folder));
      const mixed = parts
        .map((file) => ({ file, at: order.next().value }))
        .toSorted((one, other) => one.at - other.at)
        .map(({ file }) => file);
      const { report } = await merged([...mixed, mixed[0]!]);
      expect(lasting(report)).toBe(await single(run));
    }),
    { numRuns: 60 },
  );
}, 60_000);

const run: Run = { classifier: biased, property: below(100, 'claim'), seed: 7, cases: 40, measuring: true };

test('a violation for which there was no time to be asked about again is one, and another answer alone is none', async () => {
  const heardOf = { number: 0, margin: -0.5, counterexample: null };
  for (const [unconfirmed, verdict] of [
    [{ unconfirmed: true }, 'violated'],
    [{}, 'inconclusive'],
  ] as const) {
    const share = { share: { from: 0, to: 40 }, measuring: true };
    const findings = await checkShare(run.property, run.classifier, optionsOf(run), share);
    const { name, claim } = run.property;
    const head = { property: name, claim, kind: 'claim', measured: true, planned: 40, from: 0, to: 40 } as const;
    const part = runPartOf(head, { ...findings, found: [{ ...heardOf, ...unconfirmed }] });
    const merger = new RunMerger(part, run.seed, run.classifier.spec.labels);
    merger.add(part, 'a part');
    const { result } = await merger.merged();
    expect(result.verdict).toBe(verdict);
    expect(result.counterexample).toBeUndefined();
  }
});

test('parts that are missing are named', async () => {
  const folder = newFolder();
  const parts = [await partOf(run, 2, 7, folder), await partOf(run, 5, 7, folder)];
  await expect(wholeRunOf(parts)).rejects.toThrow(
    'found 2 of 7 parts: 1, 3 to 4 and 6 to 7 missing; expected every part',
  );
});

test('a part of another run is refused, with its file and what differs', async () => {
  const folder = newFolder();
  const first = await partOf(run, 1, 2, folder);
  const others: readonly (readonly [Promise<string>, string])[] = [
    [partOf(run, 2, 2, newFolder(), 8), 'a part of another run: seed 8; expected seed 7, as '],
    [partOf(run, 2, 3, newFolder()), 'number of parts 3; expected number of parts 2, as '],
    [partOf({ ...run, cases: 41 }, 2, 2, newFolder()), 'option cases 41; expected option cases 40, as '],
    [
      partOf(
        {
          ...run,
          classifier: linear(
            [
              [1, 1],
              [2, 1],
            ],
            [0, 0],
            { id: 'other' },
          ),
        },
        2,
        2,
        newFolder(),
      ),
      'model other (',
    ],
  ];
  for (const [other, message] of others) {
    const file = await other;
    await expect(wholeRunOf([first, file])).rejects.toThrow(message);
    await expect(wholeRunOf([first, file])).rejects.toThrow(file);
  }
});

test('a part that is given twice counts once, unless it found something else', async () => {
  const [one, two] = [newFolder(), newFolder()];
  const parts = [await partOf(run, 1, 2, one), await partOf(run, 2, 2, one), await partOf(run, 2, 2, two)];
  const { report } = await merged(parts);
  expect(lasting(report)).toBe(await single(run));
  const other = await partOf({ ...run, property: below(150, 'claim') }, 2, 2, newFolder());
  await expect(wholeRunOf([...parts, other])).rejects.toThrow(
    'part 2 of 2 for the second time, and it found something else',
  );
});

test('parts that begin in the same moment do not take the folder from each other', async () => {
  const folder = join(newFolder(), 'parts');
  const indices = Array.from({ length: 8 }, (_, i) => i + 1);
  const place = (index: number): string => partPath(folder, 'check', { index, count: 8 });
  await Promise.all(
    indices.map(async (index) => {
      await assertPartPlace(place(index));
      await partOf(run, index, 8, folder);
    }),
  );
  const { report } = await merged(indices.map(place));
  expect(lasting(report)).toBe(await single(run));
});
