import { InputError } from '../../errors.js';
import type { NetworkGraph, NetworkNode } from '../graph.js';

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
  return { ...graph, nodes: inOrder(graph.nodes, producers, where) };
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

/** Each node after those it reads from, and else in the file's order. Not recursive: networks may be deeper than the stack. */
function inOrder(
  nodes: readonly NetworkNode[],
  producers: ReadonlyMap<string, NetworkNode>,
  where: string,
): readonly NetworkNode[] {
  const ordered = new Set<NetworkNode>();
  const started = new Set<NetworkNode>();
  for (const root of nodes) {
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      if (ordered.has(node)) stack.pop();
      else if (started.has(node)) {
        stack.pop();
        ordered.add(node);
      } else {
        started.add(node);
        for (const name of node.inputs.toReversed()) {
          const before = producers.get(name);
          if (before === undefined || ordered.has(before)) continue;
          // Started and not done: it waits for this node, which would wait for it.
          if (started.has(before))
            throw problem(
              `${where}: node "${node.name}"`,
              `an input "${name}" that is computed from its own output`,
              'a network without cycles',
            );
          stack.push(before);
        }
      }
    }
  }
  return [...ordered];
}

const problem = (
  where: string,
  found: string,
  expected: string,
  remedy = 'Check the model with onnx.checker, or export it again.',
): InputError => new InputError({ where, found, expected, remedy });
