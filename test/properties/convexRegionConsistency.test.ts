import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { convexRegionConsistency } from '../../properties/index.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { Subject } from '../../src/classifier/subject.js';
import { convexWeights } from '../../src/generate/weights.js';
import type { Constant, NetworkGraph, NetworkNode } from '../../src/network/graph.js';
import { combine } from '../../src/image/image.js';
import { images } from '../../src/generate/images.js';
import { check, measure } from '../../src/run/check.js';
import { apply, given, linear, network, relu, row, type Layer } from '../run/networks.js';
import { networkOf } from '../models/networkOf.js';

/** The layers as a graph: MatMul, Add where there is a bias, Relu where there is an activation. */
function graphOf(layers: readonly Layer[]): NetworkGraph {
  const nodes: NetworkNode[] = [];
  const constants = new Map<string, Constant>();
  const constant = (name: string, dims: readonly number[], values: readonly number[]): string => {
    constants.set(name, { dims, values: () => Float32Array.from(values) });
    return name;
  };
  let tensor = 'image';
  const add = (operation: string, output: string, ...others: string[]): void => {
    nodes.push({ name: output, operation, inputs: [tensor, ...others], outputs: [output], attributes: new Map() });
    tensor = output;
  };
  layers.forEach(({ weights, bias, activation }, i) => {
    const width = weights[0]!.length;
    const turned = Array.from({ length: width }, (_, j) => weights.map((line) => line[j]!));
    add('MatMul', `product${i}`, constant(`w${i}`, [width, weights.length], turned.flat()));
    if (bias !== undefined) add('Add', `sum${i}`, constant(`b${i}`, [bias.length], bias));
    if (activation !== undefined) add('Relu', `relu${i}`);
  });
  const port = (name: string, side: number) => ({ name, type: 'float32', dims: [undefined, side] });
  return {
    inputs: [port('image', layers[0]!.weights[0]!.length)],
    outputs: [port(tensor, layers.at(-1)!.weights.length)],
    nodes,
    constants,
    metadata: new Map(),
    opset: 17,
  };
}

/** A network whose intermediate tensors can be read. Every activation is a ReLU. */
function readable(layers: readonly Layer[]): Classifier {
  const width = layers[0]!.weights[0]!.length;
  return {
    ...network(layers),
    network: {
      ...networkOf(graphOf(layers)),
      tensors: new Set(),
      probe: async ({ data, count }, names) =>
        new Map(
          names.map((name) => {
            const index = Number(/\d+$/.exec(name)![0]);
            const before = layers
              .slice(0, index + 1)
              .map(({ activation, ...layer }, i) =>
                i < index && activation !== undefined ? { ...layer, activation } : layer,
              );
            const rows = Array.from({ length: count }, (_, i) => [
              ...apply(before, data.subarray(i * width, (i + 1) * width)),
            ]);
            return [name, { dims: [count, rows[0]!.length], data: Float32Array.from(rows.flat()) }];
          }),
        ),
    },
  };
}

/** The example of two pixels: same label at both ends, another between, and no bias anywhere. */
const twoPixels: readonly Layer[] = [
  {
    weights: [
      [1, -1],
      [-1, 1],
      [1, 1],
    ],
    activation: relu,
  },
  {
    weights: [
      [1, 1, 0],
      [0, 0, 0.5],
    ],
  },
];
const [left, right] = [given(1, 0), given(0, 1)];

/** Images of three pixels, no two alike. */
const pixels = fc
  .array(fc.integer({ min: 1, max: 255 }), { minLength: 3, maxLength: 3 })
  .map((values) => given(...values.map((value) => value / 255)));

const whole = (rows: number, columns: number) =>
  fc.array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  });

