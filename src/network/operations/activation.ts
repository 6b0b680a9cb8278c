import { anyDegree, isLevel, join, levelDegree } from '../degree/degree.js';
import { degreesFlaw, indicesFlaw, type Flaw } from '../degree/flaw.js';
import { sizeOfDims, spreadDims, spreadPlaces } from '../dims.js';
import { scalingMap } from '../program/affineMap.js';
import { writeClip } from '../program/clip.js';
import { mappedExactly } from './folding.js';
import { operation, plainOperation, type Operation } from './operation.js';
import { curvedDegree, curvedFinding, keepsDegree, kinkAtZero, sameDims } from './usual.js';

/** Only with nothing but 0 to compare with. */
const thresholdFlaw = (name: string, value: number): Flaw => ({
  kind: 'threshold',
  what: `${name} is ${value}`,
  remedy: 'Use ReLU, whose threshold is 0.',
});

const instead = 'Use ReLU, LeakyReLU or Abs instead.';
const finiteFunction = curvedDegree('all numbers', instead);
const functionOfDomain = curvedDegree('a domain', instead);
const normalise = 'Normalise what goes into it (cosine attention), so that it has degree 0.';
const gate = curvedDegree(
  'all numbers',
  'Use ReLU; or, where it is a gate, apply it to values that brightness does not change: normalised ones.',
);

/** Functions of each number. */
export const activation: readonly Operation[] = [
  plainOperation({
    names: 'Relu',
    degree: keepsDegree,
    pieces: { said: 'a kink at 0', of: () => ({ kind: 'sign', rectifies: true }) },
    follow: (context) => context.kink(0),
    fold: ([input]) => [mappedExactly(input, (value) => Math.max(0, value))],
    dims: sameDims,
  }),
  operation({
    names: 'LeakyRelu',
    // Attributes are float32: so is what the definition gives.
    read: (node) => node.number('alpha', Math.fround(0.01)),
    degree: keepsDegree,
    pieces: kinkAtZero,
    follow: (context, slope) => context.kink(slope),
    dims: sameDims,
  }),
  plainOperation({
    names: 'Abs',
    degree: keepsDegree,
    pieces: kinkAtZero,
    follow: (context) => context.kink(-1),
    fold: ([input]) => [mappedExactly(input, Math.abs)],
    dims: sameDims,
  }),
  plainOperation({
    names: 'PRelu',
    degree: {
      said: 'd, if the slopes are the same at every brightness',
      of: ({ form }) =>
        isLevel(form(1))
          ? { form: form(0) }
          : { form: anyDegree, flaw: { ...indicesFlaw, what: 'slopes that depend on the brightness of the image' } },
    },
    pieces: kinkAtZero,
    follow: (context) => {
      const input = context.live(0);
      const { dims, values } = context.fixed(1);
      if (spreadDims(input.dims, dims)?.join() !== input.dims.join())
        throw context.obstacle('prelu with slopes that do not fit');
      const slopes = Float64Array.from(spreadPlaces(dims, input.dims), (place) => values[place]!);
      if (!slopes.every(Number.isFinite)) throw context.obstacle('weights that are not finite');
      context.give(context.writer.kink(context.name, input, slopes));
    },
    dims: sameDims,
  }),
  operation({
    names: 'ThresholdedRelu',
    read: (node) => node.number('alpha', 1),
    degree: {
      said: 'd, if the threshold is 0',
      of: ({ form }, alpha) => ({ form: form(0), ...(alpha !== 0 && { flaw: thresholdFlaw('alpha', alpha) }) }),
    },
    // With another threshold it jumps there.
    pieces: {
      said: 'a kink at 0, if the threshold is 0',
      of: (_, alpha) => (alpha === 0 ? { kind: 'sign', rectifies: true } : 'curved'),
    },
    follow: (context, alpha) => {
      if (alpha !== 0) throw context.obstacle(`thresholdedrelu with a threshold of ${alpha}`);
      context.kink(0);
    },
    dims: sameDims,
  }),
  operation({
    names: 'Shrink',
    read: (node) => ({ lambd: node.number('lambd', 0.5), bias: node.number('bias', 0) }),
    degree: {
      said: 'd, if lambd and bias are 0',
      of: ({ form }, { lambd, bias }) => {
        const flaw = lambd !== 0 ? thresholdFlaw('lambd', lambd) : bias !== 0 ? thresholdFlaw('bias', bias) : undefined;
        return { form: form(0), ...(flaw && { flaw }) };
      },
    },
    dims: sameDims,
  }),
  plainOperation({
    names: `Erf Tanh Elu Selu Softplus Softsign Gelu Swish Mish tfjs.swish tfjs.mish tfjs.silu
      com.microsoft.Gelu com.microsoft.FastGelu com.microsoft.QuickGelu com.microsoft.BiasGelu
      Sin Cos Atan Asinh`,
    degree: finiteFunction,
    dims: sameDims,
  }),
  operation({
    names: 'Celu',
    read: (node) => node.number('alpha', 1),
    // It divides by alpha.
    degree: {
      said: finiteFunction.said,
      of: (context, alpha) => curvedFinding(context, alpha > 0 ? 'all numbers' : 'a domain', instead),
    },
    dims: sameDims,
  }),
  plainOperation({
    // The exponential ones are infinite in floats from 89 on.
    names: 'Exp Sinh Cosh Log Tan Asin Acos Acosh Atanh',
    degree: functionOfDomain,
    dims: sameDims,
  }),
  plainOperation({ names: 'Sigmoid', degree: gate, order: () => ({ kind: 'increasing' }), dims: sameDims }),
  operation({
    names: 'HardSigmoid',
    // Attributes are float32: so are what the definition gives.
    read: (node) => ({ alpha: node.number('alpha', Math.fround(0.2)), beta: node.number('beta', 0.5) }),
    degree: gate,
    // Where it is cut off is told by numbers that no node gives.
    pieces: { said: 'kinks where it is cut off', of: () => 'curved' },
    follow: (context, { alpha, beta }) => {
      const { writer, name } = context;
      const input = context.live();
      const map = scalingMap(name, sizeOfDims(input.dims), { factor: () => alpha, offset: () => beta });
      context.give(writeClip(writer, name, writer.affine(name, [input], map, input.dims), 0, 1));
    },
    dims: sameDims,
  }),
  plainOperation({ names: 'HardSwish', degree: gate, dims: sameDims }),
  operation({
    names: 'Softmax LogSoftmax',
    // Before operator set 13, all dimensions from the axis on count as one.
    read: (node) => {
      const andLater = node.opset < 13;
      return { axis: node.number('axis', andLater ? 1 : -1), andLater };
    },
    degree: curvedDegree('all numbers', normalise),
    order: (_, details) => ({ kind: 'softmax', ...details }),
    dims: sameDims,
  }),
  plainOperation({
    names: 'Attention',
    degree: {
      said: 'd of the values, if brightness does not change queries, keys and mask',
      of: (context) => {
        const { form } = context;
        // A mask may leave nothing to attend to.
        if (![0, 1, 3, 4].every((position) => isLevel(form(position))))
          return curvedFinding(context, 'a domain', normalise);
        const values = join([form(2), form(5)]);
        if (values === undefined) return { form: anyDegree, flaw: degreesFlaw('values of different degrees') };
        return { form: [values, form(1), values, levelDegree], partial: true };
      },
    },
  }),
  plainOperation({
    names: 'RNN LSTM GRU com.microsoft.Attention com.microsoft.MultiHeadAttention',
    // A mask may leave nothing to attend to.
    degree: curvedDegree('a domain', normalise),
  }),
];
