import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel } from '../../../src/classifier/openModel.js';
import type { Classifier } from '../../../src/classifier/classifier.js';
import { marginOf } from '../../../src/classifier/scores.js';
import { Subject } from '../../../src/classifier/subject.js';
import { certifyPlane } from '../../../src/certify/plane/certifyPlane.js';
import type { PlaneCertificate, PlanePoint } from '../../../src/certify/plane/certificate.js';
import { isInside, outlinesOf } from '../../../src/certify/plane/outlines.js';
import { kinkOver } from '../../../src/certify/plane/kinks.js';
import { Mesh } from '../../../src/certify/plane/mesh.js';
import { image as makeImage, type Image } from '../../../src/image/image.js';
import { fromPath } from '../../../src/image/fromPath.js';
import { Chance } from '../../soundness/chance.js';
import { dense, models, pixelsOf, type DenseLayer } from '../networks.js';

const { openRow, close } = models();
afterAll(close);

/** A hidden layer, a bend, and three labels. */
const layers: readonly DenseLayer[] = [
  {
    weights: [
      [1, -1],
      [-1, 1],
      [1, 1],
      [0.5, -2],
    ],
    bias: [0, 0.1, -0.4, 0.3],
  },
  {
    weights: [
      [1, 1, 0, 0.2],
      [0, 0, 0.8, 0],
      [0.3, -1, 0, 1],
    ],
    bias: [0, 0.1, 0],
  },
];

const area = (ring: readonly PlanePoint[]): number =>
  ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);

const imageAt = (one: Image, other: Image | undefined, [across, up]: PlanePoint): Image =>
  makeImage(one.shape, { kind: 'test' }, 'a place of the plane', (pixels) => {
    const second = other?.pixels();
    one.pixels().forEach((pixel, j) => (pixels[j] = across * pixel + up * (second?.[j] ?? 1)));
  });

/** Random places of a plane at which the engine is clear of the label that is proved there, of all that were in a polygon. */
async function contradictions(
  classifier: Classifier,
  { axes, polygons }: PlaneCertificate,
  places: number,
  one: Image,
  other?: Image,
): Promise<{ readonly inside: number; readonly wrong: readonly PlanePoint[] }> {
  const subject = new Subject(classifier);
  const chance = new Chance(7);
  const [across, up] = axes;
  const asked = Array.from({ length: places }, (): PlanePoint => [
    across.min + chance.share() * (across.max - across.min),
    up.min + chance.share() * (up.max - up.min),
  ]).map((at) => ({
    at,
    labels: polygons
      .filter(({ rings }) => rings.filter((ring) => isInside(at, ring)).length % 2 === 1)
      .map(({ label }) => label),
  }));
  const inside = asked.filter(({ labels }) => labels.length > 0);
  const scores = await Promise.all(inside.map(({ at }) => subject.scores(imageAt(one, other, at))));
  const wrong = inside.filter(({ labels }, i) => labels.length > 1 || marginOf(scores[i]!, labels[0]!) < -1e-4);
  return { inside: inside.length, wrong: wrong.map(({ at }) => at) };
}

const tiles = ({ axes: [across, up], polygons, undecided }: PlaneCertificate): void => {
  const whole = (across.max - across.min) * (up.max - up.min);
  const labelled = polygons.reduce((sum, polygon) => sum + polygon.area, 0);
  expect(labelled + undecided.area).toBeCloseTo(whole, 9);
  for (const { rings, area: said } of polygons)
    expect(rings.reduce((sum, ring) => sum + area(ring), 0)).toBeCloseTo(said, 9);
};

test('exposure and offset: polygons tile the plane, and the engine agrees everywhere', async () => {
  const classifier = await openRow(2, dense(layers), 3);
  const image = pixelsOf([0.9, 0.3]);
  const plane = await certifyPlane(classifier, image, { across: { min: -1, max: 2 }, up: { min: -1, max: 1 } });
  expect(plane).toMatchObject({ word: 'proved-real', axes: [{ name: 'exposure' }, { name: 'offset' }] });
  expect(plane.labels.length).toBeGreaterThan(1);
  expect(plane.labels.every(({ label, engineLabel }) => label === engineLabel)).toBe(true);
  expect(plane.undecided.share).toBeLessThan(1e-9);
  expect(plane.rounding).toBeLessThan(1e-10);
  tiles(plane);
  const { inside, wrong } = await contradictions(classifier, plane, 2000, image);
  expect(inside).toBeGreaterThan(1990);
  expect(wrong).toEqual([]);
});

test('a border is where it is by hand', async () => {
  // Label 1 where x - y is above 0.25: a straight line through (0.25, 0) and (1, 0.75).
  const classifier = await openRow(
    2,
    dense([
      {
        weights: [
          [0, 0],
          [1, -1],
        ],
        bias: [0, -0.25],
      },
    ]),
    2,
  );
  const { polygons } = await certifyPlane(classifier, pixelsOf([1, 0]), { second: pixelsOf([0, 1]) });
  const one = polygons.find(({ label }) => label === 1);
  expect(one?.area).toBeCloseTo(0.75 ** 2 / 2, 12);
  expect(one?.rings).toHaveLength(1);
  for (const [x, y] of one!.rings[0]!) {
    const isCorner = [
      [0.25, 0],
      [1, 0],
      [1, 0.75],
    ].some(([a, b]) => Math.abs(a! - x) + Math.abs(b! - y) < 1e-11);
    expect(isCorner).toBe(true);
  }
});

