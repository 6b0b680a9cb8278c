import { afterAll, describe, expect, test } from '@jest/globals';
import { assertAgreement } from '../../../src/certify/piecewise/agreement.js';
import { programFor } from '../../../src/certify/piecewise/compile.js';
import type { Classifier } from '../../../src/classifier/classifier.js';
import type { Constant } from '../../../src/network/graph.js';
import { images, openModel } from '../../../src/index.js';
import { image as makeImage } from '../../../src/image/image.js';
import { numbersOf } from '../../../src/network/numbers.js';
import { someNumbers, take } from '../../models/smallModels.js';
import { weights, type OnnxNode, type OnnxTensor } from '../../models/onnxFile.js';
import { models } from '../networks.js';

const { open, close } = models();
afterAll(close);

const shape = { height: 6, width: 6, channels: 3 };

/** Convolutions with shortcuts, a pooling and a dense layer; biases up to `bias`. */
function convolved(depth: number, seed: number, bias = 0.3): Promise<Classifier> {
  const stream = someNumbers(seed);
  const initializers: OnnxTensor[] = [];
  const some = (name: string, sizes: readonly number[], scale: number): string => {
    const count = sizes.reduce((product, size) => product * size, 1);
    initializers.push(
      weights(
        name,
        sizes,
        Array.from(take(count, stream), (value) => value * scale),
      ),
    );
    return name;
  };
  const nodes: OnnxNode[] = [];
  const add = (
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: OnnxNode['attributes'] = {},
  ): string => {
    nodes.push({ op, name, inputs, outputs: [name], attributes });
    return name;
  };
  const pads = { pads: { ints: [1, 1, 1, 1] } };
  let current = 'x';
  let channels = shape.channels;
  for (let layer = 0; layer < depth; layer++) {
    const kernel = some(`w${layer}`, [6, channels, 3, 3], Math.sqrt(6 / (channels * 9)));
    const conv = add('Conv', `conv${layer}`, [current, kernel, some(`b${layer}`, [6], bias)], pads);
    const sum = layer > 0 && layer % 2 === 0 ? add('Add', `add${layer}`, [conv, current]) : conv;
    current = add('Relu', `relu${layer}`, [sum]);
    channels = 6;
  }
  const flat = add('Flatten', 'flat', [add('GlobalAveragePool', 'pool', [current])]);
  add('Gemm', 'logits', [flat, some('v', [6, 4], 0.7), some('c', [4], bias)]);
  return open({
    inputs: [{ name: 'x', shape: ['N', 3, 6, 6] }],
    outputs: [{ name: 'logits', shape: ['N', 4] }],
    nodes,
    initializers,
  });
}

const image = (seed: number) =>
  makeImage(shape, { kind: 'test' }, 'test image', (pixels) =>
    pixels.set(Array.from(take(pixels.length, someNumbers(seed)), Math.abs)),
  );

const agrees = async (classifier: Classifier, seed = 1): Promise<void> => {
  const program = programFor(classifier);
  if (program instanceof Error) throw program;
  await assertAgreement(classifier, program, [image(seed)]);
};

/** The same classifier, of which one number was read wrongly. */
function misread(classifier: Classifier, name: string, place: number, by: number): Classifier {
  const network = classifier.network!;
  const constants = new Map<string, Constant>(network.graph.constants);
  const constant = constants.get(name)!;
  const data = Float32Array.from(numbersOf(constant).values);
  data[place]! += by;
  constants.set(name, { dims: constant.dims, values: () => data });
  return {
    ...classifier,
    classify: (batch) => classifier.classify(batch),
    network: {
      ...network,
      graph: { ...network.graph, constants },
      probe: (batch, names) => network.probe(batch, names),
    },
  };
}

describe('the network as it was read', () => {
  test.each([1, 2, 3, 4, 5])('is the engine’s, if it is (seed %i)', async (seed) => {
    for (const depth of [1, 4, 12])
      for (const bias of [0.3, 1e-3, 0]) await agrees(await convolved(depth, seed, bias), seed);
  });

  test('is the engine’s where networks are large', async () => {
    for (const net of ['mlp-bias', 'mlp-zero-bias', 'lenet-bias', 'lenet-zero-bias']) {
      const classifier = await openModel(`examples/models/${net}.onnx`, { workers: 1 });
      const program = programFor(classifier);
      if (program instanceof Error) throw program;
      const corpus = await images.from('examples/fashion-mnist/images').load(classifier.spec.shape);
      await assertAgreement(classifier, program, [corpus.images[0]!]);
      await classifier.dispose();
    }
  });

  test('is refused where a bias was read wrongly by a millionth, in every layer', async () => {
    let [refused, all] = [0, 0];
    for (const seed of [1, 2, 3]) {
      const classifier = await convolved(4, seed);
      for (const name of ['b0', 'b1', 'b2', 'b3', 'c']) {
        const count = name === 'c' ? 4 : 6;
        let here = 0;
        for (let place = 0; place < count; place++)
          here += await agrees(misread(classifier, name, place, 1e-6)).then(
            () => 0,
            ({ message }: Error) => (message.includes('other scores than the engine') ? 1 : 0),
          );
        // The bias of a unit that is 0 at all images makes no difference to any score.
        expect(here).toBeGreaterThanOrEqual(2);
        refused += here;
        all += count;
      }
    }
    expect(refused / all).toBeGreaterThan(0.6);
  });
});
