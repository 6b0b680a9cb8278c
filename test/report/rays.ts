import type { RayCertificate } from '../../src/certify/ray/certificate.js';

// Certificates of one image each: with a flip, without one, and undecided.

const flip = { at: 0.25, low: 0.25, high: 0.25, before: 1, after: 0, replay: { below: 0.2499, above: 0.2501 } };
export const ray: RayCertificate = {
  kind: 'ray',
  image: 'corpus #1',
  word: 'proved-real',
  method: 'float64',
  min: 0,
  max: Infinity,
  intervals: [
    { min: 0, max: 0.25, label: 1, word: 'proved-real' },
    { min: 0.25, max: Infinity, label: 0, word: 'proved-real' },
  ],
  flips: [flip],
  nearest: flip,
  pieces: 2,
  durationMs: 1,
};
export const kept: RayCertificate = {
  ...ray,
  intervals: [{ min: 0, max: Infinity, label: 0, word: 'proved-real' }],
  flips: [],
};
export const open: RayCertificate = {
  ...ray,
  word: 'undecided',
  reason: 'sigmoid at node act',
  intervals: [{ min: 0, max: Infinity, label: undefined, word: 'undecided' }],
  flips: [],
};

export const labels = ['bag', 'shoe <small>'];
