import { reportOf } from '../../src/report/documents/checkReport.js';
import type { DiffReport } from '../../src/report/documents/diff.js';
import { spec } from './results.js';

const { assumed, model } = reportOf([], { spec, images: '200 from samples' });
const [first = '', second = ''] = model.labels;

/** Two models that disagree on one of two images, with all that a report may have. */
export const diffDocument: DiffReport = {
  schema: 'conic.diff/1',
  verdict: 'violated',
  model,
  other: { ...model, id: 'sums-int8' },
  assumed,
  assumedOther: assumed,
  labelsBy: 'name',
  claim: 'label',
  tolerance: 1e-5,
  planned: 2,
  counts: { images: 2, agree: 1, disagree: 1, nearTies: 0 },
  agreement: { share: 0.5, low: 0.01, high: 0.99, confidence: 0.95 },
  matrix: [
    { label: first, labelOther: first, images: 1 },
    { label: first, labelOther: second, images: 1 },
  ],
  scoreDifference: { largest: 0.2, mean: 0.1, image: 'corpus #1' },
  tau: { mean: 0.9, lowest: 0.8 },
  accuracy: {
    labelled: 2,
    model: 1,
    other: 0.5,
    difference: { value: -0.5, low: -0.9, high: 0.01, confidence: 0.95 },
  },
  rays: {
    scalars: { min: 0.1, max: 1 },
    searched: 1,
    disagree: 1,
    homogeneous: 0,
    widestStep: 1.19,
    nearest: { scalar: 0.4, label: first, labelOther: second, margin: -0.1, image: 'corpus #0' },
  },
  findings: [{ kind: 'softmax', text: 'one gives logits', details: ['sums: logits', 'sums-int8: probabilities'] }],
  clearest: [
    {
      index: 1,
      image: 'corpus #1',
      scalar: 1,
      label: first,
      labelOther: second,
      margin: -0.2,
      scores: [1, 0.5, 0],
      scoresOther: [0.5, 0.7, 0],
      file: 'clearest/1.png',
    },
  ],
  images: [
    {
      image: 'corpus #0',
      outcome: 'agree',
      label: first,
      labelOther: first,
      margin: 0.3,
      difference: 0.01,
      tau: 1,
      ray: {
        nearest: { scalar: 0.4, label: first, labelOther: second, margin: -0.1 },
        clear: { min: 0.5, max: 1, scalars: 5, apart: 1.19 },
        homogeneous: false,
        evaluations: 9,
      },
    },
    {
      image: 'corpus #1',
      outcome: 'disagree',
      label: first,
      labelOther: second,
      margin: -0.2,
      difference: 0.2,
      tau: 0.8,
    },
  ],
  notes: ['labels are matched by name'],
  files: ['clearest/1.png'],
  evaluated: { model: 11, other: 11 },
  seed: 1,
  environment: { conic: '0.1.0', node: 'v20.19.0', platform: 'linux x64' },
  durationMs: 12,
};
