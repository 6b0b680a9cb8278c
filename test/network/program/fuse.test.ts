import { expect, test } from '@jest/globals';
import { withFusedMaxima } from '../../../src/network/program/fuse.js';
import { programOf, type ProgramStep } from '../../../src/network/program/program.js';

const relu = (input: number, output: number, slope = 0): ProgramStep => ({
  kind: 'kink',
  input,
  output,
  slopes: Float64Array.of(slope),
  node: 'relu',
});
const maximum = (input: number, output: number): ProgramStep => ({
  kind: 'maximum',
  input,
  output,
  windows: Int32Array.of(0, 1),
  size: 2,
  floor: false,
  node: 'pool',
});

test('a ReLU that only a maximum reads is taken into it', () => {
  const { steps } = withFusedMaxima(programOf([2, 2, 1], [relu(0, 1), maximum(1, 2)], 2));
  expect(steps).toMatchObject([{ kind: 'maximum', input: 0, output: 2, floor: true }]);
});

test('one that others read as well, or that is leaky, is not', () => {
  const shared = programOf([2, 2, 1, 1], [relu(0, 1), maximum(1, 2), maximum(1, 3)], 3);
  expect(withFusedMaxima(shared).steps).toEqual(shared.steps);
  const leaky = programOf([2, 2, 1], [relu(0, 1, 0.1), maximum(1, 2)], 2);
  expect(withFusedMaxima(leaky).steps).toEqual(leaky.steps);
  const end = programOf([2, 2, 1], [relu(0, 1), maximum(1, 2)], 1);
  expect(withFusedMaxima(end).steps).toEqual(end.steps);
});
