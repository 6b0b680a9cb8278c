import type { Constant, NetworkGraph, NetworkNode } from './graph.js';

/** The scores of two labels as a x + b of the one score x: its negative side, and its positive side. */
export interface TwoScores {
  readonly factors: readonly [number, number];
  readonly offsets: readonly [number, number];
}

/**
 * What one score an image says of two labels.
 * - `logits`: 0 and the score. The second label is ahead above 0, and a softmax of the two is the score's sigmoid.
 * - `probabilities`: what is left of 1, and the score. The second label is ahead above 0.5.
 */
export const twoScoresOf = {
  logits: { factors: [0, 1], offsets: [0, 0] },
  probabilities: { factors: [-1, 1], offsets: [1, 0] },
} as const satisfies Record<string, TwoScores>;

/** A network that goes on, and its last tensor. */
export interface FollowedGraph {
  readonly graph: NetworkGraph;
  readonly tensor: string;
}

/**
 * A network that gives one number an image, followed by nodes that make the scores of two labels of it. The engine knows
 * nothing of them: they are for who follows the network.
 *
 * @param score the tensor with the one number: `[N]`, `[N, 1]` or `[N, 1, 1, 1]`.
 * @returns the network, and the tensor `[N, 2]`.
 */
export function withTwoScores(graph: NetworkGraph, score: string, { factors, offsets }: TwoScores): FollowedGraph {
  const row = followed(graph, 'Flatten', score);
  const both = followed(row.graph, 'MatMul', row.tensor, { dims: [1, 2], numbers: factors });
  const moves = offsets.some((offset) => offset !== 0);
  return moves ? followed(both.graph, 'Add', both.tensor, { dims: [2], numbers: offsets }) : both;
}

/** A network with a sigmoid of a tensor after it. */
export const withSigmoid = (graph: NetworkGraph, tensor: string): FollowedGraph => followed(graph, 'Sigmoid', tensor);

/** A network with one node more: of a tensor, and of numbers that are the same for every image. */
function followed(
  graph: NetworkGraph,
  operation: string,
  tensor: string,
  second?: { readonly dims: readonly number[]; readonly numbers: readonly number[] },
): FollowedGraph {
  const taken = new Set([...graph.constants.keys(), ...graph.nodes.flatMap(({ outputs }) => outputs)]);
  const named = (what: string): string => (taken.has(what) ? named(`${what}'`) : what);
  const [name, numbers] = [named(`${tensor}, ${operation}`), named(`${tensor}, numbers`)];
  const node: NetworkNode = {
    name,
    operation,
    inputs: second === undefined ? [tensor] : [tensor, numbers],
    outputs: [name],
    attributes: new Map(),
  };
  const constant: Constant | undefined = second && {
    dims: second.dims,
    values: () => Float32Array.from(second.numbers),
  };
  return {
    tensor: name,
    graph: {
      ...graph,
      nodes: [...graph.nodes, node],
      constants: constant === undefined ? graph.constants : new Map([...graph.constants, [numbers, constant]]),
    },
  };
}
