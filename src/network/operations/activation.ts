import { anyDegree, isLevel } from '../degree/degree.js';
import { indicesFlaw, undecidedFlaw, type Flaw } from '../degree/flaw.js';
import { sizeOfDims, spreadDims, spreadPlaces } from '../dims.js';
import { scalingMap } from '../program/affineMap.js';
import { writeClip } from '../program/clip.js';
import { normalise } from './attention.js';
import { mappedExactly } from './folding.js';
import { operation, plainOperation, type Operation } from './operation.js';
import { keepsSign, neverNegative } from './signs.js';
import { curvedDegree, keepsDegree, kinkAtZero, sameDims } from './usual.js';

/** Only with nothing but 0 to compare with. */
const thresholdFlaw = (name: string, value: number): Flaw => ({
  kind: 'threshold',
  what: `${name} is ${value}`,
  remedy: 'Use ReLU, whose threshold is 0.',
});

const instead = 'Use ReLU, LeakyReLU or Abs instead.';
const finiteFunction = curvedDegree('all numbers', instead);
const functionOfDomain = curvedDegree('a domain', instead);

const recurrent = curvedDegree('a domain', normalise);

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
    sign: neverNegative,
    dims: sameDims,
  }),
  operation({
    names: 'LeakyRelu',
    // Attributes are float32: so is what the definition gives.
    read: (node) => node.number('alpha', Math.fround(0.01)),
    degree: keepsDegree,
    pieces: kinkAtZero,
    follow: (context, slope) => context.kink(slope),
    sign: (node, slope) => (slope >= 0 || node.sign(0) === 'not below 0' ? node.sign(0) : undefined),
    dims: sameDims,
  }),
  plainOperation({
    names: 'Abs',
    degree: keepsDegree,
    pieces: kinkAtZero,
    follow: (context) => context.kink(-1),
    fold: ([input]) => [mappedExactly(input, Math.abs)],
    sign: neverNegative,
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
      of: ({ node, form }, alpha) => {
        // Below 0 there is nothing to cut off.
        const free = alpha === 0 || (alpha < 0 && node.sign(0) === 'not below 0');
        return { form: form(0), ...(!free && { flaw: thresholdFlaw('alpha', alpha) }) };
      },
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
    sign: keepsSign,
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
    names: `Erf Tanh Softplus Softsign Gelu Swish Mish tfjs.swish tfjs.mish tfjs.silu
      com.microsoft.Gelu com.microsoft.FastGelu com.microsoft.QuickGelu com.microsoft.BiasGelu
      Sin Cos Atan Asinh`,
    degree: finiteFunction,
    dims: sameDims,
  }),
  plainOperation({
    // The exponential ones are infinite in floats from 89 on.
    names: 'Exp Sinh Cosh Log Tan Asin Acos Acosh Atanh',
    degree: functionOfDomain,
    dims: sameDims,
  }),
  plainOperation({
    names: 'Sigmoid',
    degree: gate,
    order: () => ({ kind: 'increasing' }),
    sign: neverNegative,
    dims: sameDims,
  }),
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
    sign: (node) => (node.operation === 'Softmax' ? 'not below 0' : 'not above 0'),
    dims: sameDims,
  }),
  operation({
    names: 'RNN LSTM GRU',
    // Its own are tanh and sigmoid; told otherwise, it may be ReLU.
    read: (node) => node.written.attributes.has('activations'),
    degree: {
      said: recurrent.said,
      of: (context, isTold) => {
        const found = recurrent.of(context);
        if (!isTold || found.flaw === undefined) return found;
        const { what, remedy } = found.flaw;
        return { ...found, flaw: undecidedFlaw(`${what} with the activations of its own`, remedy) };
      },
    },
  }),
];
