import { afterAll, expect, test } from '@jest/globals';
import { certifyRay } from '../../../src/index.js';
import { weights } from '../../models/onnxFile.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { models, pixelsOf, sampled } from '../networks.js';

const { open, close } = models();
afterAll(close);

const numbers = someNumbers(3);

/** Rows of an image, weighed by what constants ask for, and dense layers with biases behind. */
const pooledByAttention = () =>
  open({
    inputs: [{ name: 'x', shape: [1, 1, 6, 4] }],
    outputs: [{ name: 'y', shape: [1, 3] }],
    nodes: [
      { op: 'Attention', name: 'pool', inputs: ['q', 'k', 'x'], outputs: ['pooled'] },
      { op: 'Relu', name: 'relu', inputs: ['pooled'], outputs: ['bent'] },
      { op: 'Flatten', name: 'flat', inputs: ['bent'], outputs: ['row'] },
      { op: 'Gemm', name: 'scores', inputs: ['row', 'w', 'b'], outputs: ['y'] },
    ],
    initializers: [
      weights('q', [1, 1, 2, 8], take(16, numbers)),
      weights('k', [1, 1, 6, 8], take(48, numbers)),
      weights('w', [8, 3], take(24, numbers)),
      weights('b', [3], take(3, numbers)),
    ],
    opset: 23,
  });

test('rays go through attention to constants: what is proved, the engine says too', async () => {
  const classifier = await pooledByAttention();
  const shape = { height: 6, width: 4, channels: 1 };
  for (let image = 0; image < 5; image++) {
    const given = pixelsOf(
      Array.from(take(24, numbers), (value) => Math.abs(value)),
      shape,
    );
    const { word, intervals } = await certifyRay(classifier, given, { method: 'float64' });
    expect(['proved-real', 'refuted']).toContain(word);
    const ends = intervals.map(({ min, max }) => [min, Math.min(max, 1000)] as const);
    const inside = ends.flatMap(([min, max]) => [min + (max - min) / 3, max - (max - min) / 3]);
    const seen = await sampled(classifier, (place) => given.times(place, 'allow'), inside);
    seen.forEach(({ place, label, margin }) => {
      const said = intervals.find(({ min, max }) => min <= place && place <= max);
      if (margin > 1e-4) expect({ place, label }).toEqual({ place, label: said?.label });
    });
  }
});

test('where the weights are no fractions, exact arithmetic says so', async () => {
  const classifier = await pooledByAttention();
  const { word, reason } = await certifyRay(
    classifier,
    pixelsOf([...take(24, numbers)], { height: 6, width: 4, channels: 1 }),
    {
      method: 'exact',
    },
  );
  expect([word, reason]).toEqual(['undecided', expect.stringContaining('weights at node pool that are not fractions')]);
});
