import { InputError } from '../../errors.js';
import type { NetworkGraph, NetworkNode } from '../graph.js';
import { producersOf } from '../dependence.js';
import { inOrderOf } from '../inOrder.js';

/**
 * The same network with its nodes in an order in which they can be computed, once it is sure that there is one: every
 * tensor that is read is fed, stored, or computed by one node, and constants have as many numbers as their shapes say.
 *
 * It takes time in proportion to the file, and no memory for what a file only claims to have.
 *
 * @param where the file's name, for errors.
 * @throws InputError naming the node or tensor at fault.
 */
export function wellFormed(graph: NetworkGraph, where: string): NetworkGraph {
  const producers = uniqueProducers(graph, where);
  for (const constant of graph.constants.values()) constant.assertStored?.();
  const given = new Set([...graph.inputs.map(({ name }) => name), ...graph.constants.keys()]);
  const there = (name: string): boolean => name === '' || given.has(name) || producers.has(name);
  for (const node of graph.nodes) {
    const missing = node.inputs.find((name) => !there(name));
    if (missing === undefined) continue;
    throw problem(
      `${where}: node "${node.name}"`,
      `an input "${missing}" that nothing gives`,
      'the output of a node, a constant of the file, or what is fed',
      'The file may have lost an initializer: export it again.',
    );
  }
  const lost = graph.outputs.find(({ name }) => !there(name));
  if (lost !== undefined)
    throw problem(where, `an output "${lost.name}" that nothing computes`, 'the output of a node');
  const nodes = inOrder(graph.nodes, producers, where);
  const { laidOpen } = graph;
  if (laidOpen === undefined) return { ...graph, nodes };
  return { ...graph, nodes, laidOpen: { ...laidOpen, nodes: inOrder(laidOpen.nodes, producersOf(laidOpen), where) } };
}

/** Which node computes a tensor. @throws InputError if two do, or it is stored or fed as well. */
function uniqueProducers(graph: NetworkGraph, where: string): ReadonlyMap<string, NetworkNode> {
  const producers = new Map<string, NetworkNode>();
  const fed = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes)
    for (const name of node.outputs) {
      if (name === '') continue;
      const other = producers.get(name);
      const stored = graph.constants.has(name) && node.operation !== 'Constant';
      if (other !== undefined || stored || fed.has(name)) {
        const also = other === undefined ? (stored ? 'is a constant' : 'is fed') : `is the output of "${other.name}"`;
        const found = `an output "${name}", which also ${also}`;
        throw problem(`${where}: node "${node.name}"`, found, 'a name of its own for every tensor');
      }
      producers.set(name, node);
    }
  return producers;
}

/** Each node after those it reads from, and else in the file's order. */
function inOrder(
  nodes: readonly NetworkNode[],
  producers: ReadonlyMap<string, NetworkNode>,
  where: string,
): readonly NetworkNode[] {
  return inOrderOf(nodes, {
    before: (node) => node.inputs.flatMap((name) => producers.get(name) ?? []),
    cycle: (node, before) => {
      const name = node.inputs.find((input) => producers.get(input) === before) ?? '';
      const found = `an input "${name}" that is computed from its own output`;
      return problem(`${where}: node "${node.name}"`, found, 'a network without cycles');
    },
  });
}

const problem = (
  where: string,
  found: string,
  expected: string,
  remedy = 'Check the model with onnx.checker, or export it again.',
): InputError => new InputError({ where, found, expected, remedy });
