import { describe, expect, test } from '@jest/globals';
import { logitsBehind } from '../../src/network/logits.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { chain, node } from '../models/chain.js';
import { integers, onnxModel, weights, type OnnxNode } from '../models/onnxFile.js';

describe('what the scores are read from', () => {
  test.each([
    ['Softmax', [node('Softmax', 'a', 'y')], 'a'],
    ['LogSoftmax', [node('LogSoftmax', 'a', 'y', { axis: { int: -1 } })], 'a'],
    ['Softmax and Identity', [node('Softmax', 'a', 's'), node('Identity', 's', 'y')], 'a'],
    ['Softmax and Flatten', [node('Softmax', 'a', 's'), node('Flatten', 's', 'f'), node('Squeeze', 'f', 'y')], 'a'],
    ['Softmax over images', [node('Softmax', 'a', 'y', { axis: { int: 0 } })], 'y'],
    ['Softmax and Mul', [node('Softmax', 'a', 's'), node('Mul', 's w', 'y')], 'y'],
    ['nothing', [node('Identity', 'a', 'y')], 'y'],
  ])('%s', (_, ending, logits) => {
    expect(logitsBehind(chain(node('Gemm', 'x w', 'a'), ...ending), 'y').scores).toBe(logits);
  });
});

describe('a softmax over something else than all classes is not left out', () => {
  const file = (outputs: readonly (number | string)[] | undefined, nodes: readonly OnnxNode[], opset = 17) =>
    readOnnx(
      onnxModel({
        inputs: [{ name: 'x', shape: ['N', 3, 8, 8] }],
        outputs: [{ name: 'y', ...(outputs && { shape: outputs }) }],
        nodes,
        initializers: [
          weights('w', [192, 8], Array<number>(192 * 8).fill(1)),
          weights('k', [8, 3, 8, 8], Array<number>(8 * 192).fill(1)),
          integers('groups', [-1, 2, 4]),
          integers('all', [0, 8]),
          integers('eight', [-1, 8]),
          integers('four', [-1, 4]),
        ],
        opset,
      }),
      'm.onnx',
    );
  const dense = [node('Flatten', 'x', 'f'), node('MatMul', 'f w', 'a')];
  const axis = (value: number) => ({ axis: { int: value } });

  test.each<[string, readonly OnnxNode[], readonly (number | string)[] | undefined, number, string]>([
    [
      'groups',
      [...dense, node('Reshape', 'a groups', 'g'), node('Softmax', 'g', 's'), node('Reshape', 's all', 'y')],
      ['N', 8],
      17,
      'y',
    ],
    [
      'groups, and Flatten',
      [...dense, node('Reshape', 'a groups', 'g'), node('Softmax', 'g', 's'), node('Flatten', 's', 'y')],
      ['N', 8],
      17,
      'y',
    ],
    [
      'groups that count as one before opset 13',
      [...dense, node('Reshape', 'a groups', 'g'), node('Softmax', 'g', 's', axis(1)), node('Reshape', 's all', 'y')],
      ['N', 8],
      12,
      'g',
    ],
    ['the batch', [...dense, node('Softmax', 'a', 'y', axis(-2))], ['N', 8], 17, 'y'],
    ['the batch too, before opset 13', [...dense, node('Softmax', 'a', 'y', axis(0))], ['N', 8], 12, 'y'],
    ['channels', [node('Conv', 'x k', 'c'), node('Softmax', 'c', 'y', axis(1))], ['N', 8, 1, 1], 17, 'c'],
    [
      'channels of who knows how many places',
      [
        node('Mystery', 'x', 'm'),
        node('Conv', 'm k', 'c'),
        node('Softmax', 'c', 's', axis(1)),
        node('Flatten', 's', 'y'),
      ],
      ['N', 8],
      17,
      'y',
    ],
    [
      'channels of the one place that a convolution leaves',
      [node('Conv', 'x k', 'c'), node('Softmax', 'c', 's', axis(1)), node('Flatten', 's', 'y')],
      ['N', 8],
      17,
      'c',
    ],
    [
      'channels of one place',
      [node('GlobalAveragePool', 'x', 'c'), node('Softmax', 'c', 's', axis(1)), node('Flatten', 's', 'y')],
      ['N', 3],
      17,
      'c',
    ],
    ['places', [node('Conv', 'x k', 'c'), node('Softmax', 'c', 'y')], ['N', 8, 1, 1], 17, 'y'],
    [
      'classes in rows of as many',
      [...dense, node('Softmax', 'a', 's'), node('Reshape', 's eight', 'y')],
      ['N', 8],
      17,
      'a',
    ],
    [
      'classes that are parted afterwards',
      [...dense, node('Softmax', 'a', 's'), node('Reshape', 's four', 'y')],
      ['M', 4],
      17,
      'y',
    ],
    ['a tensor of no known shape', [node('Mystery', 'x', 'a'), node('Softmax', 'a', 'y')], undefined, 17, 'y'],
    ['one whose shape the file says', [node('Mystery', 'x', 'a'), node('Softmax', 'a', 'y')], ['N', 8], 17, 'a'],
  ])('%s', (_, nodes, shape, opset, scores) => {
    expect(logitsBehind(file(shape, nodes, opset), 'y')).toMatchObject({ output: 'y', scores });
  });

  test('and before a sigmoid of each class are the logits, though scores are what it gives', () => {
    expect(logitsBehind(file(['N', 8], [...dense, node('Sigmoid', 'a', 'y')]), 'y')).toMatchObject({
      scores: 'y',
      logits: 'a',
      last: 'Sigmoid',
    });
  });
});
