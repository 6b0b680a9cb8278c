import type { NetworkGraph, NetworkNode } from './graph.js';
import { operationOf } from './operations/index.js';

/** Names of all tensors whose numbers depend on what is fed: not weights, nor sizes computed from shapes. */
export function fedTensors({ inputs, nodes }: NetworkGraph): ReadonlySet<string> {
  const fed = new Set(inputs.map(({ name }) => name));
  for (const node of nodes)
    // A nested graph may read what is fed without listing it.
    if (
      node.nested === true ||
      (operationOf(node)?.readsSizesOnly !== true && node.inputs.some((name) => fed.has(name)))
    )
      for (const output of node.outputs) fed.add(output);
  return fed;
}

/** The nodes through which the fed numbers reach any of these tensors, in the file's order. */
export function nodesToward(graph: NetworkGraph, tensors: readonly string[]): readonly NetworkNode[] {
  const fed = fedTensors(graph);
  const needed = new Set(tensors);
  const nodes: NetworkNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    const reads = node.nested === true || node.inputs.some((name) => fed.has(name));
    if (!reads || !node.outputs.some((name) => needed.has(name))) continue;
    for (const input of node.inputs) needed.add(input);
    nodes.push(node);
  }
  return nodes.toReversed();
}

/** Which node computes a tensor, for all tensors. */
export const producersOf = ({ nodes }: Pick<NetworkGraph, 'nodes'>): ReadonlyMap<string, NetworkNode> =>
  new Map(nodes.flatMap((node) => node.outputs.filter((name) => name !== '').map((name) => [name, node] as const)));

/** All nodes that a tensor is computed from, those that compute constants included, in the file's order. */
export function nodesBehind(
  { nodes }: NetworkGraph,
  tensor: string,
  producers: ReadonlyMap<string, NetworkNode>,
): readonly NetworkNode[] {
  const needed = new Set<NetworkNode>();
  const waiting = [tensor];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = producers.get(name);
    if (node === undefined || needed.has(node)) continue;
    needed.add(node);
    waiting.push(...node.inputs);
  }
  return nodes.filter((node) => needed.has(node));
}
