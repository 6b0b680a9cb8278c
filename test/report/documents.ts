import type { z } from 'zod';
import { gateSchema } from '../../src/gate/report/schema.js';
import { gatePage } from '../../src/gate/report/page.js';
import { reportSchema } from '../../src/report/documents/check.js';
import { reportOf } from '../../src/report/documents/checkReport.js';
import { rayReportSchema } from '../../src/report/documents/certifyRay.js';
import { planeReportSchema, type PlaneReport } from '../../src/report/documents/certifyPlane.js';
import { regionReportSchema, type RegionReport } from '../../src/report/documents/certifyRegion.js';
import { structureSchema, type StructureReport } from '../../src/report/documents/certifyStructure.js';
import { accuracySchema } from '../../src/report/documents/accuracy.js';
import { diffSchema } from '../../src/report/documents/diff.js';
import { huntAlongSchema } from '../../src/report/documents/huntAlong.js';
import { huntSchema, type HuntReport } from '../../src/report/documents/hunt.js';
import { rayReportOf } from '../../src/report/documents/rayReport.js';
import { mendSchema, type MendReport } from '../../src/report/documents/mend.js';
import { replayReportSchema, type ReplayReport } from '../../src/report/documents/replay.js';
import type { Page } from '../../src/report/page.js';
import { rayPage } from '../../src/report/pages/certifyRay.js';
import { planePage } from '../../src/report/pages/certifyPlane.js';
import { regionPage } from '../../src/report/pages/certifyRegion.js';
import { structurePage } from '../../src/report/pages/certifyStructure.js';
import { checkPage } from '../../src/report/pages/check.js';
import { accuracyPage } from '../../src/report/pages/accuracy.js';
import { diffPage } from '../../src/report/pages/diff.js';
import { huntAlongPage } from '../../src/report/pages/huntAlong.js';
import { huntPage } from '../../src/report/pages/hunt.js';
import { mendPage } from '../../src/report/pages/mend.js';
import { replayPage } from '../../src/report/pages/replay.js';
import { smallReport } from '../gate/reports.js';
import { accuracyDocument, huntAlongDocument } from './alongDocuments.js';
import { diffDocument } from './diffDocument.js';
import { kept, labels, open, ray } from './rays.js';
import { results, spec } from './results.js';

/** A document of some command: of which form it is, and how it is presented. */
export interface Example {
  /** Of the JSON Schema that ships: `report` for `report.schema.json`. */
  readonly name: string;
  readonly document: { readonly verdict: string };
  readonly page: Page;
  /** The same with this text in every place for a text. */
  readonly withText: (text: string) => Example;
}

/** Fields that only certain words may be in. */
const fixed: readonly string[] = [
  'schema',
  'verdict',
  'kind',
  'as',
  'better',
  'severity',
  'outcome',
  'scores',
  'word',
  'method',
  'by',
  'answer',
  'labelsBy',
  'scale',
  'network',
  'precision',
  'min',
  'max',
];

function example<Document extends { readonly verdict: string }>(
  name: string,
  schema: z.ZodType<Document>,
  document: Document,
  present: (document: Document) => Page,
): Example {
  const withText = (text: string): Example => {
    const changed: unknown = JSON.parse(JSON.stringify(document), (key, value: unknown) => {
      // Why a hunt or a run is inconclusive is one of a few words.
      const isWord =
        fixed.includes(key) || (key === 'reason' && name === 'hunt') || (key === 'claim' && name === 'diff');
      return typeof value === 'string' && !isWord ? text : value;
    });
    return example(name, schema, schema.parse(changed), present);
  };
  return { name, document, page: present(document), withText };
}

const environment = { conic: '0.1.0', node: 'v20.19.0', platform: 'linux x64' };
const model = { id: 'sums', digest: spec.digest, engine: 'none' };
const context = { spec, images: '200 from samples' };
const { assumed, model: fullModel } = reportOf([], context);

