import type { NetworkGraph } from './graph.js';
import { GraphView } from './graphView.js';
import type { OpenDims } from './dims.js';
import { operationOf } from './operations/index.js';
import type { NodeView } from './operations/node.js';

/** What makes a model's scores what they are: its last operation that does more than arrange numbers. */
export interface LogitsDecision {
  /** The declared output of the model that the scores come from. */
  readonly output: string;
  /** The tensor to read scores from: what goes into the final softmax, or the output itself. */
  readonly scores: string;
  /** The tensor whose largest number is the label: the scores, or what goes into a sigmoid of each class. */
  readonly logits: string;
  /** The final softmax, or the last operation that is no mere rearrangement; undefined if there is none. */
  readonly last: string | undefined;
  /** Whether a final softmax was left out. */
  readonly softmax: boolean;
}

/**
 * Decides which tensor holds the logits, once a model. Looks back from an output, through nodes that only rearrange the
 * numbers of an image, for a Softmax or LogSoftmax over all its classes. Whatever else a softmax is over (groups of classes,
 * places), the order of what goes in is not that of what comes out: then, and where it cannot be told, the output is read.
 *
 * @example
 * logitsBehind(graph, 'probabilities').scores; // 'dense_2', which feeds the Softmax
 */
export function logitsBehind(graph: NetworkGraph, output: string): LogitsDecision {
  const view = GraphView.of(graph);
  let last = view.producer(output);
  let keepsImages = true;
  while (last !== undefined) {
    const order = operationOf(last.written)?.order(last);
    if (order?.kind !== 'same numbers') break;
    keepsImages &&= order.images || keepsClasses(view, last);
    last = view.producer(last.inputName(0));
  }
  const operation = last?.operation;
  const scores = last?.inputName(0) ?? '';
  // What no engine can be asked for is not read.
  const isThere = graph.hidden?.has(scores) !== true;
  if (last !== undefined && keepsImages && isThere && isOverClasses(view, last)) {
    return { output, scores, logits: scores, last: operation, softmax: true };
  }
  const isSigmoid = last?.operation === 'Sigmoid' && keepsImages && isThere;
  return { output, scores: output, logits: isSigmoid ? scores : output, last: operation, softmax: false };
}

/**
 * Whether a node is a softmax over all numbers of an image: increasing in each, for the others are the same. Its axis counts
 * them all where every other dimension but that of the batch is known to be 1.
 */
export function isOverClasses(view: GraphView, node: NodeView): boolean {
  const order = operationOf(node.written)?.order(node);
  if (order?.kind !== 'softmax') return false;
  // From the first dimension after the batch on, these are all, whatever the shape is.
  if (order.andLater && order.axis === 1) return true;
  const dims = view.dims(node.written.outputs[0] ?? '') ?? node.dims(0);
  if (dims === undefined) return false;
  const axis = order.axis < 0 ? order.axis + dims.length : order.axis;
  if (axis < 1) return false;
  return dims.every((size, i) => i === 0 || i === axis || (order.andLater && i > axis) || size === 1);
}

/** Whether a rearrangement has as many numbers an image after it as before. */
function keepsClasses(view: GraphView, node: NodeView): boolean {
  const [before, after] = [classesOf(node.dims(0)), classesOf(view.dims(node.written.outputs[0] ?? ''))];
  return before !== undefined && before === after;
}

/** How many numbers each image has. */
const classesOf = (dims: OpenDims | undefined): number | undefined =>
  dims
    ?.slice(1)
    .reduce((all: number | undefined, size) => (all === undefined || size === undefined ? undefined : all * size), 1);
