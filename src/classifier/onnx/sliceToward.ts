import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { attributeFields, graphFields, modelFields, nodeFields } from '../../network/onnx/fields.js';
import { eachField, type Field } from '../../network/onnx/rewrite.js';
import { withOutputs } from './withOutputs.js';

/** A node with what decides whether it is needed. */
interface Node {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * An ONNX file cut down to what some tensors are computed from: an engine that only these are asked of loads no other weights
 * and computes nothing behind them. Where graphs lie within nodes, which may read anything, the file is left whole.
 *
 * @param names tensors of the network. They are the outputs, in this order.
 * @returns a new array, in memory of its own.
 */
export function sliceToward(file: Uint8Array, names: readonly string[]): Uint8Array {
  const model = fieldsOf(file);
  const [graph, ...others] = model.filter(({ number }) => number === modelFields.graph);
  const sliced = graph?.value && others.length === 0 ? slicedGraph(fieldsOf(graph.value), names) : undefined;
  if (sliced === undefined) return withOutputs(file, missingOutputs(model, names));
  const writer = new BinaryWriter();
  for (const field of model) {
    if (field !== graph) writer.raw(field.whole);
    else writer.tag(modelFields.graph, WireType.LengthDelimited).bytes(sliced);
  }
  return writer.finish();
}

/** @returns undefined where it cannot be told what is needed. */
function slicedGraph(fields: readonly Field[], names: readonly string[]): Uint8Array | undefined {
  const nodes = new Map<Field, Node>();
  const makers = new Map<string, Field>();
  for (const field of fields) {
    if (field.number !== graphFields.node || field.value === undefined) continue;
    const node = nodeIn(field.value);
    if (node === undefined) return undefined;
    nodes.set(field, node);
    for (const output of node.outputs) makers.set(output, field);
  }
  const needed = new Set<string>();
  const kept = new Set<Field>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const maker = makers.get(name);
    if (maker === undefined || kept.has(maker)) continue;
    kept.add(maker);
    waiting.push(...(nodes.get(maker)?.inputs ?? []));
  }
  const constants = new Set(fields.flatMap((field) => constantIn(field) ?? []));
  const writer = new BinaryWriter();
  for (const field of fields) if (isKept(field, { kept, needed, constants })) writer.raw(field.whole);
  for (const name of names)
    writer
      .tag(graphFields.output, WireType.LengthDelimited)
      .fork()
      .tag(1, WireType.LengthDelimited)
      .string(name)
      .join();
  return writer.finish();
}

interface Wanted {
  readonly kept: ReadonlySet<Field>;
  readonly needed: ReadonlySet<string>;
  /** Names of constants, by which they are told from what is fed. */
  readonly constants: ReadonlySet<string>;
}

function isKept(field: Field, { kept, needed, constants }: Wanted): boolean {
  const { number, value } = field;
  if (number === graphFields.node) return kept.has(field);
  if (number === graphFields.output || number === graphFields.annotation) return false;
  const constant = constantIn(field);
  if (constant !== undefined) return needed.has(constant);
  if (value === undefined) return true;
  const name = (): string => textIn(value, 1);
  if (number === graphFields.valueInfo) return needed.has(name());
  // Files of old list constants as inputs too. Without the constant, the engine would want to be fed.
  if (number === graphFields.input) return !constants.has(name()) || needed.has(name());
  return true;
}

/** A constant's name, of which the message of a sparse one has it in the message of its values. */
function constantIn({ number, value }: Field): string | undefined {
  if (value === undefined) return undefined;
  if (number === graphFields.initializer) return textIn(value, 8);
  if (number !== graphFields.sparse) return undefined;
  const values = fieldsOf(value).find((inner) => inner.number === 1)?.value;
  return values && textIn(values, 8);
}

/** @returns undefined if it has a graph of its own. */
function nodeIn(message: Uint8Array): Node | undefined {
  const inputs: string[] = [];
  const outputs: string[] = [];
  for (const { number, value } of fieldsOf(message)) {
    if (value === undefined) continue;
    if (number === nodeFields.input) inputs.push(textOf(value));
    if (number === nodeFields.output) outputs.push(textOf(value));
    const isAttribute = number === nodeFields.attribute;
    if (isAttribute && fieldsOf(value).some((inner) => Object.values<number>(attributeFields).includes(inner.number)))
      return undefined;
  }
  return { inputs, outputs };
}

/** Those that the file does not give yet. */
function missingOutputs(model: readonly Field[], names: readonly string[]): readonly string[] {
  const graphs = model.flatMap(({ number, value }) => (number === modelFields.graph && value ? fieldsOf(value) : []));
  const outputs = graphs.filter(({ number }) => number === graphFields.output);
  const given = new Set(outputs.map(({ value }) => (value === undefined ? '' : textIn(value, 1))));
  return names.filter((name) => !given.has(name));
}

/** A text in a message; empty if there is none. */
function textIn(message: Uint8Array, number: number): string {
  let found = '';
  for (const field of eachField(message))
    if (field.number === number && field.value !== undefined) found = textOf(field.value);
  return found;
}

// A copy: the file lies in shared memory, which not every decoder takes.
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

const fieldsOf = (message: Uint8Array): readonly Field[] => [...eachField(message)];