describe('same piece', () => {
  test('no network of ReLUs without biases violates it', async () => {
    let [decided, cases] = [0, 0];
    await fc.assert(
      fc.asyncProperty(whole(4, 3), whole(3, 4), fc.integer(), async (first, last, seed) => {
        const classifier = readable([{ weights: first, activation: relu }, { weights: last }]);
        const result = await measure(convexRegionConsistency(), classifier, { images: pixels, seed, cases: 40 });
        expect(result.violated).toBe(0);
        decided += result.held;
        cases += result.cases;
      }),
      { numRuns: 40 },
    );
    // And it is not for want of trying.
    expect(decided).toBeGreaterThan(cases / 4);
  });

  test('the two-pixel network does not violate it either', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const result = await check(convexRegionConsistency({ size: 2 }), readable(twoPixels), {
        images: images.arbitrary(row(2)),
        seed,
        cases: 300,
      });
      expect(result.violated).toBe(0);
      expect(result.held).toBeGreaterThan(0);
    }
  });

  test('a biased network of one piece violates it, with conic weights', async () => {
    const affine = readable([
      {
        weights: [
          [1, 0],
          [0, 0],
        ],
        bias: [0, 0.1],
      },
    ]);
    for (const size of [2, 3, 4])
      for (let seed = 0; seed < 5; seed++) {
        const property = convexRegionConsistency({ size });
        const { verdict, counterexample } = await check(property, affine, {
          images: images.arbitrary(row(2)),
          seed,
        });
        expect(verdict).toBe('violated');
        const { views, label, labelAfter, why } = counterexample!;
        // It shrinks toward two.
        const left = views.length - 1;
        expect(left).toBeGreaterThanOrEqual(2);
        expect(left).toBeLessThanOrEqual(size);
        expect(views.map(({ title }) => title)).toEqual([
          ...Array.from({ length: left }, (_, i) => `vertex ${i + 1}`),
          'combination',
        ]);
        expect(labelAfter).not.toBe(label);
        expect(why).toBe(`between ${left} images of ${label} lies ${labelAfter}`);
        expect(counterexample).not.toHaveProperty('scalar');
      }
  });

  test('with convex weights the same network survives, as it must', async () => {
    const affine = readable([
      {
        weights: [
          [1, 0],
          [0, 0],
        ],
        bias: [0, 0.1],
      },
    ]);
    const property = convexRegionConsistency();
    await fc.assert(
      fc.asyncProperty(
        fc.array(images.arbitrary(row(2)), { minLength: 3, maxLength: 3 }),
        convexWeights(3),
        async (chosen, weights) => {
          const outcome = await property.examine({ images: chosen, weights, overflow: 'limit' }, new Subject(affine));
          expect(outcome.kind).not.toBe('violated');
        },
      ),
    );
  });

  test('a biased network of many pieces violates it', async () => {
    const biased = readable([
      {
        weights: [
          [1, -1],
          [-1, 1],
          [1, 1],
        ],
        bias: [0.2, -0.1, 0.3],
        activation: relu,
      },
      {
        weights: [
          [1, 1, 0],
          [0, 0, 0.5],
        ],
        bias: [0.1, 0],
      },
    ]);
    const result = await measure(convexRegionConsistency(), biased, {
      images: images.arbitrary(row(2)),
      seed: 1,
      cases: 500,
    });
    expect(result.verdict).toBe('violated');
    expect(result.violated / (result.held + result.violated)).toBeGreaterThan(0.02);
  });

  test('the vertices of a case are on one piece and share a label', async () => {
    const biased = readable([
      {
        weights: [
          [1, -1],
          [-1, 1],
          [1, 1],
        ],
        bias: [0.2, -0.1, 0.3],
        activation: relu,
      },
      {
        weights: [
          [1, 1, 0],
          [0, 0, 0.5],
        ],
        bias: [0.1, 0],
      },
    ]);
    const subject = new Subject(biased);
    for (let seed = 0; seed < 4; seed++) {
      const { counterexample } = await check(convexRegionConsistency(), biased, {
        images: images.arbitrary(row(2)),
        seed,
        cases: 500,
      });
      const vertices = counterexample!.views.slice(0, -1);
      const patterns = await Promise.all(vertices.map(({ image }) => subject.pattern(image)));
      for (const pattern of patterns) expect(pattern).toBe(patterns[0]);
      for (const { scores } of vertices)
        expect(scores[0]! > scores[1]!).toBe(vertices[0]!.scores[0]! > vertices[0]!.scores[1]!);
      const expected = combine(vertices.map(({ image }, i) => ({ image, weight: counterexample!.case.weights[i]! })));
      expect([...counterexample!.views.at(-1)!.image.pixels()]).toEqual([...expected.pixels()]);
    }
  });

  test('vacuous where nothing around the mean is on its piece', async () => {
    // The mean of the two has x1 = x2 exactly: every step to the left leaves the kink.
    const outcome = await convexRegionConsistency({ size: 2 }).examine(
      { images: [left, right], weights: [1, 1], overflow: 'limit' },
      new Subject(readable(twoPixels)),
    );
    expect(outcome).toEqual({ kind: 'vacuous', why: 'no step stays on the piece' });
  });

  test('vacuous where vertices differ in label, or are near ties', async () => {
    const plain = readable([
      {
        weights: [
          [1, 0],
          [0, 1],
        ],
      },
    ]);
    const examine = (...chosen: (typeof left)[]) =>
      convexRegionConsistency({ size: 2 }).examine(
        { images: chosen, weights: [1, 1], overflow: 'limit' },
        new Subject(plain),
      );
    expect(await examine(left, right)).toEqual({ kind: 'vacuous', why: 'the vertices differ in label' });
    expect(await examine(given(0.5, 0.5), left)).toEqual({ kind: 'vacuous', why: 'a vertex is a near tie' });
    expect(await examine(left, given(1, 0.5))).toMatchObject({ kind: 'held' });
  });

  test('inconclusive where the combination is a near tie', async () => {
    // 0.5 x 0.2 is the bias.
    const affine = readable([
      {
        weights: [
          [1, 0],
          [0, 0],
        ],
        bias: [0, 0.1],
      },
    ]);
    const examine = (weight: number, tolerance: number) =>
      convexRegionConsistency({ size: 2, tolerance }).examine(
        { images: [given(0.5, 0), given(0.5, 1)], weights: [weight, weight], overflow: 'limit' },
        new Subject(affine),
      );
    expect(await examine(0.0999999, 1e-5)).toEqual({ kind: 'inconclusive', why: 'the combination is a near tie' });
    expect(await examine(0.0999999, 1e-8)).toMatchObject({ kind: 'violated' });
    expect(await examine(0.05, 1e-5)).toMatchObject({ kind: 'violated', margin: expect.closeTo(-0.5, 5) });
  });

  test('needs a network that can be read', async () => {
    await expect(check(convexRegionConsistency(), linear([[1], [2]]))).rejects.toThrow(
      'convex-region-consistency on network: found a classifier whose intermediate tensors cannot be read; expected a piecewise-linear network that can be read.',
    );
  });

  test('and is piecewise linear', async () => {
    const graph = graphOf(twoPixels);
    const smooth: NetworkGraph = {
      ...graph,
      nodes: graph.nodes.map((node) => (node.operation === 'Relu' ? { ...node, operation: 'Tanh' } : node)),
    };
    const given = readable(twoPixels);
    await expect(
      check(convexRegionConsistency(), { ...given, network: { ...given.network!, graph: smooth } }),
    ).rejects.toThrow('found a network that is not piecewise linear (relu0)');
  });
});