test('without biases, mixtures of two images have labels in cones: borders go through the origin', async () => {
  const classifier = await openRow(2, dense(layers.map(({ weights }) => ({ weights }))), 3);
  const plane = await certifyPlane(classifier, pixelsOf([1, 0.2]), {
    second: pixelsOf([0.1, 1]),
    across: { min: -1, max: 1 },
    up: { min: -1, max: 1 },
  });
  tiles(plane);
  for (const { rings } of plane.polygons)
    for (const [x, y] of rings.flat()) {
      const isOnSide = Math.max(Math.abs(x), Math.abs(y)) > 1 - 1e-9;
      expect(isOnSide || Math.hypot(x, y) < 1e-6).toBe(true);
    }
});

test('one label all over: nothing is undecided', async () => {
  const always: readonly DenseLayer[] = [{ weights: [[1], [1]], bias: [1, 0] }];
  const classifier = await openRow(1, dense(always), 2);
  expect(await certifyPlane(classifier, pixelsOf([1]))).toMatchObject({
    word: 'proved-real',
    labels: [{ label: 0, share: 1, engineLabel: 0 }],
    undecided: { area: 0, share: 0, unreached: [] },
  });
});

test('labels that tie everywhere are undecided everywhere', async () => {
  const classifier = await openRow(1, dense([{ weights: [[1], [1]] }]), 2);
  const plane = await certifyPlane(classifier, pixelsOf([1]));
  expect(plane).toMatchObject({ word: 'undecided', polygons: [], undecided: { share: 1 } });
  expect(plane.reason).toMatch(/near ties/);
});

test('limits leave the rest undecided, with its outline', async () => {
  const classifier = await openModel('examples/models/mlp-bias.onnx', { workers: 1 });
  const { images } = await fromPath('examples/fashion-mnist/images/sandal', { limit: 1 }).load(classifier.spec.shape);
  const plane = await certifyPlane(classifier, images[0]!, { pieces: 20_000, across: { min: 0, max: 2 } });
  expect(plane).toMatchObject({ word: 'undecided', reason: expect.stringContaining('more than 20000 pieces') });
  expect(plane.polygons.length).toBeGreaterThan(0);
  const left = plane.undecided.unreached.reduce((sum, ring) => sum + area(ring), 0);
  expect(left).toBeCloseTo(plane.undecided.area, 6);
  tiles(plane);
  await classifier.dispose();
});

test('the shipped network: as the engine says', async () => {
  const classifier = await openModel('examples/models/mlp-bias.onnx', { workers: 1 });
  const { images } = await fromPath('examples/fashion-mnist/images/sandal', { limit: 1 }).load(classifier.spec.shape);
  const plane = await certifyPlane(classifier, images[0]!, { across: { min: 0.9, max: 1.3 } });
  expect(plane.word).toBe('proved-real');
  tiles(plane);
  expect(await contradictions(classifier, plane, 300, images[0]!)).toMatchObject({ wrong: [] });
  await classifier.dispose();
});

test('what is curved is undecided, with its node', async () => {
  const classifier = await openRow(2, dense(layers, 'Sigmoid'), 3);
  expect(await certifyPlane(classifier, pixelsOf([1, 0]))).toMatchObject({
    word: 'undecided',
    reason: expect.stringMatching(/^sigmoid at node act0/),
    undecided: { share: 1 },
  });
});

test('ranges are checked', async () => {
  const classifier = await openRow(2, dense(layers), 3);
  await expect(certifyPlane(classifier, pixelsOf([1, 0]), { across: { min: 3 } })).rejects.toThrow('found 3..2');
});

describe('a line that is missed', () => {
  // One cell from -1 to 1, which a ReLU bends in the middle.
  const input = {
    size: 1,
    values: Float64Array.of(-1, 1, 1, -1),
    first: new Float64Array(1),
    rest: new Float64Array(1),
  };
  const step = { kind: 'kink', input: 0, output: 1, slopes: Float64Array.of(0), node: 'relu' } as const;

  test('makes the error large, and nothing wrong', () => {
    expect(kinkOver(step, input, new Mesh(4, [[0, 1, 2, 3]])).rest[0]).toBeGreaterThanOrEqual(1);
  });

  test('and one that is found makes none', () => {
    const mesh = new Mesh(4, [[0, 1, 2, 3]]);
    mesh.cut(mesh.valuesOf(input, 0), 0);
    const finer = mesh.carry(input);
    expect(mesh.cells).toHaveLength(2);
    expect(kinkOver(step, finer, new Mesh(mesh.count, mesh.cells)).rest[0]).toBeLessThan(1e-14);
  });
});

test('polygons that touch are one, with the holes in it', () => {
  const square = (x: number, y: number, size = 1): readonly PlanePoint[] => [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ];
  const around = [0, 1, 2].flatMap((x) => [0, 1, 2].flatMap((y) => (x === 1 && y === 1 ? [] : [square(x, y)])));
  const [outline, ...others] = outlinesOf(around, [1e-9, 1e-9]);
  expect(others).toEqual([]);
  expect(outline?.map(area)).toEqual([9, -1]);
  // One large one beside two small ones, and one that touches in a corner alone.
  const sides = outlinesOf([square(0, 0, 2), square(2, 0), square(2, 1), square(3, 2)], [1e-9, 1e-9]);
  expect(sides.map((rings) => rings.map(area))).toEqual([[6], [1]]);
});
