import type { NetworkGraph } from '../../network/graph.js';
import type { ClassifierNetwork } from '../classifier.js';
import type { ScoresOutput } from './scores.js';

/** A network that was read from a file, with what was decided of its scores when it was opened. */
export type ReadNetwork = Pick<ClassifierNetwork, 'graph' | 'output' | 'scores' | 'logits'>;

export const readNetwork = (graph: NetworkGraph, { output, tensor, logits }: ScoresOutput): ReadNetwork => ({
  graph,
  output,
  scores: tensor,
  logits,
});
