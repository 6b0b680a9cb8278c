import { indicesFlaw, unreadableFlaw, type Flaw } from '../../network/degree/flaw.js';
import { any, isLevel, join, levelled, type Degree } from '../../network/degree/degree.js';
import { each, type Finding, type Operation, type Rule, type Rules } from './operation.js';

/** Positively homogeneous, number by number: d. */
export const keeps: Rule = (operation) => ({ form: operation.form(0) });

/** Curved: no degree, unless there is nothing to bend because the input has degree 0. */
export const bends =
  (instead: string): Rule =>
  ({ node }) => ({
    form: any,
    flaw: {
      kind: 'activation',
      what: `${node.operation.replace(/^.*\./, '')}, which is not homogeneous`,
      remedy: instead,
    },
  });

const smooth = bends('Use ReLU, LeakyReLU or Abs instead.');
const gate = bends(
  'Use ReLU; or, where it is a gate, apply it to values that brightness does not change: normalised ones.',
);
const attention = bends('Normalise what goes into it (cosine attention), so that it has degree 0.');

/** The sign of each number, or of a difference: 0. */
const sign: Rule = (operation) => ({ form: levelled(operation.form(0)), ties: true });

/** x above 0, slope x below. */
const prelu: Rule = (operation) =>
  isLevel(operation.form(1))
    ? { form: operation.form(0) }
    : { form: any, flaw: { ...indicesFlaw, what: 'slopes that depend on the brightness of the image' } };

/** Beyond this, float32 has no numbers: what exporters write for "no limit". */
const endless = 3.402823e38;

/** Which of 0 and the infinities a bound is, or itself. */
const bound = (value: number): number => (Math.abs(value) >= endless ? Math.sign(value) * Infinity : value);

/** The bounds of a Clip: attributes before opset 11, inputs after; undefined if one is computed. */
function boundsOf(operation: Operation): readonly [number, number] | undefined {
  const at = (position: number, name: string, open: number): number | undefined =>
    operation.has(position) ? operation.values(position)?.[0] : operation.number(name, open);
  const [low, high] = [at(1, 'min', -Infinity), at(2, 'max', Infinity)];
  return low === undefined || high === undefined ? undefined : [bound(low), bound(high)];
}

/** Cut off exactly at 0, or nowhere: d. Bounds of the same degree are cut at too. */
const clip: Rule = (operation) => {
  const form = operation.form(0);
  const bounds = boundsOf(operation);
  if (bounds === undefined) {
    const joined = join(operation.forms());
    const moving = operation.forms(1).every((other) => !isLevel(other) || other.kind === 'zero');
    if (joined !== undefined && moving) return { form: joined };
    return { form, flaw: unreadableFlaw('bounds that cannot be read') };
  }
  const [low, high] = bounds;
  const free = (low === 0 || low === -Infinity) && (high === 0 || high === Infinity);
  return free ? { form } : { form, flaw: clipFlaw(bounds) };
};

/** Cut off at one number or two. */
export const clipFlaw = ([low, high]: readonly [number, number]): Flaw => ({
  kind: 'clip',
  what: `cuts off at ${[
    ...(low === 0 || low === -Infinity ? [] : [low]),
    ...(high === 0 || high === Infinity ? [] : [high]),
  ].join(' and ')}`,
  remedy: 'Use ReLU, which cuts off at 0 alone. (The network is still piecewise linear.)',
});

/** Only with nothing but 0 to compare with. */
const threshold =
  (...names: readonly (readonly [string, number])[]): Rule =>
  (operation) => {
    const form = operation.form(0);
    const odd = names.find(([name, fallback]) => operation.number(name, fallback) !== 0);
    if (odd === undefined) return { form };
    const what = `${odd[0]} is ${operation.number(...odd)}`;
    return { form, flaw: { kind: 'threshold', what, remedy: 'Use ReLU, whose threshold is 0.' } };
  };

/** float32, float64. Half precision rounds too coarsely to pass for real numbers. */
const wideFloats = [1, 11];
const halfFloats = [10, 16];
const boolean = 9;

/** Between kinds of float nothing changes; to whole numbers it rounds. */
const cast: Rule = (operation): Finding => {
  const form: Degree = operation.form(0);
  const to = operation.number('to', 0);
  if (wideFloats.includes(to)) return { form };
  if (to === boolean) return { form: levelled(form), ties: true };
  const what = halfFloats.includes(to) ? 'rounds to half precision' : 'rounds to whole numbers';
  const remedy = halfFloats.includes(to) ? 'Export the model in float32.' : 'Compute in float32.';
  return { form, flaw: { kind: 'quantisation', what, remedy } };
};

export const pointwise: Rules = {
  ...each('Neg Relu LeakyRelu Abs', keeps),
  PRelu: prelu,
  Clip: clip,
  Cast: cast,
  ThresholdedRelu: threshold(['alpha', 1]),
  Shrink: threshold(['lambd', 0.5], ['bias', 0]),
  ...each('Sign Hardmax ArgMax ArgMin', sign),
  ...each(
    `Exp Erf Tanh Elu Selu Celu Softplus Softsign Gelu Swish Mish tfjs.swish tfjs.mish tfjs.silu
     com.microsoft.Gelu com.microsoft.FastGelu com.microsoft.QuickGelu com.microsoft.BiasGelu
     Sin Cos Tan Sinh Cosh Asin Acos Atan Asinh Acosh Atanh`,
    smooth,
  ),
  Log: (operation) => ({ ...smooth(operation), partial: true }),
  ...each('Sigmoid HardSigmoid HardSwish', gate),
  ...each('Softmax LogSoftmax', attention),
  ...each('RNN LSTM GRU Attention com.microsoft.Attention com.microsoft.MultiHeadAttention', attention),
};
