import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { afterAll, expect, test } from '@jest/globals';
import { besideFile } from '../../../src/files/besideFile.js';
import { assertExternalFiles } from '../../../src/network/onnx/externalFiles.js';
import { onnxModel, type OnnxTensor } from '../../models/onnxFile.js';
import { sums, sumsThen } from '../../models/smallModels.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);
const model = join(files.folder, 'model.onnx');

/** Weights in another file. */
const outside = (file: string, more: Partial<OnnxTensor> = {}): OnnxTensor => ({
  name: 'w',
  shape: [4, 2],
  data: new Float32Array(),
  file,
  ...more,
});

const check = (content: Uint8Array, path = model, allowOutside = false) =>
  assertExternalFiles(content, path, (named) => besideFile(path, named, allowOutside));

files.write('w.bin', new Uint8Array(32));

test('a file beside the model', () => {
  check(sums());
  check(sums({ initializers: [outside('w.bin')] }));
  expect(() => check(sums({ initializers: [outside('w.bin', { offset: 8 })] }))).toThrow('with 24 bytes in w.bin');
});

test('a link that leads out, and one within', () => {
  symlinkSync('/etc/hostname', join(files.folder, 'link.bin'));
  symlinkSync('w.bin', join(files.folder, 'within.bin'));
  check(sums({ initializers: [outside('within.bin')] }));
  expect(() => check(sums({ initializers: [outside('link.bin')] }))).toThrow(
    `a constant "w" whose numbers are in link.bin; expected a file in the model's folder. If you trust the model, pass allowOutside: true; or copy`,
  );
});

test('a cache that keeps the files of a model elsewhere, under other names', () => {
  for (const folder of ['blobs', 'snapshot']) mkdirSync(join(files.folder, folder));
  writeFileSync(join(files.folder, 'snapshot/model.onnx'), '');
  writeFileSync(join(files.folder, 'blobs/2'), new Uint8Array(32));
  renameSync(join(files.folder, 'snapshot/model.onnx'), join(files.folder, 'blobs/1'));
  symlinkSync('../blobs/1', join(files.folder, 'snapshot/model.onnx'));
  symlinkSync('../blobs/2', join(files.folder, 'snapshot/w.bin'));
  check(sums({ initializers: [outside('w.bin')] }), join(files.folder, 'snapshot/model.onnx'));
});

test('constants in attributes, nested graphs and functions of the file are looked at, too', () => {
  const secret = outside('../secret.bin');
  const message = 'whose numbers are in ../secret.bin';
  const constant = { op: 'Constant', inputs: [], outputs: ['c'], attributes: { value: { tensor: secret } } };
  expect(() => check(sumsThen([constant]))).toThrow(message);
  // The graph of a model is its seventh field: one byte of tag, then its length.
  const nested = graphOf(onnxModel({ inputs: [], outputs: [], nodes: [], initializers: [secret] }));
  const branch = (graph: Uint8Array) => ({ op: 'If', inputs: ['sums'], outputs: ['o'], attributes: { a: { graph } } });
  expect(() => check(sumsThen([branch(nested)]))).toThrow(message);
  const definition = new BinaryWriter();
  definition
    .tag(25, WireType.LengthDelimited)
    .bytes(nodesAsFunction(onnxModel({ inputs: [], outputs: [], nodes: [constant] })));
  expect(() => check(Buffer.concat([sums(), definition.finish()]))).toThrow(message);
  let deep = nested;
  for (let depth = 0; depth < 60; depth++)
    deep = graphOf(onnxModel({ inputs: [], outputs: [], nodes: [branch(deep)] }));
  expect(() => check(sumsThen([branch(deep)]))).toThrow('graphs nested more than 50 deep');
});

test('out of the folder, where that is allowed', () => {
  files.write('far.bin', new Uint8Array(32));
  const inner = join(files.folder, 'inner/model.onnx');
  mkdirSync(join(files.folder, 'inner'));
  for (const place of ['../far.bin', join(files.folder, 'far.bin')]) {
    expect(() => check(sums({ initializers: [outside(place)] }), inner)).toThrow("a file in the model's folder");
    check(sums({ initializers: [outside(place)] }), inner, true);
  }
  expect(() => check(sums({ initializers: [outside('../none.bin')] }), inner, true)).toThrow('ENOENT');
  expect(() => check(sums({ initializers: [outside('/dev/zero')] }), inner, true)).toThrow('a device and no regular');
});

test('the same bytes for thousands of tensors', () => {
  files.write('big.bin', new Uint8Array(2 ** 16));
  const many = Array.from({ length: 3000 }, (_, i) => outside('big.bin', { name: `w${i}`, shape: [2 ** 14] }));
  expect(() => check(sums({ initializers: many }))).toThrow('tensors that read big.bin (65536 bytes) over and over');
  check(sums({ initializers: many.slice(0, 16) }));
});

/** The bytes of a model's graph. */
function graphOf(file: Uint8Array): Uint8Array {
  // Two bytes of version, a byte of tag, the length, the graph; then the operator sets.
  let [at, length, shift] = [3, 0, 0];
  for (let more = true; more; at++, shift += 7) {
    length |= (file[at]! & 0x7f) << shift;
    more = file[at]! >= 0x80;
  }
  return file.slice(at, at + length);
}

/** A function with the nodes of a model's graph: they are field 1 of a graph and field 7 of a function. */
function nodesAsFunction(file: Uint8Array): Uint8Array {
  const graph = graphOf(file);
  const changed = graph.slice();
  changed[0] = (7 << 3) | WireType.LengthDelimited;
  return changed;
}
