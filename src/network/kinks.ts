import { fedTensors, nodesToward } from './dependence.js';
import { endingOf } from './logits.js';
import type { NetworkGraph, NetworkNode } from './graph.js';

/** A place where a piecewise-linear network bends, and the tensor that says on which side it is. */
export type Kink =
  | { readonly kind: 'sign'; readonly node: NetworkNode; readonly tensor: string }
  | {
      readonly kind: 'clip';
      readonly node: NetworkNode;
      readonly tensor: string;
      readonly low: number;
      readonly high: number;
    }
  /** `rectified`: a ReLU comes first, and `tensor` is what goes into that. */
  | { readonly kind: 'maximum'; readonly node: NetworkNode; readonly tensor: string; readonly rectified: boolean };

const signs = new Set(['Relu', 'LeakyRelu', 'PRelu', 'Abs']);

/** Linear in all their inputs together, or only in the order of their numbers. */
const linear = new Set(
  `Identity Flatten Reshape Squeeze Unsqueeze Transpose Dropout Add Sub Sum Mean Neg Concat Split Slice Pad Expand Tile
  AveragePool GlobalAveragePool ReduceMean ReduceSum DepthToSpace SpaceToDepth Resize Upsample Gather GatherElements GatherND
  BatchNormalization`.split(/\s+/),
);

/** Linear in their first input as long as the others are fixed, or the other way about. */
const bilinear = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'Mul', 'Div']);

/** Inputs that have to be fixed besides the first: `x / y` is linear in x alone. */
const firstOnly = new Set([
  'Div',
  'Gather',
  'GatherElements',
  'GatherND',
  'Slice',
  'Pad',
  'Resize',
  'Upsample',
  'Expand',
  'Tile',
]);

/** ONNX's numbers for element types that round to nothing coarser than a float does. */
const floatTypes = new Set([1, 10, 11, 16]);

/** The outputs whose pieces are meant where nobody says: the tensors that logits are read from. */
const logitsOf = (graph: NetworkGraph): readonly string[] =>
  graph.outputs.map(({ name }) => endingOf(graph, name).logits);

/**
 * Every bend of a network on the way to its logits, in the file's order.
 *
 * @param tensors the logits; default what goes into the final softmax, or the outputs.
 */
export function kinksOf(graph: NetworkGraph, tensors: readonly string[] = logitsOf(graph)): readonly Kink[] {
  return nodesToward(graph, tensors).flatMap((node) => kinkOf(graph, node) ?? []);
}

/**
 * Names of the nodes on the way to the logits that are not piecewise linear, or not in a way that {@link kinksOf} can see:
 * Sigmoid, Tanh, Gelu, a Softmax inside, products of two computed tensors. With any of them "the same piece" means nothing.
 *
 * @param tensors the logits; default what goes into the final softmax, or the outputs.
 * @example
 * smoothOperations(graph); // ['gelu_1', 'attention/softmax']
 */
export function smoothOperations(graph: NetworkGraph, tensors: readonly string[] = logitsOf(graph)): readonly string[] {
  const fed = fedTensors(graph);
  return nodesToward(graph, tensors)
    .filter((node) => kinkOf(graph, node) === undefined && !isLinear(node, fed))
    .map(({ name }) => name);
}

function isLinear({ operation, inputs, attributes }: NetworkNode, fed: ReadonlySet<string>): boolean {
  const others = inputs.slice(1).some((name) => fed.has(name));
  if (firstOnly.has(operation)) return !others;
  if (operation === 'BatchNormalization') return !others && attributes.get('training_mode') !== 1;
  // Gemm's and Conv's third input is only added.
  if (bilinear.has(operation)) return inputs.slice(0, 2).filter((name) => fed.has(name)).length === 1;
  if (operation === 'Cast') return floatTypes.has(Number(attributes.get('to')));
  return linear.has(operation);
}

function kinkOf(graph: NetworkGraph, node: NetworkNode): Kink | undefined {
  const [tensor] = node.inputs;
  if (tensor === undefined) return undefined;
  if (signs.has(node.operation)) return { kind: 'sign', node, tensor };
  if (node.operation === 'Clip') {
    const low = boundOf(graph, node, 1, 'min', -Infinity);
    const high = boundOf(graph, node, 2, 'max', Infinity);
    return low === undefined || high === undefined ? undefined : { kind: 'clip', node, tensor, low, high };
  }
  if (node.operation === 'GlobalMaxPool') return { kind: 'maximum', node, tensor, rectified: false };
  if (node.operation !== 'MaxPool' || !isPlanar(node)) return undefined;
  // The maximum of a rectified window is the rectified maximum: no need to read the tensor in between.
  const before = graph.nodes.find(({ outputs }) => outputs.includes(tensor));
  const source = before?.operation === 'Relu' ? before.inputs[0] : undefined;
  return { kind: 'maximum', node, tensor: source ?? tensor, rectified: source !== undefined };
}

/** Over height and width, giving maxima and not their places. */
const isPlanar = ({ attributes, outputs }: NetworkNode): boolean => {
  const kernel = attributes.get('kernel_shape');
  return Array.isArray(kernel) && kernel.length === 2 && (outputs[1] ?? '') === '';
};

/** A bound of Clip: an attribute before opset 11, an input after; undefined if it is computed. */
function boundOf(
  graph: NetworkGraph,
  node: NetworkNode,
  position: number,
  name: string,
  open: number,
): number | undefined {
  const input = node.inputs[position] ?? '';
  const attribute = node.attributes.get(name);
  if (input === '') return typeof attribute === 'number' ? attribute : open;
  const value = graph.constants.get(input)?.values()[0];
  return value === undefined ? undefined : Number(value);
}
