import { unreadableFlaw, type Flaw } from '../../network/degree/flaw.js';
import {
  any,
  constant,
  inverse,
  isFixed,
  isLevel,
  level,
  levelled,
  power,
  type Degree,
} from '../../network/degree/degree.js';
import { each, type Finding, type Operation, type Rule, type Rules } from './operation.js';
import { plus, rational, rationalOf, times } from '../../network/rational.js';

/**
 * gamma (x - mean) / sqrt(variance + epsilon) + beta, with numbers from training: linear where nothing is added, channel by
 * channel. Epsilon is harmless, since it stands beside a constant.
 */
const batch: Rule = (operation): Finding => {
  const form = operation.form(0);
  const trains = operation.opset < 7 && operation.number('is_test', 0) !== 1;
  const asksForMore = operation.node.outputs.slice(1).some((name) => name !== '');
  if (trains || asksForMore || operation.number('training_mode', 0) === 1)
    return {
      form,
      flaw: { kind: 'training', what: 'statistics of the batch', remedy: 'Export the model for inference.' },
    };
  const shift = shiftOf(operation);
  // 0 stays 0 only where nothing is added.
  if (isLevel(form) && operation.forms(1).every(isLevel)) {
    if (!operation.forms().every(isFixed)) return { form: level };
    return { form: shift === undefined ? form : constant };
  }
  if (!operation.forms(1).every(isFixed)) return { form: any, flaw: unreadableFlaw('parameters that are computed') };
  return shift === undefined ? { form } : { form, flaw: shift };
};

/** Which channels are shifted: beta is not 0, or the mean is not and something is left of it. */
function shiftOf(operation: Operation): Flaw | undefined {
  const none = (position: number): boolean => !operation.has(position) || operation.form(position).kind === 'zero';
  if (none(2) && (none(3) || (operation.has(1) && none(1)))) return undefined;
  const [gamma, beta, mean] = [operation.values(1), operation.values(2), operation.values(3)];
  if (beta === undefined || mean === undefined) return unreadableFlaw('a shift that cannot be read');
  let [shifted, largest] = [0, 0];
  for (let i = 0; i < beta.length; i++) {
    const [b = 0, m = 0] = [beta[i], mean[i]];
    if (b === 0 && (m === 0 || gamma?.[i] === 0)) continue;
    shifted++;
    largest = Math.max(largest, Math.abs(b), Math.abs(m));
  }
  if (shifted === 0 && beta.length === mean.length) return undefined;
  return {
    kind: 'shift',
    what: `a shift in ${shifted} of ${beta.length} channels: beta or mean up to ${Number(largest.toPrecision(3))}`,
    remedy: 'Train it without centring: scale only, or a normalisation that divides by a norm.',
  };
}

const epsilonFlaw = (epsilon: string): Flaw => ({
  kind: 'epsilon',
  what: `epsilon of ${epsilon} beside a variance that brightness changes`,
  remedy: 'Set epsilon to 0. (The layer is then undefined on the zero image.)',
});

/**
 * Divided by a deviation of its own: 0 where epsilon is 0, and then undefined on the zero image. Besides, it may give the
 * mean and one over the deviation.
 */
const own =
  (fallback: number, others: (input: Degree) => readonly Degree[]): Rule =>
  (operation): Finding => {
    const epsilon = operation.number('epsilon', fallback);
    const input = operation.form(0);
    // 0 becomes the bias, or 0/0.
    const forms: readonly Degree[] = [levelled(input), ...others(input)];
    if (!operation.forms(1).every(isLevel))
      return { form: forms, flaw: unreadableFlaw('a scale or bias that brightness changes'), partial: true };
    return epsilon === 0
      ? { form: forms, partial: true }
      : { form: forms, flaw: epsilonFlaw(String(Number(epsilon.toPrecision(3)))), partial: true };
  };

/** The mean, and one over the deviation. */
const meanAndScale = (input: Degree): readonly Degree[] => [input, inverse(input)];

/** Its epsilon is not said, and not 0. */
const meanVariance: Rule = (operation) => ({
  form: levelled(operation.form(0)),
  flaw: epsilonFlaw('1e-9, which the operation has without saying so,'),
  partial: true,
});

/** Divided by its norm: 0, and undefined on the zero image. */
const norm: Rule = (operation) => ({
  form: levelled(operation.form(0)),
  partial: true,
});

/** x / (bias + alpha sum x²)^beta. */
const local: Rule = (operation): Finding => {
  const form = operation.form(0);
  const bias = operation.number('bias', 1);
  const beta = rationalOf(operation.number('beta', 0.75));
  if (bias === 0) return { form: power(form, plus(rational(1n), times(rational(-2n), beta))), partial: true };
  const what = `a bias of ${Number(bias.toPrecision(3))} beside a sum of squares that brightness changes`;
  return { form, flaw: { kind: 'epsilon', what, remedy: 'Leave the normalisation out.' } };
};

export const normalisation: Rules = {
  BatchNormalization: batch,
  ...each('LayerNormalization InstanceNormalization GroupNormalization RMSNormalization', own(1e-5, meanAndScale)),
  // It subtracts no mean, and gives none.
  ...each(
    'SimplifiedLayerNormalization com.microsoft.SimplifiedLayerNormalization',
    own(1e-5, (input) => [inverse(input)]),
  ),
  // Keras' default.
  'tfjs.LayerNormalization': own(1e-3, meanAndScale),
  MeanVarianceNormalization: meanVariance,
  LpNormalization: norm,
  LRN: local,
};
