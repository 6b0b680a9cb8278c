import type { ReadNetwork } from '../../src/classifier/file/readNetwork.js';
import type { NetworkGraph } from '../../src/network/graph.js';
import { logitsBehind } from '../../src/network/logits.js';

/** A graph as a classifier has it: with what is decided of its scores when a model is opened. */
export function networkOf(graph: NetworkGraph, asked = graph.outputs[0]?.name ?? ''): ReadNetwork {
  const { output, scores, logits } = logitsBehind(graph, asked);
  return { graph, output, scores, logits };
}
