import { InputError } from '../errors.js';
import { nodesBehind } from './dependence.js';
import type { NetworkGraph, NetworkNode } from './graph.js';
import { GraphView } from './graphView.js';
import { worstIn, worstOf } from './notFinite.js';
import { epsilonOf } from './operations/batchNormalization.js';
import { operationOf } from './operations/index.js';
import type { NodeView } from './operations/node.js';

/**
 * What a constant may be, by what reads it:
 * - `finite`: what is multiplied, added, divided by: weights. With anything else no score is a number, or all are the same.
 * - `mask`: added before a softmax, where -infinity takes something out.
 * - `bound`: compared, filled in or chosen: infinities are meant. NaN never is.
 */
type Demand = 'finite' | 'mask' | 'bound';

const strictness: Readonly<Record<Demand, number>> = { finite: 2, mask: 1, bound: 0 };

/**
 * Looks whether all weights that the scores are computed from are finite numbers. What is proved about a network holds for
 * numbers alone: with NaN for a weight, no score changes its label, since none is larger than another.
 *
 * @param scores the tensor that is read as scores.
 * @param where the file's name, for errors.
 * @throws InputError naming the tensor, and the node that computes with it.
 */
export function assertFiniteWeights(written: NetworkGraph, scores: string, where: string): void {
  // A branch that no image has taken yet may be taken by the next.
  const graph = { ...written, ...written.laidOpen };
  const view = GraphView.of(graph);
  const nodes = nodesBehind(graph, scores, view.producers);
  const masked = maskedTensors(nodes, scores);
  /** What is asked of each tensor that is no image's, and by which node. */
  const asked = new Map<string, { readonly demand: Demand; readonly by: NetworkNode }>();
  const ask = (tensor: string, demand: Demand, by: NetworkNode): void => {
    const before = asked.get(tensor);
    if (tensor === '' || view.isComputed(tensor)) return;
    if (before === undefined || strictness[demand] > strictness[before.demand]) asked.set(tensor, { demand, by });
  };
  ask(scores, 'finite', nodes.at(-1) ?? { ...nowhere, name: scores });
  for (const node of nodes.toReversed()) {
    if (node.operation === 'Constant' || operationOf(node)?.readsSizesOnly === true) continue;
    const demands = node.outputs.flatMap((name) => asked.get(name)?.demand ?? []);
    const passedOn = demands.toSorted((a, b) => strictness[b] - strictness[a])[0];
    const isComputed = node.outputs.some((name) => view.isComputed(name));
    assertAttributes(node, where);
    assertVariance(view, node, where);
    if (node.operation === 'Div') assertDivisor(view, node, where);
    node.inputs.forEach((tensor, position) => {
      // Of constants computed from others no more is asked than of what comes out.
      const asked = isComputed || passedOn === undefined ? 'finite' : passedOn;
      ask(tensor, weaker(asked, demandOf(node, position, isComputed, masked)), node);
    });
  }
  // In the network's order: weights before what is computed from them.
  for (const [tensor, { demand, by }] of [...asked].toReversed()) {
    const found = worst(view, tensor);
    if (found === undefined || isAllowed(found, demand)) continue;
    throw new InputError({
      where: `${where}: tensor "${tensor}"`,
      found: `${found} among its numbers`,
      expected: `finite numbers, which node "${by.name}" (${by.operation}) computes the scores with`,
      remedy: 'Export the model again; if it was trained with this weight, its training has gone astray.',
    });
  }
}

const nowhere = { operation: 'output', inputs: [], outputs: [], attributes: new Map() };

const weaker = (a: Demand, b: Demand): Demand => (strictness[a] < strictness[b] ? a : b);

const isAllowed = (found: number, demand: Demand): boolean =>
  demand === 'bound' ? !Number.isNaN(found) : demand === 'mask' && found === -Infinity;

/** Operations that compare or choose, at the inputs where they take the numbers for that (`undefined`: all). */
const bounds = new Map<string, ReadonlySet<number> | undefined>([
  ['Clip', new Set([1, 2])],
  ...words('Max Min Where Greater GreaterOrEqual Less LessOrEqual Equal IsNaN IsInf ArgMax ArgMin TopK').map(
    (name) => [name, undefined] as const,
  ),
]);