const said = { scalar: 0.5, label: 'cat', margin: 0.1 };
const flip = {
  kept: said,
  scalar: 0.4,
  label: 'dog',
  margin: 0.1,
  witness: { scalar: 0.39, label: 'dog', margin: 0.2 },
};
const quantiles = [{ share: 0, scalar: 0.4 }];

const hunt: HuntReport = {
  schema: 'conic.hunt/1',
  verdict: 'violated',
  planned: 2,
  model: fullModel,
  assumed,
  search: { scalars: { min: 0.01, max: 1 }, tolerance: 1e-5, precision: 1e-6 },
  summary: {
    hunted: 2,
    flipped: 1,
    unflipped: 1,
    widestStep: 1.19,
    vacuous: 0,
    homogeneous: 0,
    evaluations: 50,
    margins: { below: quantiles, above: [{ share: 0, scalar: null }], nearest: quantiles },
    keeps: [{ scalar: 0.5, images: 2, share: 1 }],
    falls: [{ label: 'cat', labelAfter: '数字', nearest: 1, below: 1, above: 0 }],
    zero: { label: 'cat', margin: 0.3, tie: false, scores: [1, 2, 3] },
    worst: [0],
  },
  culprits: ['conv1 (Conv): a bias'],
  worst: [
    {
      index: 0,
      files: ['curves/00000.svg', 'curves/00000.png'],
      ray: { word: 'proved-real', intervals: [{ min: 0.01, max: 1, label: 'cat' }] },
    },
  ],
  files: ['sheet.png'],
  results: [
    {
      index: 0,
      image: 'corpus #0',
      label: 'cat',
      margin: 0.1,
      outcome: 'flipped',
      below: flip,
      clear: { min: 0.5, max: 1, scalars: 8, apart: 1.19 },
      stretches: [{ min: 0.01, max: 1, label: 'cat' }],
      homogeneous: false,
      evaluations: 25,
    },
    {
      index: 1,
      image: 'corpus #1',
      label: 'cat',
      margin: 0.1,
      outcome: 'unflipped',
      clear: { min: 0.01, max: 1, scalars: 31, apart: 1.19 },
      stretches: [],
      homogeneous: false,
      evaluations: 25,
    },
  ],
  environment,
  durationMs: 12,
};

const stored = { property: 'scalar-invariance', was: 'cat became dog', foundWith: { id: 'sums', digest: 'abc' } };

const replay: ReplayReport = {
  schema: 'conic.replay/1',
  verdict: 'violated',
  model,
  store: '.conic',
  cases: [
    { ...stored, answer: 'still failing', stale: false, why: 'cat became dog', folder: 'a', margin: -0.1 },
    { ...stored, answer: 'fixed', stale: true, why: '', folder: 'b' },
    { ...stored, answer: 'vacuous', stale: false, why: 'a near tie', folder: 'c' },
  ],
  problems: ['d: found nothing'],
  environment,
};

const culprit = { kind: 'bias', node: 'conv1', operation: 'Conv', what: 'a bias', remedy: 'Train without it.' };

const structure: StructureReport = {
  schema: 'conic.certify-structure/1',
  verdict: 'not homogeneous',
  model,
  structure: {
    kind: 'structure',
    verdict: 'not homogeneous',
    network: 'not homogeneous',
    tensor: 'logits',
    follows: [{ name: 'scalar-invariance', text: 'no scalar changes a label' }],
    culprits: [culprit],
    preprocessing: [{ ...culprit, node: 'preprocessing', what: 'subtract 0.5' }],
    cautions: ['Ties: x'],
    nodes: 3,
    reason: 'because',
  },
  dynamic: {
    kind: 'dynamic',
    verdict: 'breaks',
    culprit: { node: 'conv1', operation: 'Conv', tensor: 't', exponent: -4, what: '1 and not 2' },
    reachesScores: true,
    beyondRounding: true,
    tried: { images: 3, scalars: 10, tensors: 4 },
    limits: ['floats ran out'],
  },
  disagreements: ['the two disagree'],
  environment,
};

