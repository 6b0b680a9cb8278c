import type { RayCertificate } from '../../src/certify/ray/certificate.js';

// Certificates of one image each: with a flip, without one, and undecided.

const flip = { at: 0.25, low: 0.25, high: 0.25, before: 1, after: 0, replay: { below: 0.2499, above: 0.2501 } };
export const ray: RayCertificate = {
  kind: 'ray',
  image: 'corpus #1',
  word: 'proved-real',
  method: 'float64',
  from: 0,
  to: Infinity,
  intervals: [
    { from: 0, to: 0.25, label: 1, word: 'proved-real' },
    { from: 0.25, to: Infinity, label: 0, word: 'proved-real' },
  ],
  flips: [flip],
  nearest: flip,
  pieces: 2,
  durationMs: 1,
};
export const kept: RayCertificate = {
  ...ray,
  intervals: [{ from: 0, to: Infinity, label: 0, word: 'proved-real' }],
  flips: [],
};
export const open: RayCertificate = {
  ...ray,
  word: 'undecided',
  reason: 'sigmoid at node act',
  intervals: [{ from: 0, to: Infinity, label: undefined, word: 'undecided' }],
  flips: [],
};

export const labels = ['bag', 'shoe <small>'];
