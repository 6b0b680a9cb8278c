import { join } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel } from 'conic';
import { besideFile } from '../../../src/files/besideFile.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { wellFormed } from '../../../src/network/onnx/wellFormed.js';
import { onnxModel, weights, type OnnxModel, type OnnxNode } from '../../models/onnxFile.js';
import { sums, sumsThen, sumsWeights } from '../../models/smallModels.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

/** The error that opening a model gives. */
async function errorOf(content: Uint8Array): Promise<string> {
  const opened = openModel(files.write('model.onnx', content), { workers: 1 });
  return opened.then(
    async (classifier) => {
      await classifier.dispose();
      return 'nothing wrong';
    },
    (error: unknown) => String(error),
  );
}

const chain = (nodes: readonly OnnxNode[], more: Partial<OnnxModel> = {}) => sumsThen(nodes, more.initializers);
const flat: OnnxNode = { op: 'Flatten', inputs: ['image'], outputs: ['flat'] };

describe('hostile networks', () => {
  test.each<[string, Uint8Array, string]>([
    [
      'a cycle',
      chain([
        { op: 'Add', name: 'a', inputs: ['sums', 'c'], outputs: ['b'] },
        { op: 'Relu', name: 'r', inputs: ['b'], outputs: ['c'] },
      ]),
      'an input "b" that is computed from its own output; expected a network without cycles',
    ],
    [
      'a node that reads itself',
      chain([{ op: 'Identity', name: 'i', inputs: ['y'], outputs: ['y'] }]),
      'node "i": found an input "y" that is computed from its own output',
    ],
    [
      'a missing initializer',
      sums({ initializers: [] }),
      'node "dense": found an input "w" that nothing gives; expected the output of a node, a constant of the file, or what is fed. The file may have lost an initializer',
    ],
    [
      'a dangling input',
      chain([{ op: 'Relu', name: 'r', inputs: ['nowhere'], outputs: ['y'] }]),
      'node "r": found an input "nowhere" that nothing gives',
    ],
    [
      'an output that nothing computes',
      sums({ outputs: [{ name: 'lost', shape: ['N', 2] }] }),
      'an output "lost" that nothing computes',
    ],
    [
      'numbers in two places, of which an engine reads the other one',
      chain([{ op: 'Add', inputs: ['sums', 'b'], outputs: ['y'] }], {
        initializers: [{ ...weights('b', [2], [5, -5]), also: { field: 5, numbers: [0, 0] } }],
      }),
      'a constant "b" of float32 with numbers in int32_data and in raw_data; expected one with numbers in raw_data or in float_data',
    ],
    [
      'two nodes with one output',
      chain([
        { op: 'Relu', name: 'r', inputs: ['sums'], outputs: ['y'] },
        { op: 'Abs', name: 'a', inputs: ['sums'], outputs: ['y'] },
      ]),
      'node "a": found an output "y", which also is the output of "r"',
    ],
    [
      'a constant that a node computes too',
      sums({ nodes: [flat, { op: 'MatMul', name: 'dense', inputs: ['flat', 'w'], outputs: ['w'] }] }),
      'node "dense": found an output "w", which also is a constant',
    ],
    [
      'an initializer with fewer numbers than its shape says',
      sums({ initializers: [{ ...sumsWeights, shape: [4, 3] }] }),
      'a constant "w" of shape [4, 3] with 32 bytes; expected 12 numbers',
    ],
    [
      'an initializer of a hostile size',
      sums({ initializers: [weights('w', [2 ** 40, 2 ** 40], [1])] }),
      'a constant "w" of shape [1099511627776, 1099511627776] with 4 bytes',
    ],
    [
      'an initializer of the wrong shape',
      sums({ initializers: [{ ...sumsWeights, shape: [2, 4] }] }),
      'found a model that onnxruntime does not load',
    ],
    [
      'a computed constant of a hostile size',
      chain(
        [
          { op: 'ConstantOfShape', name: 'fill', inputs: ['size'], outputs: ['huge'] },
          { op: 'ReduceSum', name: 'sum', inputs: ['huge'], outputs: ['sum'] },
          { op: 'Add', name: 'add', inputs: ['sums', 'sum'], outputs: ['y'] },
        ],
        { initializers: [{ name: 'size', shape: [2], data: BigInt64Array.of(2n ** 40n, 2n ** 40n) }] },
      ),
      'InputError',
    ],
  ])('%s', async (_, content, message) => {
    expect(await errorOf(content)).toContain(message);
  });

  test('a field that claims to be longer than the file', async () => {
    const long = new BinaryWriter()
      .uint32((7 << 3) | WireType.LengthDelimited)
      .uint32(2 ** 31 - 1)
      .finish();
    expect(await errorOf(Uint8Array.of(...sums(), ...long))).toContain('an ONNX file that is cut off or damaged');
  });

  test('a chain that is deeper than the stack, and a cycle at its end', () => {
    const links = Array.from({ length: 50_000 }, (_, i) => ({ op: 'Relu', inputs: [`t${i}`], outputs: [`t${i + 1}`] }));
    const deep = (first: string) =>
      readOnnx(
        onnxModel({
          inputs: [{ name: 'image', shape: ['N', 1, 2, 2] }],
          outputs: [{ name: 't50000', shape: ['N', 2] }],
          nodes: [...links.toReversed(), { op: 'Abs', inputs: [first], outputs: ['t0'] }],
        }),
        'deep.onnx',
      );
    expect(wellFormed(deep('image'), 'deep.onnx').nodes[0]?.operation).toBe('Abs');
    expect(() => wellFormed(deep('t50000'), 'deep.onnx')).toThrow('computed from its own output');
  });
});