describe('same label', () => {
  const property = convexRegionConsistency({ vertices: 'same-label', size: 2 });

  test('the two-pixel example: label 0 at both ends, 1 in the middle', async () => {
    const outcome = await property.examine(
      { images: [left, right], weights: [0.5, 0.5], overflow: 'limit' },
      new Subject(network(twoPixels)),
    );
    expect(outcome).toMatchObject({ kind: 'violated', margin: -1, why: 'between 2 images of 0 lies 1' });
  });

  test('its rate is measured, and not judged', async () => {
    for (const run of [check, measure]) {
      const result = await run(property, network(twoPixels), {
        images: fc.constantFrom(left, right),
        seed: 2,
        cases: 200,
      });
      expect(result.verdict).toBe('measured');
      expect(result).not.toHaveProperty('reason');
      expect(result.cases).toBe(200);
      // Halfway between, |x1 - x2| < (x1 + x2) / 2 for a good part of all weights.
      expect(result.violated).toBeGreaterThan(10);
      expect(result.held).toBeGreaterThan(10);
      expect(result.counterexample).toMatchObject({ label: '0', labelAfter: '1' });
    }
  });

  test('a linear network has a rate of 0', async () => {
    const plain = linear([
      [1, 0],
      [0, 1],
    ]);
    const result = await measure(property, plain, { seed: 2, cases: 200 });
    expect(result).toMatchObject({ verdict: 'measured', violated: 0 });
    expect(result.held).toBeGreaterThan(100);
  });

  test('vacuous where too few images share the first one’s label', async () => {
    const outcome = await property.examine(
      { images: [left, right, right], weights: [0.5, 0.5], overflow: 'limit' },
      new Subject(
        linear([
          [1, 0],
          [0, 1],
        ]),
      ),
    );
    expect(outcome).toEqual({ kind: 'vacuous', why: 'too few images share a label' });
  });
});
