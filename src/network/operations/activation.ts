import { anyDegree, isLevel } from '../degree/degree.js';
import { indicesFlaw, undecidedFlaw, type Flaw } from '../degree/flaw.js';
import { spreadDims, spreadPlaces } from '../dims.js';
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

const curvedFunction = curvedDegree('Use ReLU, LeakyReLU or Abs instead.');
const attention = curvedDegree('Normalise what goes into it (cosine attention), so that it has degree 0.');
const gate = curvedDegree(
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
    names: `Exp Erf Tanh Softplus Softsign Gelu Swish Mish tfjs.swish tfjs.mish tfjs.silu
      com.microsoft.Gelu com.microsoft.FastGelu com.microsoft.QuickGelu com.microsoft.BiasGelu
      Sin Cos Tan Sinh Cosh Asin Acos Atan Asinh Acosh Atanh`,
    degree: curvedFunction,
    dims: sameDims,
  }),
  plainOperation({
    names: 'Log',
    degree: {
      said: curvedFunction.said,
      of: (context) => ({ ...curvedFunction.of(context), partial: true }),
    },
    dims: sameDims,
  }),
  plainOperation({
    names: 'Sigmoid',
    degree: gate,
    order: () => ({ kind: 'increasing' }),
    sign: neverNegative,
    dims: sameDims,
  }),
  plainOperation({ names: 'HardSigmoid HardSwish', degree: gate, dims: sameDims }),
  operation({
    names: 'Softmax LogSoftmax',
    // Before operator set 13, all dimensions from the axis on count as one.
    read: (node) => {
      const andLater = node.opset < 13;
      return { axis: node.number('axis', andLater ? 1 : -1), andLater };
    },
    degree: attention,
    order: (_, details) => ({ kind: 'softmax', ...details }),
    sign: (node) => (node.operation === 'Softmax' ? 'not below 0' : 'not above 0'),
    dims: sameDims,
  }),
  operation({
    names: 'RNN LSTM GRU',
    // Its own are tanh and sigmoid; told otherwise, it may be ReLU.
    read: (node) => node.written.attributes.has('activations'),
    degree: {
      said: attention.said,
      of: (context, isTold) => {
        const found = attention.of(context);
        if (!isTold || found.flaw === undefined) return found;
        const { what, remedy } = found.flaw;
        return { ...found, flaw: undecidedFlaw(`${what} with the activations of its own`, remedy) };
      },
    },
  }),
  plainOperation({
    names: 'Attention com.microsoft.Attention com.microsoft.MultiHeadAttention',
    degree: {
      said: attention.said,
      // One thing to attend to has all the weight; keys and values that are handed on are not touched.
      of: (context) => {
        const { node } = context;
        const what = `${node.operation.replace(/^.*\./, '')} of values that brightness changes`;
        const found = attention.of(context);
        return { ...found, flaw: undecidedFlaw(what, found.flaw?.remedy ?? '') };
      },
    },
  }),
];
