import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareRows, measured } from '../../src/certify/dynamic/scaling.js';
import { walk } from '../../src/certify/structure/walk.js';
import type { Classifier, Tensor } from '../../src/classifier/classifier.js';
import { fromOnnx } from '../../src/classifier/onnx/fromOnnx.js';
import { readOnnx } from '../../src/network/onnx/readOnnx.js';
import { onnxModel } from '../models/onnxFile.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { someNumbers, take } from '../models/smallModels.js';
import { branches, commonConstants, commonNodes, type Branch } from './branches.js';

// Every rule against the engine: all operations are branches of one network, whose tensors are read at powers of two.

const files = temporaryFiles();
afterAll(files.remove);

const tensorsOf = ({ name, outputs = 1 }: Branch): readonly string[] =>
  Array.from({ length: outputs }, (_, i) => `${name}/${i}`);

const file = onnxModel({
  inputs: [{ name: 'x', shape: ['N', 1, 4, 4] }],
  outputs: [{ name: 'scores', shape: ['N', 3] }],
  nodes: [
    ...commonNodes,
    ...branches.map((branch) => ({
      op: branch.op,
      name: branch.name,
      inputs: branch.inputs,
      outputs: tensorsOf(branch),
      ...(branch.attributes && { attributes: branch.attributes }),
    })),
    { op: 'MatMul', name: 'scores', inputs: ['r', 'w'], outputs: ['scores'] },
  ],
  initializers: [...commonConstants, ...branches.flatMap(({ constants = [] }) => constants)],
});
const graph = readOnnx(file, 'branches.onnx');

/** What the certificate says of a tensor: its degree, or the kind of the first flaw. */
function said(tensor: string): number | string {
  const walked = walk(graph, tensor);
  const { form, clean } = walked.of(tensor);
  if (!clean) return walked.culpritsBehind(tensor).at(-1)?.kind ?? 'nothing';
  return form.kind === 'degree' ? form.degree.approximate : form.kind;
}

test.each(branches.map((branch) => [branch.name, branch] as const))('%s: the rule', (_, branch) => {
  expect(tensorsOf(branch).map(said)).toEqual(branch.expected);
});

describe('the engine agrees on', () => {
  // One image, since some operations look at the whole batch.
  const exponents = [-40, -24, -12, -4, 4, 8, 12, 24, 40];
  let classifier: Classifier;
  let before: ReadonlyMap<string, Tensor>;
  const after = new Map<number, ReadonlyMap<string, Tensor>>();

  beforeAll(async () => {
    classifier = await fromOnnx(files.write('branches.onnx', file), { workers: 1 });
    const data = take(16, someNumbers(5));
    const names = branches.flatMap(tensorsOf);
    const read = async (scalar: number) => {
      const tensors = new Map<string, Tensor>();
      // Tensors without a row for each image cannot be read: the scale and zero point of a dynamic quantisation.
      const batch = { data: data.map((value) => value * scalar), count: 1 };
      const readable = names.filter((name) => !name.startsWith('DynamicQuantizeLinear/') || name.endsWith('/0'));
      for (const [name, tensor] of (await classifier.network?.probe(batch, readable)) ?? []) tensors.set(name, tensor);
      return tensors;
    };
    before = await read(1);
    for (const exponent of exponents) after.set(exponent, await read(2 ** exponent));
  });
  afterAll(() => classifier.dispose());

  test.each(branches.map((branch) => [branch.name, branch] as const))('%s', (_, branch) => {
    tensorsOf(branch).forEach((tensor, i) => {
      const expected = branch.expected[i];
      const from = before.get(tensor);
      if (from === undefined || branch.unlikeTheEngine === true) return;
      const seen = exponents.map((exponent) => {
        const shift = typeof expected === 'number' ? expected * exponent : undefined;
        const scaling = compareRows(measured(from.data), measured(after.get(exponent)!.get(tensor)!.data), shift);
        return scaling.kind === 'power' ? scaling.shift / exponent : scaling.kind;
      });
      const told = seen.filter((degree) => degree !== 'range');
      if (typeof expected === 'number' && branch.rounds !== true) {
        expect(new Set(told)).toEqual(new Set([from.data.every((value) => value === 0) ? 'zero' : expected]));
      } else if (expected === 'zero') expect(new Set(told)).toEqual(new Set(['zero']));
      else if (typeof expected === 'string') expect(told.includes('broken') || new Set(told).size > 1).toBe(true);
      expect(told.length).toBeGreaterThan(0);
    });
  });
});