/** Operations that put constants around numbers of an image or between them, such as -infinity before a maximum. */
const filling = new Map<string, ReadonlySet<number> | undefined>([
  ['Pad', new Set([2])],
  ['Concat', undefined],
  ...words('Scatter ScatterElements ScatterND').map((name) => [name, new Set([2])] as const),
]);

/** Attention as one operation: what comes after query, key and value may be masks. */
const attention = new Set(words('Attention com.microsoft.Attention com.microsoft.MultiHeadAttention'));

function demandOf(node: NetworkNode, position: number, isComputed: boolean, masked: ReadonlySet<string>): Demand {
  const { operation, outputs } = node;
  const told = bounds.has(operation) ? bounds : isComputed && filling.has(operation) ? filling : undefined;
  if (told !== undefined) return told.get(operation)?.has(position) === false ? 'finite' : 'bound';
  if (operation === 'Add' && outputs.every((name) => masked.has(name))) return 'mask';
  if (attention.has(operation) && position > 2) return 'mask';
  // What a branch gives stands where weights do, or a mask.
  if (operation === 'If' && position > 0) return outputs.every((name) => masked.has(name)) ? 'mask' : 'finite';
  // Of an operation that conic does not know, nothing is proved.
  return operationOf(node) === undefined ? 'bound' : 'finite';
}

/** Operations that make a finite number of -infinity: 0, or the largest of the others. */
const unmasking = new Set(words('Softmax LogSoftmax Exp ReduceMax'));

/** Operations between a mask and what takes it in. */
const carrying = new Set(
  words('Add Sub Mul Div Where Max Clip Identity Cast Dropout Reshape Flatten Squeeze Unsqueeze Transpose Expand'),
);

/** Tensors that nothing reads but a softmax, or what leads there. */
function maskedTensors(nodes: readonly NetworkNode[], scores: string): ReadonlySet<string> {
  const read = new Set<string>();
  const otherwise = new Set<string>([scores]);
  for (const node of nodes.toReversed()) {
    const ends = unmasking.has(node.operation);
    const carries =
      carrying.has(node.operation) && node.outputs.every((name) => read.has(name) && !otherwise.has(name));
    for (const name of node.inputs) {
      read.add(name);
      if (!ends && !carries) otherwise.add(name);
    }
  }
  return new Set([...read].filter((name) => !otherwise.has(name)));
}

/** Operations whose numbers are those that go in, or their multiples by factors that are looked at themselves. */
const handingOn = new Set(
  words(
    'Abs Concat DepthToSpace DequantizeLinear Expand Flatten Gather Identity Neg Pad Relu Reshape Slice SpaceToDepth Split Squeeze Tile Transpose Unsqueeze',
  ),
);

/** Larger constants than these are not computed only to be looked at: where numbers are handed on, and elsewhere. */
const mostComputed = { handedOn: 2 ** 16, made: 2 ** 22 };

/** The worst number of a constant tensor that is not finite, as far as it can be told. */
function worst(view: GraphView, tensor: string): number | undefined {
  const written = view.graph.constants.get(tensor);
  if (written !== undefined) return (written.type ?? float).kind === 'float' ? worstIn(written) : undefined;
  const node = view.producer(tensor);
  if (node === undefined) return undefined;
  // As many as an image's sizes say, which are not known: the number is.
  const filled = node.operation === 'ConstantOfShape' ? node.tensor('value') : undefined;
  if (filled !== undefined) return worstIn(filled);
  const bound = handsOn(view, node, tensor) ? mostComputed.handedOn : mostComputed.made;
  if (node.written.inputs.some((name) => !(sizeOf(view, name) <= bound))) return undefined;
  const values = view.numbers(tensor)?.values ?? asHalves(view, node, tensor) ?? seenThrough(node);
  return values === undefined ? undefined : worstOf(Float64Array.from(values));
}

const castings = new Set(['Cast', 'CastLike']);

