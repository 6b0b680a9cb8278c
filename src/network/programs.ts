import { InputError } from '../errors.js';
import { nodesToward } from './dependence.js';
import type { NetworkGraph, NetworkNode } from './graph.js';
import { GraphView } from './graphView.js';
import { piecesToward } from './kinks.js';
import { operationOf } from './operations/index.js';
import { NodeView, type TensorFacts } from './operations/node.js';
import { ProgramContext } from './program/context.js';
import { Obstacle } from './program/obstacle.js';
import { fixedOf, type Fixed, type Live, type Value } from './program/values.js';
import type { ProgramWriter } from './program/writer.js';

/**
 * The view of the operations by how they are written into a program: writes a network up to a tensor.
 *
 * @param image what goes into the network.
 * @returns that tensor.
 * @throws Obstacle naming the node that is in the way.
 */
export function writeNetwork(writer: ProgramWriter, graph: NetworkGraph, image: Live, tensor: string): Live {
  assertWritable(graph, tensor);
  const [port] = graph.inputs;
  if (port === undefined) throw new Obstacle('a network without inputs');
  const values = new Map<string, Value>([[port.name, image]]);
  const needed = neededFor(graph, tensor);
  for (const [name, constant] of graph.constants)
    if (needed.has(name)) {
      try {
        values.set(name, fixedOf(constant));
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause;
        throw new Obstacle(`weights that cannot be read: ${cause.message}`);
      }
    }
  const facts = factsOf(GraphView.of(graph), values);
  for (const node of graph.nodes) {
    if (!node.outputs.some((name) => needed.has(name)) || node.outputs.some((name) => values.has(name))) continue;
    writeNode(new ProgramContext(writer, new NodeView(node, graph.opset, facts), values), node, values);
  }
  const result = values.get(tensor);
  if (result?.kind !== 'live') throw new Obstacle('logits that do not depend on the image');
  return result;
}

/** What is the same for every image is computed; the rest is written. */
function writeNode(context: ProgramContext, node: NetworkNode, values: ReadonlyMap<string, Value>): void {
  const operation = operationOf(node);
  const inputs = node.inputs.map((name) => (name === '' ? undefined : values.get(name)));
  const isFixed = (input: Value | undefined, i: number): boolean => input?.kind === 'fixed' || node.inputs[i] === '';
  const fixed = inputs.filter((input): input is Fixed => input?.kind === 'fixed');
  if (operation?.fold !== undefined && fixed.length > 0 && inputs.every(isFixed)) {
    const folded = operation.fold(
      inputs.map((input) => (input?.kind === 'fixed' ? input : undefined)),
      context.node,
    );
    const isKept = fixed.every(({ isRounded }) => isRounded !== true);
    if (folded !== undefined && folded[0] !== undefined) {
      // Rounded numbers are an engine's, and not those of the network in real arithmetic.
      if (isKept && folded.some((result) => result?.isRounded === true))
        throw context.obstacle('weights that the network itself computes');
      return folded.forEach((result, output) => result && context.give({ kind: 'fixed', ...result }, output));
    }
  }
  if (operation?.follow === undefined)
    throw context.obstacle(`${node.operation.toLowerCase()}, which is not read yet,`);
  operation.follow(context);
}

/** Before anything is read: a network that is not piecewise linear is told so at once. */
function assertWritable(graph: NetworkGraph, tensor: string): void {
  for (const node of piecesToward(graph, tensor).curved) {
    if (operationOf(node)?.follow !== undefined) continue;
    const plain = node.operation.slice(node.operation.lastIndexOf('.') + 1);
    throw new Obstacle(`${plain.toLowerCase()} at node ${node.name}`);
  }
}

/** Names of all tensors that a tensor is computed from, through shapes too. */
function neededFor(graph: NetworkGraph, tensor: string): ReadonlySet<string> {
  const nodes = nodesToward(graph, [tensor]);
  const needed = new Set([tensor, ...nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])]);
  for (const node of graph.nodes.toReversed())
    if (node.outputs.some((name) => needed.has(name))) for (const input of node.inputs) needed.add(input);
  return needed;
}

/** While a program is written, more is known than the file says: all shapes, and so what is computed from shapes. */
const factsOf = (view: GraphView, values: ReadonlyMap<string, Value>): TensorFacts => ({
  numbers: (tensor) => {
    const value = values.get(tensor);
    return value?.kind === 'fixed' ? value : undefined;
  },
  numbersWithin: (tensor) => view.numbersWithin(tensor),
  isComputed: (tensor) => values.get(tensor)?.kind === 'live',
  isRead: (tensor) => view.isRead(tensor),
  elementType: (tensor) => view.elementType(tensor),
  dims: (tensor) => values.get(tensor)?.dims,
  sign: (tensor) => view.sign(tensor),
});
