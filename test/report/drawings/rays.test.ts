import { expect, test } from '@jest/globals';
import { drawRays, specOf } from '../../../src/report/drawings/rays.js';
import { describeRay, describeRays, rayVerdict, regionVerdict } from '../../../src/report/pages/certifyRay.js';
import { plainJson } from '../../../src/report/documents/plainJson.js';
import type { RayCertificate } from '../../../src/certify/ray/certificate.js';

const flip = { at: 0.25, low: 0.25, high: 0.25, before: 1, after: 0, replay: { below: 0.2499, above: 0.2501 } };
const ray: RayCertificate = {
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
const kept: RayCertificate = {
  ...ray,
  intervals: [{ from: 0, to: Infinity, label: 0, word: 'proved-real' }],
  flips: [],
};
const open: RayCertificate = {
  ...ray,
  word: 'undecided',
  reason: 'sigmoid at node act',
  intervals: [{ from: 0, to: Infinity, label: undefined, word: 'undecided' }],
  flips: [],
};
const labels = ['bag', 'shoe <small>'];

test('a ray is drawn: bars on a log axis, samples over them, names escaped', async () => {
  const svg = await drawRays(
    [{ certificate: ray, samples: [{ scalar: 0.1, label: 1 }] }, { certificate: open }],
    labels,
  );
  expect(svg).toMatch(/^<svg/);
  expect(svg).toContain('shoe &lt;small&gt;');
  expect(svg).toContain('undecided');
  const { layer } = JSON.parse(
    JSON.stringify(specOf([{ certificate: ray, samples: [{ scalar: 0.1, label: 1 }] }], labels)),
  );
  expect(layer[0].data.values).toMatchObject([
    { from: 0.001, to: 0.25, label: labels[1] },
    { from: 0.25, to: 1000, label: 'bag' },
  ]);
  expect(layer[1].data.values).toMatchObject([{ scalar: 0.1, label: labels[1] }]);
});

test('in words', () => {
  expect(describeRay(kept, labels)).toBe('corpus #1: bag for every a > 0: proved-real');
  expect(describeRay(ray, labels)).toBe(
    [
      'corpus #1: proved-real',
      '  a from 0 to 0.25: shoe <small> (proved-real)',
      '  a from 0.25 on: bag (proved-real)',
      '  nearest flip: shoe <small> to bag at a = 0.25; the engine says so at 0.2499 and 0.2501',
    ].join('\n'),
  );
  expect(describeRay(open, labels)).toContain('undecided: sigmoid at node act');
  expect(describeRays([kept, ray], 3)).toContain('1 of 2 images keep their label (proved-real); 1 flip; 0 undecided.');
  expect(describeRays([kept, ray], 3)).toContain('Stopped after 2 of 3 images.');
});

test('a verdict holds only for what is proved of all', () => {
  expect(rayVerdict([kept, kept], 2)).toBe('held');
  expect(rayVerdict([kept], 2)).toBe('inconclusive');
  expect(rayVerdict([kept, open], 2)).toBe('inconclusive');
  expect(rayVerdict([kept, ray], 2)).toBe('violated');
  expect(rayVerdict([], 0)).toBe('inconclusive');
  const engine = { ...kept, word: 'numerically exact' as const };
  expect(rayVerdict([engine], 1)).toBe('inconclusive');
  expect(regionVerdict([], 0)).toBe('inconclusive');
});

test('JSON has no infinity', () => {
  expect(plainJson({ a: [Infinity, -Infinity, 1], b: undefined })).toEqual({ a: ['Infinity', '-Infinity', 1] });
});
