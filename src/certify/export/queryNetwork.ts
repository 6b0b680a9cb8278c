import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Classifier } from '../../classifier/classifier.js';
import { sliceToward } from '../../classifier/onnx/sliceToward.js';
import { InputError } from '../../errors.js';
import { elementTypeNamed } from '../../network/elementTypes.js';
import type { NetworkGraph } from '../../network/graph.js';
import { graphFields, modelFields } from '../../network/onnx/fields.js';
import { bytesField, readMessage, textField } from '../../network/onnx/protobuf.js';
import { copyFields } from '../../network/onnx/rewrite.js';
import { writeConstant, writeNode, type ConstantToWrite, type NodeToWrite } from '../../network/onnx/writeOnnx.js';
import type { VerifierQuery } from './query.js';

/**
 * A network with a query written before it: it takes the query's numbers, of which a MatMul and an Add make what the network is fed, and
 * ends with the logits. Nothing else is changed.
 *
 * @param file an ONNX file with all numbers in it.
 * @param classifier the same file, opened.
 * @returns the bytes of the new file.
 * @throws InputError if the network takes anything but float32.
 * @example
 * const query = await rayQuery(classifier, shoe, { min: 0.5, max: 1 });
 * await writeFile('ray.onnx', queryNetwork(await readFile('model.onnx'), classifier, query));
 */
export function queryNetwork(file: Uint8Array, { spec, network }: Classifier, query: VerifierQuery): Uint8Array {
  const graph = network?.graph;
  const image = graph?.inputs[0];
  if (network === undefined || graph === undefined || image === undefined || image.type !== 'float32')
    throw new InputError({
      where: spec.id,
      found: image === undefined ? 'a model whose network cannot be read' : `an input of ${image.type}`,
      expected: 'an ONNX network that takes float32',
    });
  const { bounds, base, directions, labels } = query;
  const prefix = freeName(graph);
  const name = (what: string): string => `${prefix}_${what}`;
  const { height, width, channels } = spec.shape;
  const sides = spec.layout === 'nchw' ? [channels, height, width] : [height, width, channels];
  const dims = image.dims.length === 4 ? sides : image.dims.length === 3 ? [height, width] : [base.length];
  const weights = new Float32Array(directions.length * base.length);
  directions.forEach((direction, i) => weights.set(direction, i * base.length));
  const constants: readonly ConstantToWrite[] = [
    { name: name('directions'), dims: [directions.length, base.length], values: weights },
    { name: name('base'), dims: [base.length], values: base },
    { name: name('dims'), dims: [dims.length + 1], values: BigInt64Array.from([1, ...dims], BigInt) },
  ];
  const node = (operation: string, inputs: readonly string[], output: string): NodeToWrite => ({
    name: `${prefix}_${operation.toLowerCase()}`,
    operation,
    inputs,
    outputs: [output],
  });
  const nodes = [
    node('MatMul', [name('X'), name('directions')], name('moved')),
    node('Add', [name('moved'), name('base')], name('fed')),
    // The network reads its image by the old name.
    node('Reshape', [name('fed'), name('dims')], image.name),
  ];

  const sliced = sliceToward(file, [network.logits]);
  const pieces: Uint8Array[] = [];
  readMessage(sliced, { [modelFields.graph]: bytesField((piece) => pieces.push(piece)) });
  const writer = new BinaryWriter();
  copyFields(sliced, writer, (number) => number !== modelFields.graph);
  const written = writer.tag(modelFields.graph, WireType.LengthDelimited).fork();
  for (const each of nodes) written.tag(graphFields.node, WireType.LengthDelimited).bytes(writeNode(each));
  for (const piece of pieces)
    copyFields(piece, written, (number, value) => {
      if (number === graphFields.output) return false;
      return number !== graphFields.input || value === undefined || nameOf(value) !== image.name;
    });
  for (const constant of constants)
    written.tag(graphFields.initializer, WireType.LengthDelimited).bytes(writeConstant(constant));
  written.tag(graphFields.input, WireType.LengthDelimited).bytes(floatPort(name('X'), [1, bounds.length]));
  written.tag(graphFields.output, WireType.LengthDelimited).bytes(floatPort(network.logits, [1, labels]));
  written.join();
  return writer.finish();
}

function nameOf(port: Uint8Array): string {
  let found = '';
  readMessage(port, { 1: textField((value) => (found = value)) });
  return found;
}

/** A tensor of float32 as a graph's input or output: a `ValueInfoProto`. */
function floatPort(name: string, dims: readonly number[]): Uint8Array {
  const port = new BinaryWriter();
  port.tag(1, WireType.LengthDelimited).string(name);
  const type = port.tag(2, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).fork();
  type.tag(1, WireType.Varint).int64(elementTypeNamed('float32')!.number);
  const shape = type.tag(2, WireType.LengthDelimited).fork();
  for (const size of dims) shape.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int64(size).join();
  shape.join();
  type.join().join();
  return port.finish();
}

/** `query`, or with a number where something in the graph begins with it. */
function freeName(graph: NetworkGraph): string {
  const names = [...graph.constants.keys(), ...graph.nodes.flatMap(({ name, outputs }) => [name, ...outputs])];
  for (let i = 1; ; i++) {
    const prefix = i === 1 ? 'query' : `query${i}`;
    if (!names.some((name) => name.startsWith(`${prefix}_`))) return prefix;
  }
}
