import { piecesOfLabels, type KinkReading } from '../../network/kinks.js';
import type { ClassifierNetwork } from '../classifier.js';
import type { Interleaving } from '../interleaving.js';

/** The network whose pieces are meant: those up to its scores. */
export type PiecesOf = Pick<ClassifierNetwork, 'graph' | 'scores'>;

/** A kink, and all that takes to read it from what an engine computes. It can be sent to a worker thread. */
export type PatternKink = KinkReading & {
  /** The node's name, for errors. */
  readonly node: string;
  /** How the tensor's numbers lie, where not channel by channel. */
  readonly interleaving?: Interleaving;
};

/**
 * What a pattern is read from: every Relu, LeakyRelu, PRelu, Abs, Clip and MaxPool on the way to the scores.
 *
 * @param interleavingOf how the engine has a tensor's numbers, where not channel by channel.
 */
export const patternKinks = (
  { graph, scores }: PiecesOf,
  interleavingOf?: (tensor: string) => Interleaving,
): readonly PatternKink[] =>
  piecesOfLabels(graph, scores).kinks.map(({ node, ...reading }) => ({
    ...reading,
    node: node.name,
    ...(interleavingOf && { interleaving: interleavingOf(reading.tensor) }),
  }));

/**
 * The tensors whose values tell on which linear piece of a network an image lies: what goes into every kink. (Of a MaxPool
 * after a Relu: what goes into the Relu.)
 */
export const patternProbes = (network: PiecesOf): readonly string[] => [
  ...new Set(patternKinks(network).map(({ tensor }) => tensor)),
];
