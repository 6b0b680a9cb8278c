import { describe, expect, test } from '@jest/globals';
import { isConstant } from '../../../src/network/graph.js';
import { readOnnx } from '../../../src/network/onnx/readOnnx.js';
import { integers, onnxModel, weights, type OnnxModel } from '../../models/onnxFile.js';

const small: OnnxModel = {
  inputs: [
    { name: 'image', shape: ['N', 1, 28, 28] },
    { name: 'w', shape: [2, 2] },
  ],
  outputs: [{ name: 'y', shape: ['N', 10] }],
  nodes: [
    {
      op: 'Conv',
      name: 'conv',
      inputs: ['image', 'w'],
      outputs: ['c'],
      attributes: { kernel_shape: { ints: [5, 3] }, auto_pad: { string: 'VALID' }, group: { int: 2 } },
    },
    { op: 'LeakyRelu', inputs: ['c'], outputs: ['r'], attributes: { alpha: { float: 0.5 }, list: { floats: [] } } },
    { op: 'Constant', inputs: [], outputs: ['k'], attributes: { value: { tensor: integers('', [-1, 3]) } } },
    { op: 'Constant', inputs: [], outputs: ['halves'], attributes: { value_floats: { floats: [0.5, 1.5] } } },
    { op: 'Constant', inputs: [], outputs: ['seven'], attributes: { value_int: { int: 7 } } },
    { op: 'Gelu', domain: 'com.microsoft', inputs: ['r', '', 'k'], outputs: ['y'] },
  ],
  initializers: [weights('w', [2, 2], [1, 2, 3, 4])],
  metadata: { labels: '["café", "b"]' },
  opset: 13,
};

describe('a network', () => {
  const graph = readOnnx(onnxModel(small), 'small.onnx');

  test('has its ports, without constants among the inputs', () => {
    expect(graph.inputs).toEqual([{ name: 'image', type: 'float32', dims: [undefined, 1, 28, 28] }]);
    expect(graph.outputs).toEqual([{ name: 'y', type: 'float32', dims: [undefined, 10] }]);
    expect(graph.opset).toBe(13);
    expect(graph.metadata.get('labels')).toBe('["café", "b"]');
    expect(graph.externalData).toEqual(new Map());
  });

  test('has its nodes, each with a name', () => {
    expect(graph.nodes.map(({ name }) => name)).toEqual([
      'conv',
      'LeakyRelu_1',
      'Constant_2',
      'Constant_3',
      'Constant_4',
      'com.microsoft.Gelu_5',
    ]);
    expect(graph.nodes[5]).toMatchObject({ operation: 'com.microsoft.Gelu', inputs: ['r', '', 'k'], outputs: ['y'] });
  });

  test('has attributes of every kind', () => {
    const [conv, leaky, constant] = graph.nodes;
    expect([...(conv?.attributes ?? [])]).toEqual([
      ['kernel_shape', [5, 3]],
      ['auto_pad', 'VALID'],
      ['group', 2],
    ]);
    expect([...(leaky?.attributes ?? [])]).toEqual([
      ['alpha', 0.5],
      ['list', []],
    ]);
    const value = constant?.attributes.get('value');
    expect(value !== undefined && isConstant(value) && [...value.values()]).toEqual([-1n, 3n]);
  });

  test('has constants from initialisers and from nodes', () => {
    expect(graph.constants.get('w')?.dims).toEqual([2, 2]);
    expect([...(graph.constants.get('w')?.values() ?? [])]).toEqual([1, 2, 3, 4]);
    expect([...(graph.constants.get('k')?.values() ?? [])]).toEqual([-1n, 3n]);
    expect([...(graph.constants.get('halves')?.values() ?? [])]).toEqual([0.5, 1.5]);
    expect(graph.constants.get('seven')).toMatchObject({ dims: [] });
    expect([...(graph.constants.get('seven')?.values() ?? [])]).toEqual([7n]);
  });

  test('lists a file with weights, and says so when they are asked for', () => {
    const elsewhere = { ...weights('w', [2, 2], []), file: 'w.bin' };
    const outside = readOnnx(onnxModel({ ...small, initializers: [elsewhere] }), 'small.onnx');
    expect(outside.externalData).toEqual(new Map([['w.bin', undefined]]));
    expect(() => outside.constants.get('w')?.values()).toThrow(
      'small.onnx: found a constant "w" whose numbers are in w.bin; expected one stored in the model file.',
    );
  });
});

/** The bytes of an initialiser, placed so that its data start at an odd address. */
const tensorModel = (...tensor: number[]): Uint8Array => {
  const graph = [0x2a, tensor.length, ...tensor];
  return Uint8Array.of(0x08, 8, 0x3a, graph.length, ...graph, 0x42, 2, 0x10, 17);
};

const valuesOf = (bytes: Uint8Array) => readOnnx(bytes, 'm.onnx').constants.get('w')?.values();

