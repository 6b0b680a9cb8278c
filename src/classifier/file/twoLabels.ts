import { withSigmoid, withTwoScores, type TwoScores } from '../../network/twoScores.js';
import type { Classifier, ClassifierNetwork } from '../classifier.js';

/**
 * A classifier of two labels from one that gives a single score an image. Its network is followed by what makes two scores of
 * one, so that certificates speak of the same scores as `classify`.
 *
 * @param two what the score says of the two labels; undefined where there is a score a label, and nothing to do.
 */
export function ofTwoLabels(classifier: Classifier, two: TwoScores | undefined): Classifier {
  if (two === undefined) return classifier;
  return {
    ...classifier,
    classify: async (...asked) => bothOf(await classifier.classify(...asked), two),
    ...(classifier.network && { network: { ...classifier.network, ...networkOfTwo(classifier.network, two) } }),
  };
}

/** A network, and which of its tensors are what. */
type FollowedNetwork = Pick<ClassifierNetwork, 'graph' | 'scores' | 'logits'>;

/** The network with two scores, and which of its tensors these are. */
export function networkOfTwo({ graph, scores, logits }: FollowedNetwork, two: TwoScores): FollowedNetwork {
  if (logits === scores) {
    const { graph: whole, tensor } = withTwoScores(graph, scores, two);
    return { graph: whole, scores: tensor, logits: tensor };
  }
  // A sigmoid of x has the probabilities 1 - p and p, which are the sigmoids of -x and x.
  const before = withTwoScores(graph, logits, { factors: [-1, 1], offsets: [0, 0] });
  const after = withSigmoid(before.graph, before.tensor);
  return { graph: after.graph, scores: after.tensor, logits: before.tensor };
}

function bothOf(scores: Float32Array, { factors, offsets }: TwoScores): Float32Array {
  const both = new Float32Array(2 * scores.length);
  scores.forEach((score, i) => {
    both[2 * i] = factors[0] * score + offsets[0];
    both[2 * i + 1] = factors[1] * score + offsets[1];
  });
  return both;
}
