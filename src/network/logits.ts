import { producerOf } from './dependence.js';
import type { NetworkGraph, NetworkNode } from './graph.js';

/** What changes how numbers are arranged but not the numbers, nor their order within an image. */
const rearrangements = new Set(['Identity', 'Flatten', 'Squeeze', 'Unsqueeze', 'Reshape', 'Dropout']);

/** How a network's scores come about. */
export interface Ending {
  /** The tensor to read logits from: what goes into the final softmax, or the output itself. */
  readonly logits: string;
  /** The node that makes the scores what they are: the final softmax, or the last that is no mere rearrangement. */
  readonly last: NetworkNode | undefined;
  readonly softmax: boolean;
}

/**
 * Looks back from a network's output, through nodes that only rearrange numbers, for a Softmax or LogSoftmax over the
 * classes.
 *
 * @example
 * endingOf(graph, 'probabilities').logits; // 'dense_2', which feeds the Softmax
 */
export function endingOf(graph: NetworkGraph, output: string): Ending {
  let last = producerOf(graph, output);
  while (last !== undefined && rearrangements.has(last.operation)) last = producerOf(graph, last.inputs[0] ?? '');
  const scores = last?.inputs[0];
  const overClasses = last?.attributes.get('axis') !== 0;
  const softmax =
    last !== undefined && (last.operation === 'Softmax' || last.operation === 'LogSoftmax') && overClasses;
  return { logits: softmax && scores !== undefined ? scores : output, last, softmax };
}
