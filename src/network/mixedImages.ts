import { nodesToward } from './dependence.js';
import type { NetworkGraph, NetworkNode } from './graph.js';
import { GraphView } from './graphView.js';
import { operationOf } from './operations/index.js';

/**
 * The first node on the way to a tensor that makes the answer for one image depend on the others of its batch: dynamic
 * quantisation, which takes one scale for all of them, or a normalisation by the batch. Undefined if there is none.
 *
 * @example mixedImages(graph, 'logits')?.operation; // 'DynamicQuantizeLinear'
 */
export function mixedImages(graph: NetworkGraph, tensor: string): NetworkNode | undefined {
  const view = GraphView.of(graph);
  return nodesToward(graph, [tensor]).find((node) => operationOf(node)?.mixesImages(view.node(node)) === true);
}
