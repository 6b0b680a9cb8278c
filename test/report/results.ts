import { image, type Image } from '../../src/image/image.js';
import type { ClassifierSpec } from '../../src/classifier/classifier.js';
import { confirmView } from '../../src/run/confirmView.js';
import type { Counterexample, Result } from '../../src/run/result.js';

export const spec: ClassifierSpec = {
  id: 'sums',
  digest: '0123456789abcdef'.repeat(4),
  engine: 'none',
  shape: { height: 2, width: 3, channels: 1 },
  layout: 'nhwc',
  range: [0, 1],
  steps: [{ kind: 'subtract', value: 0.5 }],
  scores: 'logits',
  labels: ['cat', '<b>&"x', '数字'],
  batchLimit: 16,
  assumed: ['Layout channels last: it was not told.'],
};

/** An image of the levels of 8-bit pixels. */
export const ofLevels = (levels: readonly number[], { shape } = spec): Image =>
  image(shape, { kind: 'levels', levels }, `levels ${levels.join(' ')}`, (pixels) => {
    levels.forEach((level, i) => (pixels[i] = level / 255));
  });

export const original = ofLevels([0, 1, 2, 127, 128, 255]);

export const counterexample: Counterexample = {
  seed: 42,
  path: '3:1:0',
  case: { image: original },
  shrinks: 2,
  why: 'cat became 数字',
  margin: -0.123456,
  views: [
    { title: 'original', image: original, scores: Float32Array.of(3, 1, 0.5) },
    { title: 'scaled', image: original.times(0.25), scores: Float32Array.of(0.5, 0.25, 0.75) },
  ].map((view) => confirmView(view, spec, 'pixel')),
  scalar: 0.25,
  label: 'cat',
  labelAfter: '数字',
  cause: { kind: 'network', detail: 'nothing stands between image and network' },
};

const held: Result = {
  property: 'scalar-invariance',
  claim: 'multiplying an image by a positive scalar does not change its label',
  verdict: 'held',
  cases: 100,
  planned: 100,
  held: 97,
  violated: 0,
  vacuous: 2,
  inconclusive: 1,
  reasons: { 'the image itself is a near tie': 2, 'the scaled image is a near tie': 1 },
  smallestMargin: 0.01,
  seed: 42,
  evaluated: 180,
  durationMs: 1234,
};

const tooFew = {
  cases: 20,
  planned: 20,
  held: 1,
  vacuous: 19,
  inconclusive: 0,
  reasons: { 'a near tie': 19 },
} as const;

/** One result of every kind. */
export const results = {
  held,
  violated: { ...held, verdict: 'violated', cases: 4, held: 1, violated: 1, counterexample },
  measured: { ...held, verdict: 'measured', held: 62, violated: 35, counterexample },
  tooFew: { ...held, ...tooFew, verdict: 'inconclusive', reason: 'too few cases' },
  gaveWay: {
    ...held,
    ...tooFew,
    verdict: 'inconclusive',
    reason: 'nothing decided',
    planned: 1000,
    held: 0,
    vacuous: 20,
    reasons: { 'no step stays on the piece': 20 },
  },
  late: { ...held, verdict: 'inconclusive', reason: 'time limit', planned: 1000 },
  aborted: { ...held, verdict: 'inconclusive', reason: 'aborted', planned: 1000 },
  batchDependent: { ...held, verdict: 'inconclusive', reason: 'batch-dependent', violated: 1 },
} as const satisfies Record<string, Result>;