test('nodes are put in order, and those that are in order stay as they are', () => {
  const nodes: readonly OnnxNode[] = [
    { op: 'Relu', name: 'last', inputs: ['b'], outputs: ['c'] },
    { op: 'Relu', name: 'middle', inputs: ['flat'], outputs: ['b'] },
  ];
  const order = (list: readonly OnnxNode[]) =>
    wellFormed(
      readOnnx(sums({ nodes: [flat, ...list], outputs: [{ name: 'c', shape: ['N', 4] }] }), 'm'),
      'm',
    ).nodes.map(({ name }) => name);
  expect(order(nodes)).toEqual(['Flatten_0', 'middle', 'last']);
  expect(order(nodes.toReversed())).toEqual(['Flatten_0', 'middle', 'last']);
});

describe('weights in a file beside the model', () => {
  const outside = (file: string, offset?: number) => ({
    name: 'w',
    shape: [4, 2],
    data: new Float32Array(),
    file,
    ...(offset === undefined ? {} : { offset }),
  });
  const values = (file: string, offset?: number) =>
    readOnnx(sums({ initializers: [outside(file, offset)] }), 'model.onnx', (named) =>
      besideFile(join(files.folder, 'model.onnx'), named),
    )
      .constants.get('w')
      ?.values();

  test('are read from where they begin', () => {
    const bytes = new Uint8Array(sumsWeights.data.buffer);
    files.write('w.bin', Uint8Array.of(...new Uint8Array(8), ...bytes));
    expect(values('w.bin', 8)).toEqual(sumsWeights.data);
  });

  test.each([
    ['w.bin', 16, 'of shape [4, 2] with 24 bytes in w.bin; expected 8 numbers'],
    ['missing.bin', 0, 'whose numbers are in missing.bin, which cannot be read'],
    ['../w.bin', 0, "whose numbers are in ../w.bin; expected a file in the model's folder"],
    ['/etc/hostname', 0, "whose numbers are in /etc/hostname; expected a file in the model's folder"],
  ])('%s at %d is a clear error', (file, offset, message) => {
    files.write('w.bin', new Uint8Array(40));
    expect(() => values(file, offset)).toThrow(message);
  });
});
