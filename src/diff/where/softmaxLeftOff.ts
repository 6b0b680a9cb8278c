import type { Classifier } from '../../classifier/classifier.js';
import { relativeDifference } from '../../classifier/relativeDifference.js';
import type { ModelDifference } from '../difference.js';
import type { Sample } from './sample.js';

/**
 * Whether one of two models gives what goes into a softmax and the other what comes out: the order of the labels is the same, the
 * numbers are not. Where both files can be read, conic compares what goes in; then it is the outputs themselves that differ.
 */
export function softmaxLeftOff(sample: Sample): ModelDifference | undefined {
  const { one, other } = sample.models;
  if (one.spec.scores !== other.spec.scores) return byScores(sample);
  const [ours, theirs] = [endOf(one), endOf(other)];
  if (ours === undefined || theirs === undefined || ours === theirs) return undefined;
  return {
    kind: 'softmax',
    text: `${ours === 'softmax' ? one.spec.id : other.spec.id} ends in a softmax and ${ours === 'softmax' ? other.spec.id : one.spec.id} does not: their outputs differ, the order of the labels does not.`,
    details: ['Compared is what goes into the softmax.'],
  };
}

/** How a network that can be read ends. */
const endOf = ({ network }: Classifier): 'softmax' | 'scores' | undefined =>
  network === undefined ? undefined : network.output === network.scores ? 'scores' : 'softmax';

function byScores({ models: { one, other }, scores, tolerance }: Sample): ModelDifference | undefined {
  const [before, after] = one.spec.scores === 'logits' ? ([one, other] as const) : ([other, one] as const);
  if (before.spec.scores !== 'logits' || after.spec.scores !== 'probabilities') return undefined;
  const isSo = scores.every((pair) => {
    const [logits, probabilities] = before === one ? [pair.one, pair.other] : [pair.other, pair.one];
    return relativeDifference(softmaxOf(logits), probabilities) <= Math.max(tolerance, roundingOfSoftmax);
  });
  if (!isSo) return undefined;
  return {
    kind: 'softmax',
    text: `${after.spec.id} gives what a softmax makes of the scores of ${before.spec.id}: the numbers differ, the order of the labels does not.`,
    details: [],
  };
}

/** A softmax in float32, of logits that are off by their own rounding. */
const roundingOfSoftmax = 1e-4;

function softmaxOf(logits: Float32Array): Float64Array {
  const highest = logits.reduce((most, score) => Math.max(most, score), -Infinity);
  const powers = Float64Array.from(logits, (score) => Math.exp(score - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
