import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyDynamic } from '../../src/certify/dynamic/certifyDynamic.js';
import { crossCheck } from '../../src/certify/crossCheck.js';
import { certifyStructure } from '../../src/certify/structure/certifyStructure.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import type { OnnxNode, OnnxTensor } from '../models/onnxFile.js';
import { models } from './networks.js';

// Tensors of half precision are read as numbers, and judged within the range that they have.

const { openRow, close } = models();
afterAll(close);

const half = (name: string, shape: readonly number[], bits: readonly number[]): OnnxTensor => ({
  name,
  shape,
  type: 'float16',
  data: new Uint8Array(Uint16Array.from(bits).buffer),
});
const cast = (from: string, to: string, type: number): OnnxNode => ({
  op: 'Cast',
  name: to,
  inputs: [from],
  outputs: [to],
  attributes: { to: { int: type } },
});

/** Weights of 1, 0.5 and -1, and a bias, in half precision. */
const network = (bias: readonly number[]): Promise<Classifier> => {
  const nodes: OnnxNode[] = [
    cast('x', 'small', 10),
    { op: 'Mul', name: 'times', inputs: ['small', 'two'], outputs: ['doubled'] },
    { op: 'MatMul', name: 'matmul', inputs: ['doubled', 'w'], outputs: ['sums'] },
    { op: 'Add', name: 'add', inputs: ['sums', 'b'], outputs: ['biased'] },
    cast('biased', 'y', 1),
  ];
  const two = half('two', [1], [0x4000]);
  const w = half('w', [2, 2], [0x3c00, 0x3800, 0x3c00, 0xbc00]);
  return openRow(2, { nodes, initializers: [two, w, half('b', [2], bias)] }, 2);
};

describe('half precision', () => {
  test('its numbers are those of the engine', async () => {
    const { network: inner } = await network([0, 0]);
    const tensors = await inner!.probe({ data: Float32Array.of(1, 0.0625), count: 1 }, ['small', 'sums']);
    expect([...tensors.get('small')!.data]).toEqual([1, 0.0625]);
    expect([...tensors.get('sums')!.data]).toEqual([2.125, 0.875]);
  });

  test('a network that scales bit by bit is not contradicted, and what is beyond its range is not judged', async () => {
    const classifier = await network([0, 0]);
    const dynamic = await certifyDynamic(classifier);
    expect(dynamic).toMatchObject({ verdict: 'scales', degree: 1 });
    expect(dynamic.limits.join()).toMatch(/underflow at 2\^-24 from "small" on.*overflow at 2\^24/s);
    // Rounding to half precision is what the structure blames; the engine shows nothing of it where it can be judged.
    expect(crossCheck(certifyStructure(classifier), dynamic).structure).toMatchObject({ verdict: 'undecided' });
  });

  test('a bias is found, and said in numbers', async () => {
    // 0.0625 in bits.
    const dynamic = await certifyDynamic(await network([0x2c00, 0]));
    expect(dynamic).toMatchObject({ verdict: 'breaks', culprit: { node: 'add' }, reachesScores: true });
    const [, after = NaN, before = NaN] = /gives (\S+) where it gave (\S+)/.exec(dynamic.culprit!.what) ?? [];
    expect(Math.abs(Number(before))).toBeLessThan(10);
    expect(Math.abs(Number(after))).toBeLessThan(10);
  });
});
