import { nodesToward } from './dependence.js';
import type { NetworkGraph, NetworkNode } from './graph.js';
import { GraphView } from './graphView.js';
import { labelTensor } from './labelTensor.js';
import { operationOf } from './operations/index.js';
import type { KinkPlace, Pieces } from './operations/operation.js';
import type { PoolingWindows } from './windows.js';

/** The tensor that tells on which side of a kink an image lies, and how. */
export type KinkReading = { readonly tensor: string } & (
  | { readonly kind: 'sign' }
  | { readonly kind: 'clip'; readonly low: number; readonly high: number }
  /** `rectified`: a ReLU comes first, and `tensor` is what goes into that. */
  | { readonly kind: 'maximum'; readonly windows: PoolingWindows; readonly rectified: boolean }
);

/** Where the slope of a piecewise-linear network changes. */
export type Kink = KinkReading & { readonly node: NetworkNode };

/** The pieces of a network: its kinks, and what has none that are followed. */
export interface NetworkPieces {
  /** In the file's order. */
  readonly kinks: readonly Kink[];
  /**
   * Nodes that are not piecewise linear, or not in a way that kinks tell: Sigmoid, Tanh, Gelu, a Softmax inside, products of
   * two computed tensors. With any of them "the same piece" means nothing.
   */
  readonly curved: readonly NetworkNode[];
}

const known = new WeakMap<NetworkGraph, Map<string, NetworkPieces>>();

/**
 * The view of the operations by their linear pieces: those of a network on the way to a tensor. Found once a network.
 *
 * @param tensor the scores, say.
 * @example
 * piecesToward(graph, 'logits').curved.map(({ name }) => name); // ['gelu_1', 'attention/softmax']
 */
export function piecesToward(graph: NetworkGraph, tensor: string): NetworkPieces {
  const ofGraph = known.get(graph) ?? new Map<string, NetworkPieces>();
  known.set(graph, ofGraph);
  const before = ofGraph.get(tensor);
  if (before !== undefined) return before;
  const view = GraphView.of(graph);
  const nodes = nodesToward(graph, [tensor]).map((node) => [node, piecesAt(view, node)] as const);
  const kinks: Kink[] = [];
  const curved: NetworkNode[] = [];
  for (const [node, pieces] of nodes) {
    const kink = typeof pieces === 'string' ? undefined : kinkAt(view, node, pieces);
    // Of a tensor that no engine can be asked for, nobody can tell on which side it is.
    const isTold = kink !== undefined && graph.hidden?.has(kink.tensor) !== true;
    if (isTold) kinks.push(kink);
    else if (pieces !== 'linear') curved.push(node);
  }
  const found: NetworkPieces = { kinks, curved };
  ofGraph.set(tensor, found);
  return found;
}

/**
 * The pieces that tell labels: those up to the tensor that decides which label is ahead. Functions behind it only keep the order
 * of its numbers, and need not be piecewise linear.
 *
 * @example piecesOfLabels(graph, 'probabilities').curved; // [], where they are a sigmoid of what is piecewise linear
 */
export const piecesOfLabels = (graph: NetworkGraph, scores: string): NetworkPieces =>
  piecesToward(graph, labelTensor(GraphView.of(graph), scores));

const piecesAt = (view: GraphView, node: NetworkNode): Pieces =>
  operationOf(node)?.pieces?.of(view.node(node)) ?? 'curved';

function kinkAt(view: GraphView, node: NetworkNode, place: KinkPlace): Kink {
  const [tensor = ''] = node.inputs;
  if (place.kind === 'sign') return { kind: 'sign', node, tensor };
  if (place.kind === 'clip') return { ...place, node, tensor };
  // The maximum of a rectified window is the rectified maximum: no need to read the tensor in between.
  const before = view.producers.get(tensor);
  const rectifier = before && piecesAt(view, before);
  const rectified = typeof rectifier === 'object' && rectifier.kind === 'sign' && rectifier.rectifies === true;
  return { ...place, node, tensor: rectified ? (before?.inputs[0] ?? tensor) : tensor, rectified };
}
