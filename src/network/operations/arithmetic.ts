import { anyDegree, inverse, isFixed, levelled, power, product, type Degree } from '../degree/degree.js';
import { allEqual, offsetFlaw, unreadableFlaw } from '../degree/flaw.js';
import { spreadDims, spreadOpenDims, spreadPlaces, sizeOfDims, type Dims, type OpenDims } from '../dims.js';
import { elementTypeNamed } from '../elementTypes.js';
import { MapBuilder, scalingMap } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import type { Value } from '../program/values.js';
import { rational, rationalOf } from '../rational.js';
import { equalDegrees } from './equalDegrees.js';
import { combined, isProduct, isSum, mapped, mappedExactly } from './folding.js';
import type { NodeView } from './node.js';
import { operation, plainOperation, type Operation, type OrderKept } from './operation.js';
import { turned } from '../sign.js';
import { multipliedSign, neverNegative, sharedSign } from './signs.js';
import { keepsDegree, linear, linearInEach, linearInFirst, sameDims } from './usual.js';

const spread = (node: NodeView): OpenDims | undefined => {
  const [a, b] = [node.dims(0), node.dims(1)];
  return a && b && spreadOpenDims(a, b);
};

/** Adds tensors, each with a sign, and fixed ones as biases. */
function writeSum(context: ProgramContext, values: readonly Value[], signs: readonly number[], divisor = 1): void {
  let dims: Dims = [];
  for (const value of values) {
    const wider = spreadDims(dims, value.dims);
    if (wider === undefined) throw context.obstacle('an addition of shapes that do not fit');
    dims = wider;
  }
  const size = sizeOfDims(dims);
  const live = values.flatMap((value) => (value.kind === 'live' ? [value] : []));
  const terms = values.map((value, i) => ({ value, sign: signs[i] ?? 1, places: spreadPlaces(value.dims, dims) }));
  if (values.length - live.length > 1) throw context.obstacle('several constants added at once');
  const offsets = new Float64Array(size);
  const builder = new MapBuilder(context.name);
  for (let place = 0; place < size; place++) {
    let start = 0;
    for (const { value, sign, places } of terms) {
      if (value.kind === 'fixed') offsets[place]! += (sign * value.values[places[place]!]!) / divisor;
      else {
        builder.add(start + places[place]!, sign);
        start += sizeOfDims(value.dims);
      }
    }
    builder.endRow();
  }
  const columns = live.reduce((all, value) => all + sizeOfDims(value.dims), 0);
  context.affine(
    live,
    builder.map(columns, {
      offsets,
      ...(divisor !== 1 && { divisors: new Float64Array(size).fill(divisor) }),
      uncertainty: divisor === 1 || live.length === values.length ? 0 : 2,
    }),
    dims,
  );
}

/** Mul and Div by numbers that are fixed. */
function writeScaled(context: ProgramContext, divides: boolean): void {
  const [a, b] = [context.value(0), context.value(1)];
  const dims = spreadDims(a.dims, b.dims);
  if (dims === undefined) throw context.obstacle('shapes that do not fit');
  const [live, fixed] = a.kind === 'live' ? [a, b] : [b, a];
  if (live.kind === 'fixed') throw context.obstacle('weights that the network itself computes');
  if (fixed.kind === 'live' || (divides && live === b))
    throw context.obstacle(`${context.node.operation.toLowerCase()} of computed tensors`);
  const [mine, theirs] = [spreadPlaces(live.dims, dims), spreadPlaces(fixed.dims, dims)];
  const builder = new MapBuilder(context.name);
  const divisors = new Float64Array(mine.length).fill(1);
  for (let i = 0; i < mine.length; i++) {
    const factor = fixed.values[theirs[i]!]!;
    if (divides && factor === 0) throw context.obstacle('a division by 0');
    if (divides) divisors[i] = factor;
    builder.add(mine[i]!, divides ? 1 : factor);
    builder.endRow();
  }
  context.affine([live], builder.map(sizeOfDims(live.dims), { divisors }), dims);
}

/** Whether a tensor is 0 on the zero image, if it is a number there: of any other a root need not be one. */
const vanishesInTheDark = (form: Degree): boolean =>
  form.kind === 'zero' || (form.kind === 'degree' && form.degree.numerator > 0n);

/** Increasing where the second input is one finite number that suits. */
const increasesIf =
  (suits: (value: number) => boolean) =>
  (node: NodeView): OrderKept | undefined => {
    const values = node.values(1);
    const first = values?.[0] ?? NaN;
    return allEqual(values) && Number.isFinite(first) && suits(first) ? { kind: 'increasing' } : undefined;
  };

/** What a Scaler is told: numbers for each feature, or one for all. */
const readScaler = (node: NodeView) => ({ offset: node.list('offset') ?? [0], scale: node.list('scale') ?? [1] });

/** (x - offset) times scale, feature by feature. */
function writeScaler(context: ProgramContext, { offset, scale }: ReturnType<typeof readScaler>): void {
  const { writer, name } = context;
  const input = context.live();
  const size = sizeOfDims(input.dims);
  const at = (values: readonly number[]) => {
    const features = values.length === 1 ? 1 : (input.dims.at(-1) ?? 1);
    if (values.length !== features) throw context.obstacle('a scaler of other than one number a feature');
    return (place: number): number => values[place % features]!;
  };
  const [offsetAt, scaleAt] = [at(offset), at(scale)];
  const moved = scalingMap(name, size, { offset: (place) => -offsetAt(place) });
  const isMoved = offset.some((value) => value !== 0);
  const from = isMoved ? writer.affine(name, [input], moved, input.dims) : input;
  context.affine([from], scalingMap(name, size, { factor: scaleAt }), input.dims);
}

