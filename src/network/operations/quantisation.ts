import { constantDegree, isFixed, isLevel, join, levelDegree, levelled, product } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { unreadableFlaw, type Flaw } from '../degree/flaw.js';
import { elementTypeNamed, elementTypeOf } from '../elementTypes.js';
import { computed } from './folding.js';
import { plainOperation, type Column, type DegreeContext, type Operation } from './operation.js';
import { sameDims } from './usual.js';

type Rounding = Column<(context: DegreeContext) => DegreeFinding>;

const rounding = (what: string): Rounding => {
  const flaw: Flaw = {
    kind: 'quantisation',
    what,
    remedy: 'Use the network in floats, as it was before it was quantised.',
  };
  return { said: 'none', of: ({ form }) => ({ form: form(0), flaw }) };
};

/** Rounded to steps that do not shrink with the image. */
const fixedSteps = rounding('rounds to fixed levels');

/** Everything at once on rounded numbers. */
const quantised = rounding('computes on quantised numbers');

/**
 * (codes - zero point) scale. Codes that brightness changes were rounded somewhere before, and that is the culprit; what
 * their zero point is subtracted for is to undo what the rounding added.
 */
function restoredDegree({ form }: DegreeContext): DegreeFinding {
  const [given, scale, point] = [form(0), form(1), form(2)];
  // Codes of 0 stand for 0 only where the zero point is 0.
  const codes = given.kind !== 'zero' || point.kind === 'zero' ? given : levelled(point);
  const restored = product([codes, scale]);
  return isLevel(point)
    ? { form: restored }
    : { form: restored, flaw: unreadableFlaw('a zero point that is computed') };
}

/** Numbers rounded to levels, and back. */
export const quantisation: readonly Operation[] = [
  plainOperation({
    names: 'Round Floor Ceil tfjs.FakeQuantWithMinMaxVars tfjs.Round tfjs.Floor tfjs.Ceil',
    degree: fixedSteps,
    dims: sameDims,
  }),
  plainOperation({
    names: 'QuantizeLinear',
    degree: {
      said: 'none, unless the scale has degree d',
      of: (context) => {
        // Steps that shrink with the image: codes stay.
        const isRelative = !isFixed(context.form(1)) && join([context.form(0), context.form(1)]) !== undefined;
        const isLevelled = isRelative && context.form(1).kind === 'degree' && isLevel(context.form(2));
        return isLevelled ? { form: levelDegree, ties: true, partial: true } : fixedSteps.of(context);
      },
    },
    dims: sameDims,
    type: (node) => node.elementType(2) ?? elementTypeOf(node.number('output_dtype', 0)) ?? elementTypeNamed('uint8'),
  }),
  plainOperation({
    names: `QLinearConv QLinearMatMul com.microsoft.QLinearAdd com.microsoft.QLinearMul
      com.microsoft.QLinearGlobalAveragePool com.microsoft.QLinearLeakyRelu`,
    degree: quantised,
  }),
  // Of these no more is known.
  plainOperation({
    names: 'com.microsoft.DynamicQuantizeMatMul com.microsoft.DynamicQuantizeLSTM',
    mixesImages: () => true,
  }),
  plainOperation({
    names: 'DequantizeLinear',
    degree: { said: 'degrees of codes and scale added', of: restoredDegree },
    fold: ([codes, scale, point]) => {
      const [factor, zero = 0] = [scale?.values[0], point?.values[0]];
      const single = scale?.values.length === 1 && (point?.values.length ?? 1) === 1;
      if (codes === undefined || factor === undefined || !single) return undefined;
      const values = Float64Array.from(codes.values, (code) => (code - zero) * factor);
      return [computed(codes.dims, values, scale?.type)];
    },
    dims: sameDims,
    type: (node) => node.elementType(1),
  }),
  plainOperation({
    names: 'DynamicQuantizeLinear',
    // One scale for the whole tensor.
    mixesImages: () => true,
    // Rounded to steps that shrink with the image. Of an image of 0 the scale is 1.
    degree: {
      said: '0 for codes, d for the scale',
      of: ({ form }) =>
        isFixed(form(0))
          ? { form: [constantDegree, constantDegree, constantDegree] }
          : { form: [levelDegree, form(0), levelDegree], ties: true, partial: true },
    },
    type: (_node, _details, output) => elementTypeNamed(output === 1 ? 'float32' : 'uint8'),
  }),
];