const plane: PlaneReport = {
  schema: 'conic.certify-plane/1',
  model,
  labels: ['cat', 'dog'],
  verdict: 'violated',
  plane: {
    kind: 'plane',
    word: 'undecided',
    reason: 'time limit',
    images: ['cat.png'],
    axes: [
      { name: 'exposure', from: 0, to: 2 },
      { name: 'offset', from: 0, to: 1 },
    ],
    labels: [
      { label: 0, area: 1, share: 0.5, at: [0.5, 0.5], engineLabel: 0 },
      { label: 1, area: 0.5, share: 0.25, at: [1.25, 0.5] },
    ],
    polygons: [
      {
        label: 0,
        area: 1,
        rings: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        ],
      },
    ],
    undecided: { area: 0.5, share: 0.25, unreached: [] },
    rounding: 1e-12,
    pieces: 3,
    durationMs: 1,
  },
  files: [],
  environment,
};

const region: RegionReport = {
  schema: 'conic.certify-region/1',
  model,
  labels,
  verdict: 'violated',
  groups: 3,
  size: 2,
  left: 1,
  regions: [
    {
      kind: 'region',
      word: 'proved-real',
      images: ['a', 'b'],
      label: 0,
      by: 'bounds',
      cone: true,
      parts: 1,
      durationMs: 1,
    },
    {
      kind: 'region',
      word: 'refuted',
      images: ['c', 'd'],
      label: 0,
      cone: false,
      witness: {
        weights: [0.5, 0.5],
        label: 1,
        engineLabel: 1,
        exact: true,
        image: { description: 'c + d', recipe: { kind: 'sum' } },
      },
      parts: 1,
      durationMs: 1,
    },
    { kind: 'region', word: 'undecided', images: ['e', 'f'], cone: false, reason: 'time', parts: 9, durationMs: 1 },
  ],
  environment,
};

const mended: MendReport = {
  schema: 'conic.mend/1',
  verdict: 'proved',
  model,
  written: 'mended.onnx',
  notes: ['Every image is divided by its largest value over 1. No weight is changed.'],
  follows: ['no positive scalar changes the label of any image'],
  culprits: [],
  unguarded: ['features'],
  rows: [
    { name: 'nothing', accuracy: [0.9, 0.8, 0.7, 0.5, 0.1, 0.1], changed: 0, dim: 0, onBlack: 0.5, milliseconds: 0.2 },
    { name: 'max', changed: 0.01, dim: 0.01, onBlack: 0.1, milliseconds: 0.3 },
  ],
  recommended: 'max',
  environment,
};

/** Documents of every command; of those with a good verdict, one as well. */
export const examples = (): readonly Example[] => [
  example('report', reportSchema, reportOf(Object.values(results), context), checkPage),
  example('report', reportSchema, reportOf([results.held], context), checkPage),
  example('hunt', huntSchema, hunt, huntPage),
  example('hunt-along', huntAlongSchema, huntAlongDocument, huntAlongPage),
  example('accuracy', accuracySchema, accuracyDocument, accuracyPage),
  example('diff', diffSchema, diffDocument, diffPage),
  example('replay', replayReportSchema, replay, replayPage),
  example('certify-structure', structureSchema, structure, structurePage),
  example(
    'certify-ray',
    rayReportSchema,
    rayReportOf([kept, ray, open], { spec: { ...model, labels }, planned: 4 }),
    rayPage,
  ),
  example('certify-ray', rayReportSchema, rayReportOf([kept], { spec: { ...model, labels }, planned: 1 }), rayPage),
  example('certify-plane', planeReportSchema, plane, planePage),
  example('certify-region', regionReportSchema, region, regionPage),
  example('mend', mendSchema, mended, mendPage),
  example('mend', mendSchema, { ...mended, verdict: 'undecided', rows: [] }, mendPage),
  example('gate', gateSchema, smallReport(), gatePage),
];
