import { anyDegree, constantDegree, isFixed, isLevel, levelDegree } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { unreadableFlaw, type Flaw } from '../degree/flaw.js';
import { sizeOfDims } from '../dims.js';
import { dyadic } from '../rational.js';
import { overRoot, wholeMultiple } from '../root.js';
import { scalingMap } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import type { NodeView } from './node.js';
import { operation, type DegreeContext, type Operation } from './operation.js';
import { sameDims } from './usual.js';

/** What a batch normalisation is told. */
interface BatchDetails {
  /** It normalises by the batch that it is given, and not by numbers from training. */
  readonly isTraining: boolean;
  /** Whether all numbers of a channel share their parameters; else each number of an image has its own. */
  readonly byChannel: boolean;
  readonly epsilon: number;
}

/** What is added to the variance. Attributes are float32: so is what the definition gives. */
export const epsilonOf = (node: NodeView): number => node.number('epsilon', Math.fround(1e-5));

/** Operator sets before 7 say `is_test`, 7 to 13 train where more outputs are asked for, 14 and later say `training_mode`. */
function readBatch(node: NodeView): BatchDetails {
  const asksForMore = [1, 2, 3, 4].some((output) => node.gives(output));
  const isTraining = asksForMore || node.flag('training_mode') || (node.opset < 7 && !node.flag('is_test'));
  return {
    isTraining,
    byChannel: node.opset >= 9 || node.flag('spatial', true),
    epsilon: epsilonOf(node),
  };
}

/**
 * gamma (x - mean) / sqrt(variance + epsilon) + beta, with numbers from training: linear where nothing is added, channel by
 * channel or number by number. Epsilon is harmless, since it stands beside a constant.
 */
function batchDegree(context: DegreeContext, { isTraining, epsilon }: BatchDetails): DegreeFinding {
  const { node, form, forms } = context;
  const input = form(0);
  if (isTraining)
    return {
      form: input,
      flaw: { kind: 'training', what: 'statistics of the batch', remedy: 'Export the model for inference.' },
    };
  const shift = shiftOf(context);
  // 0 stays 0 only where nothing is added.
  if (isLevel(input) && forms(1).every(isLevel)) {
    // What is computed may be below 0, and has no root then.
    const partial = !node.holds(4, (variance) => variance + epsilon > 0);
    if (!forms().every(isFixed)) return { form: levelDegree, partial };
    return { form: shift === undefined ? input : constantDegree, partial };
  }
  if (!forms(1).every(isFixed)) return { form: anyDegree, flaw: unreadableFlaw('parameters that are computed') };
  return shift === undefined ? { form: input } : { form: input, flaw: shift };
}

/** Which channels are shifted: beta is not 0, or the mean is not and something is left of it. */
function shiftOf({ node, form }: DegreeContext): Flaw | undefined {
  const none = (position: number): boolean => !node.has(position) || form(position).kind === 'zero';
  if (none(2) && (none(3) || (node.has(1) && none(1)))) return undefined;
  const [gamma, beta, mean] = [node.values(1), node.values(2), node.values(3)];
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

/** Its square root is rounded, so its weights are too. */
function writeBatch(context: ProgramContext, { isTraining, byChannel, epsilon }: BatchDetails): void {
  if (isTraining) throw context.obstacle('batchnormalization in training mode');
  const input = context.live(0);
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((position) => context.fixed(position).values);
  const area = byChannel ? sizeOfDims(input.dims.slice(2)) : 1;
  const count = byChannel ? (input.dims[1] ?? 1) : sizeOfDims(input.dims);
  if ([scale, bias, mean, variance].some((values) => values!.length !== count))
    throw context.obstacle('batchnormalization with parameters that do not fit');
  const parameterOf = (place: number): number => Math.floor(place / area) % count;
  const factorOf = (at: number): number => scale![at]! / Math.sqrt(variance![at]! + epsilon);
  // bias - mean · factor may cancel: then its error is relative to what was subtracted, which is what `uncertainty` covers.
  let cancelled = 1;
  for (let at = 0; at < count; at++) {
    const shift = mean![at]! * factorOf(at);
    const offset = bias![at]! - shift;
    if (offset !== 0) cancelled = Math.max(cancelled, (Math.abs(bias![at]!) + Math.abs(shift)) / Math.abs(offset));
    else if (shift !== 0) throw context.obstacle('a mean and a bias that cancel to the last digit');
  }
  const map = scalingMap(
    context.name,
    sizeOfDims(input.dims),
    {
      factor: (place) => factorOf(parameterOf(place)),
      offset: (place) => bias![parameterOf(place)]! - mean![parameterOf(place)]! * factorOf(parameterOf(place)),
    },
    8 * cancelled,
  );
  const closer = (bits: number) => {
    const parameters = Array.from({ length: count }, (_, at) => {
      const [mean_, more] = [mean![at]!, 64 + Math.max(0, Math.ceil(Math.log2(Math.abs(mean![at]!) + 1)))];
      const factor = overRoot(scale![at]!, variance![at]!, epsilon, bits + more);
      const { integer, exponent } = dyadic(mean_);
      // In units of 2^-(bits + more), and then of 2^-bits.
      const product = integer * factor;
      const shifted = exponent >= 0 ? product << BigInt(exponent) : product >> BigInt(-exponent);
      return {
        factor: factor >> BigInt(more),
        offset: (wholeMultiple(bias![at]!, bits + more) - shifted) >> BigInt(more),
      };
    });
    const places = Array.from({ length: sizeOfDims(input.dims) }, (_, place) => parameters[parameterOf(place)]!);
    return {
      // What is exactly 0 has no entry.
      weights: places.filter((_, place) => factorOf(parameterOf(place)) !== 0).map(({ factor }) => factor),
      offsets: places.map(({ offset }) => offset),
    };
  };
  context.affine([input], { ...map, closer }, input.dims);
}

/** Normalisation by numbers from training. */
export const batchNormalization: readonly Operation[] = [
  operation({
    names: 'BatchNormalization',
    read: readBatch,
    degree: { said: 'd, if it shifts no channel', of: batchDegree },
    pieces: {
      said: 'linear in the first input',
      of: (node, { isTraining }) => (isTraining || node.anyComputed(1) ? 'curved' : 'linear'),
    },
    follow: writeBatch,
    mixesImages: (_, { isTraining }) => isTraining,
    notExact: 'a square root, known to as many digits as are asked for',
    dims: sameDims,
  }),
];
