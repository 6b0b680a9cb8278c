import type { NetworkGraph, NetworkNode } from '../../network/graph.js';
import { GraphView } from '../../network/graphView.js';
import { isOverClasses } from '../../network/logits.js';
import { operationOf } from '../../network/operations/index.js';
import type { NodeView } from '../../network/operations/node.js';
import type { Walk } from './walk.js';

/** How scores come out of the tensor whose degree decides. */
export interface DecidingTensor {
  readonly tensor: string;
  /** Whether it is meant without the equal numbers that the node which makes it adds at the end. */
  readonly offset: NetworkNode | undefined;
  /** What follows it, first to last: increasing functions that are the same for every class. */
  readonly after: readonly NetworkNode[];
}

/**
 * Looks back from the scores to the tensor whose degree decides about labels. After it, strictly increasing functions that
 * are the same for every class change neither the order of classes nor their ties: Softmax and LogSoftmax over the classes,
 * Sigmoid, a positive temperature, an equal number added.
 */
export function decidingTensor(graph: NetworkGraph, walk: Walk, scores: string): DecidingTensor {
  const view = GraphView.of(graph);
  const after: NetworkNode[] = [];
  let tensor = scores;
  for (;;) {
    const node = view.producer(tensor);
    if (walk.of(tensor).clean || node === undefined) return { tensor, offset: undefined, after };
    const order = orderKept(view, node);
    if (order === undefined) {
      const equal = walk.flawOf(node.written)?.equal === true;
      const isOnly = node.written.inputs.every((name) => name === '' || walk.of(name).clean);
      return { tensor, offset: equal && isOnly ? node.written : undefined, after };
    }
    if (order === 'increasing') after.unshift(node.written);
    tensor = node.inputName(0);
  }
}

/** What a node does to the order of an image's numbers, if it keeps it. */
function orderKept(view: GraphView, node: NodeView): 'same numbers' | 'increasing' | undefined {
  const order = operationOf(node.written)?.order(node);
  if (order?.kind === 'softmax') return isOverClasses(view, node) ? 'increasing' : undefined;
  return order?.kind;
}
