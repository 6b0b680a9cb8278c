import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { onnxModel, weights, type OnnxNode } from '../../models/onnxFile.js';
import { examine, examineFold, type EngineTensor } from './claims.js';
import { hasSuite } from './suite.js';

// What holds claims of operations against an engine, tried on engines that are made up.

const graphOf = (node: Omit<OnnxNode, 'outputs' | 'name'>) =>
  readOnnx(
    onnxModel({
      inputs: [{ name: 'x', shape: [1, 3] }],
      outputs: [{ name: 'y' }],
      nodes: [{ ...node, name: 'node', outputs: ['y'] }],
      initializers: [weights('c', [3], [1, 2, 3])],
    }),
    'model.onnx',
  );

/** An engine that gives a row. */
const engine =
  (operate: (value: number, at: number) => number, type = 'float32', dims = [1, 3]) =>
  async (values: Float32Array | Float64Array): Promise<ReadonlyMap<string, EngineTensor>> =>
    new Map([['y', { dims, type, values: Float64Array.from(values, operate) }]]);

const image = Float32Array.of(1, -2, 0.5);
const relu = (value: number): number => Math.max(0, value);

describe('what is claimed of an operation', () => {
  test('is true', async () => {
    const { counts, wrong } = await examine(graphOf({ op: 'Relu', inputs: ['x'] }), [1, 3], image, engine(relu));
    expect(wrong).toEqual([]);
    expect(counts).toEqual({ degree: 1, zero: 1, program: 1, fold: 0, dims: 1, type: 1 });
  });

  test.each([
    ['degree', engine((value) => relu(value) + 0.1)],
    ['degree', engine((value) => relu(value) ** 2)],
    ['zero', engine((value) => (value === 0 ? NaN : relu(value)))],
    ['zero', engine((value) => (value === 0 ? 1 : relu(value)))],
    ['program', engine((value) => 2 * relu(value))],
    ['program', engine(relu, 'float32', [3, 1])],
    ['dims', engine(relu, 'float32', [3, 1])],
    ['type', engine(relu, 'float64')],
  ] as const)('or not, of the %s', async (column, ask) => {
    const { wrong } = await examine(graphOf({ op: 'Relu', inputs: ['x'] }), [1, 3], image, ask);
    expect(wrong.map((claim) => claim.column)).toContain(column);
  });

  test('or not, of constants', () => {
    const folded = (values: readonly number[], dims = [3]) =>
      examineFold(
        { ...graphOf({ op: 'Neg', inputs: ['c'] }), inputs: [] },
        new Map([['y', { dims, type: 'float32', values: Float64Array.from(values) }]]),
      ).wrong.map(({ column }) => column);
    expect(folded([-1, -2, -3])).toEqual([]);
    expect(folded([-1, -2, -4])).toEqual(['fold']);
    expect(folded([-1, -2, -3], [1, 3])).toEqual(['fold']);
  });
});

const suite = hasSuite() ? test : test.skip;

suite('the poolings of the node suite (`npm run node-suite` fetches it, and without it this is skipped)', () => {
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'bench/nodeSuite.ts', 'pool'], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/0 false \(goal 0\)/);
  expect(status).toBe(0);
});
