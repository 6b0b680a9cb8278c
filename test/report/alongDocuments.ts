import type { AccuracyReport } from '../../src/report/documents/accuracy.js';
import type { HuntAlongReport } from '../../src/report/documents/huntAlong.js';
import { reportOf } from '../../src/report/documents/checkReport.js';
import { spec } from './results.js';

const { assumed, model } = reportOf([], { spec, images: '200 from samples' });
const environment = { conic: '0.1.0', node: 'v20.19.0', platform: 'linux x64' };

const point = (strength: number, correct: number) => ({
  strength,
  images: 100,
  correct,
  accuracy: correct / 100,
  interval: { low: (correct - 8) / 100, high: (correct + 8) / 100, confidence: 0.95 },
});

/** Accuracy along a transformation, whose curve is drawn. */
export const accuracyDocument: AccuracyReport = {
  schema: 'conic.accuracy/1',
  verdict: 'measured',
  model,
  assumed,
  curves: [
    {
      along: 'gamma',
      means: 'the exponent',
      identity: 1,
      scale: 'log',
      unfit: 1,
      planned: 2,
      points: [point(1, 90), point(2, 70)],
      file: 'gamma.png',
    },
  ],
  files: ['gamma.svg', 'gamma.png'],
  environment,
  durationMs: 12,
};

const said = { strength: 1.1, label: 'cat', margin: 0.1 };

/** One image whose label flips along a transformation, and one about which it says nothing. */
export const huntAlongDocument: HuntAlongReport = {
  schema: 'conic.hunt-along/1',
  verdict: 'violated',
  planned: 2,
  model,
  assumed,
  along: {
    transformation: 'gamma',
    means: 'the exponent',
    identity: 1,
    strengths: { min: 0.5, max: 2 },
    source: 'cameras',
    tolerance: 1e-5,
  },
  summary: {
    flipped: 1,
    unflipped: 0,
    vacuous: 1,
    evaluations: 30,
    apart: 0.05,
    keeps: [{ strength: 1.5, images: 0, share: 0 }],
    worst: [0],
  },
  files: ['sheet.png'],
  results: [
    {
      index: 0,
      image: 'corpus #0',
      label: 'cat',
      margin: 0.2,
      outcome: 'flipped',
      above: {
        strength: 1.2,
        label: 'dog',
        margin: 0.1,
        kept: said,
        witness: { strength: 1.21, label: 'dog', margin: 0.2 },
        far: 0.2,
      },
      clear: { min: 0.5, max: 1.1, strengths: 9, apart: 0.05 },
      evaluations: 25,
    },
    {
      index: 1,
      image: 'corpus #1',
      label: 'cat',
      margin: 0.2,
      outcome: 'vacuous',
      why: 'black',
      clear: { min: 1, max: 1, strengths: 1, apart: 0 },
      evaluations: 1,
    },
  ],
  environment,
  durationMs: 12,
};