/** Sums, products and powers. */
export const arithmetic: readonly Operation[] = [
  plainOperation({
    names: 'Add',
    degree: { said: 'd, if all degrees are equal', of: (context) => equalDegrees(context, offsetFlaw) },
    pieces: linear,
    follow: (context) => writeSum(context, [context.value(0), context.value(1)], [1, 1]),
    fold: ([a, b]) => [combined(a, b, (x, y) => x + y, isSum)],
    sign: sharedSign,
    order: increasesIf(() => true),
    dims: spread,
  }),
  plainOperation({
    names: 'Sub',
    degree: { said: 'd, if all degrees are equal', of: (context) => equalDegrees(context, offsetFlaw) },
    pieces: linear,
    follow: (context) => writeSum(context, [context.value(0), context.value(1)], [1, -1]),
    fold: ([a, b]) => [
      combined(
        a,
        b,
        (x, y) => x - y,
        (difference, x, y) => isSum(difference, x, -y),
      ),
    ],
    sign: (node) => (node.sign(0) === turned(node.sign(1)) ? node.sign(0) : undefined),
    order: increasesIf(() => true),
    dims: spread,
  }),
  operation({
    names: 'ai.onnx.ml.Scaler',
    read: readScaler,
    degree: {
      said: 'd, if the offset is 0',
      of: ({ form }, { offset }) =>
        offset.every((value) => value === 0)
          ? { form: form(0) }
          : { form: form(0), flaw: { ...offsetFlaw(offset), equal: false } },
    },
    pieces: linear,
    follow: writeScaler,
    dims: sameDims,
    type: () => elementTypeNamed('float32'),
  }),
  plainOperation({
    names: 'Neg',
    degree: keepsDegree,
    pieces: linear,
    follow: (context) => writeSum(context, [context.value(0)], [-1]),
    fold: ([input]) => [mappedExactly(input, (value) => -value)],
    sign: (node) => turned(node.sign(0)),
    dims: sameDims,
  }),
  plainOperation({
    names: 'Sum Mean',
    degree: {
      said: 'd, if all degrees are equal',
      // Of several constants one is blamed, and the others need not be equal numbers.
      of: (context) => equalDegrees(context, (values) => ({ ...offsetFlaw(values), equal: false })),
    },
    pieces: linear,
    follow: (context) => {
      const values = context.all();
      writeSum(context, values, [], context.node.operation === 'Mean' ? values.length : 1);
    },
    sign: sharedSign,
  }),
  plainOperation({
    names: 'Mul',
    degree: {
      said: 'sum of degrees',
      of: ({ forms }) => {
        const form = product(forms());
        return { form, absorbs: form.kind === 'zero' };
      },
    },
    pieces: linearInEach,
    follow: (context) => writeScaled(context, false),
    fold: ([a, b]) => [combined(a, b, (x, y) => x * y, isProduct)],
    // A square, too.
    sign: (node) => (node.inputName(0) === node.inputName(1) ? 'not below 0' : multipliedSign(node)),
    order: increasesIf((value) => value > 0),
    dims: spread,
  }),
  plainOperation({
    names: 'Div',
    degree: {
      said: 'difference of degrees',
      of: ({ node, form }) => {
        const [above, below] = [form(0), form(1)];
        if (below.kind === 'zero') return { form: anyDegree, flaw: unreadableFlaw('divides by 0'), partial: true };
        return {
          form: product([above, inverse(below)]),
          partial: !isFixed(below) || !node.holds(1, (value) => value !== 0),
        };
      },
    },
    pieces: linearInFirst,
    follow: (context) => writeScaled(context, true),
    // Whole numbers are divided without a remainder; where nobody knows the type, they are not divided at all.
    fold: ([a, b]) => {
      const quotient = combined(
        a,
        b,
        (x, y, type) => (type?.kind === 'whole' ? Math.trunc(x / y) : x / y),
        // Whole numbers are what they are, with a remainder or without.
        (result, x, y) => Number.isSafeInteger(result) || isProduct(x, result, y),
      );
      const isWhole = [a, b].every((input) => Array.from(input?.values ?? []).every(Number.isInteger));
      const isSure = quotient?.type !== undefined || !isWhole || quotient?.isRounded !== true;
      return isSure ? [quotient] : undefined;
    },
    order: increasesIf((value) => value > 0),
    sign: multipliedSign,
    dims: spread,
  }),
  plainOperation({
    names: 'Reciprocal',
    degree: { said: '-d', of: ({ form }) => ({ form: inverse(form(0)), partial: true }) },
    fold: ([input]) => [mapped(input, (value) => 1 / value)],
    dims: sameDims,
  }),
  operation({
    names: 'Pow',
    read: (node) => node.values(1),
    degree: {
      said: 'c times d, for one constant power c',
      of: ({ form }, values) => {
        const exponent = values?.[0];
        if (exponent === undefined || !Number.isFinite(exponent) || !allEqual(values))
          return { form: anyDegree, flaw: unreadableFlaw('a power that is not one constant number'), partial: true };
        return exponent === 0
          ? { form: levelled(form(0)) }
          : {
              form: power(form(0), rationalOf(exponent)),
              partial: exponent < 0 || !(Number.isInteger(exponent) || vanishesInTheDark(form(0))),
            };
      },
    },
  }),
  plainOperation({
    names: 'Sqrt',
    degree: {
      said: 'd/2',
      of: ({ form }) => ({ form: power(form(0), rational(1n, 2n)), partial: !vanishesInTheDark(form(0)) }),
    },
    fold: ([input]) => [mapped(input, Math.sqrt)],
    sign: neverNegative,
    dims: sameDims,
  }),
];