/** Whether a node makes nothing of finite numbers that is not finite. */
function handsOn(view: GraphView, node: NodeView, tensor: string): boolean {
  const [from, to] = [node.elementType(0), view.elementType(tensor)];
  const widens = from?.bytes !== undefined && to?.bytes !== undefined && from.bytes <= to.bytes;
  return handingOn.has(node.operation) || (castings.has(node.operation) && (widens || to?.kind !== 'float'));
}

/** From these on, what is rounded to half precision becomes infinite. */
const beyondHalves: Readonly<Record<string, number>> = { float16: 65520, bfloat16: 2 ** 128 - 2 ** 119 };

/** Numbers cast to half precision, as far as they become infinite: what rounding makes of the others is not followed. */
function asHalves(view: GraphView, node: NodeView, tensor: string): readonly number[] | undefined {
  const beyond = castings.has(node.operation) ? beyondHalves[view.elementType(tensor)?.name ?? ''] : undefined;
  const given = beyond === undefined ? undefined : node.values(0);
  return given && Array.from(given, (value) => (Math.abs(value) >= (beyond ?? NaN) ? value * Infinity : value));
}

/** Functions that are not followed otherwise, and may make of a finite number what is not finite. */
const functions: Readonly<Record<string, (value: number) => number>> = {
  Acos: Math.acos,
  Acosh: Math.acosh,
  Asin: Math.asin,
  Atanh: Math.atanh,
  Cosh: Math.cosh,
  Exp: Math.exp,
  Log: Math.log,
  Sinh: Math.sinh,
};

/** What a node makes of constants, where only this file asks for it. */
function seenThrough(node: NodeView): ArrayLike<number> | undefined {
  const given = Object.hasOwn(functions, node.operation) ? node.values(0) : undefined;
  return given && Float32Array.from(given, functions[node.operation]!);
}

const float = { kind: 'float' };

const sizeOf = (view: GraphView, tensor: string): number =>
  tensor === '' ? 0 : (view.dims(tensor) ?? [NaN]).reduce<number>((size, side) => size * (side ?? NaN), 1);

/** Slopes, factors and the like, which are numbers of the node itself. */
function assertAttributes({ name, operation, attributes }: NetworkNode, where: string): void {
  for (const [key, value] of attributes) {
    if (typeof value === 'string' || (typeof value === 'object' && 'dims' in value)) continue;
    const numbers = [value].flat().filter((item) => typeof item === 'number');
    const found = numbers.find((item) =>
      bounds.has(operation) || filling.has(operation) ? Number.isNaN(item) : !Number.isFinite(item),
    );
    if (found === undefined) continue;
    throw new InputError({
      where: `${where}: node "${name}" (${operation})`,
      found: `${key} of ${found}`,
      expected: 'a finite number',
      remedy: 'Export the model again.',
    });
  }
}

/** A normalisation divides by the root of its variance and a little more. */
function assertVariance(view: GraphView, node: NetworkNode, where: string): void {
  const [, , , , tensor = ''] = node.inputs;
  if (node.operation !== 'BatchNormalization' || view.isComputed(tensor)) return;
  const epsilon = epsilonOf(view.node(node));
  const least = Array.from(view.numbers(tensor)?.values ?? []).reduce((a, b) => Math.min(a, b), Infinity);
  // What is not finite, is said as of any weight.
  if (!Number.isFinite(least) || least + epsilon > 0) return;
  throw new InputError({
    where: `${where}: tensor "${tensor}"`,
    found: `a variance of ${least}`,
    expected: `one above 0, with the ${Number(epsilon.toPrecision(3))} that node "${node.name}" (${node.operation}) adds`,
    remedy: 'Export the model again.',
  });
}

/** A number divided by 0 is none, as if a weight were infinite. Constants divided by constants are looked at themselves. */
function assertDivisor(view: GraphView, node: NetworkNode, where: string): void {
  const [dividend = '', divisor = ''] = node.inputs;
  if (!view.isComputed(dividend) || view.isComputed(divisor)) return;
  if (!Array.from(view.numbersWithin(divisor)?.values ?? []).includes(0)) return;
  throw new InputError({
    where: `${where}: tensor "${divisor}"`,
    found: '0 among its numbers',
    expected: `other ones, by which node "${node.name}" (${node.operation}) divides`,
    remedy: 'Export the model again.',
  });
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