describe('constants', () => {
  const named = [0x42, 1, 'w'.charCodeAt(0)];

  test.each([
    ['float32, as fields', [0x08, 2, 0x10, 1, 0x22, 8, 0, 0, 128, 63, 0, 0, 0, 192], Float32Array.of(1, -2)],
    ['float32, one field each', [0x08, 2, 0x10, 1, 0x25, 0, 0, 128, 63, 0x25, 0, 0, 0, 192], Float32Array.of(1, -2)],
    ['float16, raw', [0x08, 3, 0x10, 10, 0x4a, 6, 0, 60, 1, 0, 0, 252], Float32Array.of(1, 2 ** -24, -Infinity)],
    ['float16, as fields', [0x08, 1, 0x10, 10, 0x2a, 3, 0x80, 0x80, 0x03], Float32Array.of(-2)],
    ['bfloat16, raw', [0x08, 1, 0x10, 16, 0x4a, 2, 128, 191], Float32Array.of(-1)],
    ['int16, raw', [0x08, 1, 0x10, 5, 0x4a, 2, 254, 255], Int32Array.of(-2)],
    ['uint16, raw', [0x08, 1, 0x10, 4, 0x4a, 2, 254, 255], Int32Array.of(65534)],
    ['uint32, raw', [0x08, 1, 0x10, 12, 0x4a, 4, 255, 255, 255, 255], Float64Array.of(2 ** 32 - 1)],
    ['int32, as fields', [0x08, 2, 0x10, 6, 0x2a, 2, 5, 7], Int32Array.of(5, 7)],
    ['int8, raw', [0x08, 1, 0x10, 3, 0x4a, 1, 255], Int8Array.of(-1)],
    ['bool, as fields', [0x08, 2, 0x10, 9, 0x2a, 2, 1, 0], Uint8Array.of(1, 0)],
    ['float64, raw', [0x10, 11, 0x4a, 8, 0, 0, 0, 0, 0, 0, 240, 63], Float64Array.of(1)],
    ['int64, as fields', [0x08, 1, 0x10, 7, 0x3a, 1, 9], BigInt64Array.of(9n)],
    ['none', [0x08, 0, 0x10, 1], Float32Array.of()],
  ])('%s', (_, tensor, expected) => {
    for (const padding of [[], [0x62, 0], [0x62, 1, 65]])
      expect(valuesOf(tensorModel(...named, ...padding, ...tensor))).toEqual(expected);
  });

  test('are views of the file where they can be', () => {
    const file = onnxModel(small);
    const inPlace = [0, 1, 2, 3].map((shift) => {
      const moved = new Uint8Array(new ArrayBuffer(file.length + 4), shift, file.length);
      moved.set(file);
      return readOnnx(moved, 'm.onnx').constants.get('w')?.values().buffer === moved.buffer;
    });
    expect(inPlace.filter(Boolean)).toHaveLength(1);
  });

  const huge = [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
  test.each([
    [
      'sizes that do not match',
      [0x08, 3, 0x10, 1, 0x4a, 4, 0, 0, 0, 0],
      'of shape [3] with 4 bytes; expected 3 numbers',
    ],
    ['huge sizes', [...huge, 0x10, 1, 0x4a, 4, 0, 0, 0, 0], 'of shape [72057594037927940] with 4 bytes'],
    ['huge sizes with fields', [...huge, 0x10, 7, 0x3a, 1, 9], 'of shape [72057594037927940] with 1 numbers'],
    ['a negative size', [0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0x10, 1], 'of shape [-1] with 0 bytes'],
    ['text', [0x08, 1, 0x10, 8], 'of string; expected one of numbers'],
    ['a type from the future', [0x08, 1, 0x10, 99], 'of type 99; expected one of numbers'],
  ])('with %s fail when read', (_, tensor, message) => {
    expect(() => valuesOf(tensorModel(...named, ...tensor))).toThrow(`m.onnx: found a constant "w" ${message}`);
  });
});

const found = (content: Uint8Array | string): string => {
  try {
    readOnnx(typeof content === 'string' ? Buffer.from(content, 'latin1') : content, 'm.onnx');
  } catch (error) {
    return String(error);
  }
  return 'nothing wrong';
};

describe('files that are not ONNX', () => {
  test.each([
    ['', 'an empty file; expected an ONNX model. Copy or export the model again.'],
    ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'a PNG image; expected an ONNX model. Check the path.'],
    ['\xff\xd8\xff\xe0\0\x10JFIF', 'a JPEG image; expected'],
    ['PK\x03\x04\x14\0', 'a ZIP archive; expected an ONNX model. A PyTorch model is written with torch.onnx.export.'],
    ['version https://git-lfs.github.com/spec/v1\n', 'a Git LFS pointer, not the file that it points to; expected'],
    ['hello, world\n', 'text; expected'],
    ['\x00\x01\x02\x03', 'something that is not ONNX; expected'],
    ['\x12\x00', 'something that is not ONNX; expected'],
    ['\x08\x08', 'an ONNX file without a graph; expected an ONNX model. It may be cut off: copy or export it again.'],
  ])('%j', (content, message) => {
    expect(found(content)).toContain(`InputError: m.onnx: found ${message}`);
  });

  test('without an opset', () => {
    expect(found(onnxModel({ ...small, opset: 0, nodes: [], metadata: {} }))).toContain(
      'an ONNX file without an opset',
    );
  });

  test('cut off anywhere, or with any byte changed, give an error or a network and never a crash', () => {
    const file = onnxModel(small);
    for (let length = 0; length < file.length; length++)
      expect(found(file.subarray(0, length))).toMatch(/^(InputError: m\.onnx: found |nothing wrong)/);
    expect(found(file.subarray(0, 100))).toContain('an ONNX file that is cut off or damaged; expected');
    for (let i = 0; i < file.length; i++)
      for (const value of [0, 0x7f, 0xff])
        expect(found(file.with(i, value))).toMatch(/^(InputError: m\.onnx: found |nothing wrong)/);
  });
});
