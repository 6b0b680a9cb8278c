import { axisOf, eachIndex, isTooLarge, sizeOfDims, stridesOf, type Dims } from '../dims.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import { rational, rationalOf, type Rational } from '../rational.js';
import { blendsAlong, type Coordinates, type Interpolation, type NearestRule } from './interpolation.js';
import type { NodeView, ToldNumbers } from './node.js';
import { operation, type Operation } from './operation.js';
import { filledDegree } from './padding.js';
import { linearInFirst, movedDegree, movesNumbers } from './usual.js';

/** What an image of another size is told. */
interface Resizing {
  /** How many times larger along each dimension, or how large. */
  readonly scales: ToldNumbers;
  readonly sizes: ToldNumbers;
  /** The dimensions that these are about; undefined: all. */
  readonly axes: readonly number[] | undefined;
  readonly coordinates: string;
  readonly interpolation: Interpolation | undefined;
  /** What is beyond the border, where it is not the border's own number. */
  readonly fill: number;
  /** Why it is not followed. */
  readonly obstacle: string | undefined;
}

const known: Readonly<Record<string, Coordinates>> = {
  half_pixel: 'half_pixel',
  pytorch_half_pixel: 'pytorch_half_pixel',
  align_corners: 'align_corners',
  asymmetric: 'asymmetric',
  half_pixel_symmetric: 'half_pixel_symmetric',
  tf_half_pixel_for_nn: 'tf_half_pixel_for_nn',
};

const roundings: Readonly<Record<string, NearestRule>> = {
  round_prefer_floor: 'round_prefer_floor',
  round_prefer_ceil: 'round_prefer_ceil',
  floor: 'floor',
  ceil: 'ceil',
};

function interpolationOf(node: NodeView, isOld: boolean): Interpolation | undefined {
  const mode = node.text('mode') ?? 'nearest';
  if (mode === 'linear' || mode === 'bilinear') return { kind: 'linear' };
  if (mode === 'cubic')
    return {
      kind: 'cubic',
      coefficient: node.number('cubic_coeff_a', -0.75),
      excludesOutside: node.flag('exclude_outside'),
    };
  const rounding = isOld ? 'floor' : roundings[node.text('nearest_mode') ?? 'round_prefer_floor'];
  return mode === 'nearest' && rounding !== undefined ? { kind: 'nearest', rounding } : undefined;
}

/** Upsample, and Resize before operator set 11, know no coordinates: places are divided by the scale. */
function readResizing(node: NodeView): Resizing {
  const isOld = node.operation === 'Upsample' || node.opset < 11;
  const empty = (told: ToldNumbers): ToldNumbers => (told !== 'not readable' && told?.length === 0 ? undefined : told);
  const policy = node.text('keep_aspect_ratio_policy') ?? 'stretch';
  return {
    scales: empty(node.told(isOld ? 1 : 2, 'scales')),
    sizes: isOld ? undefined : empty(node.told(3, '')),
    axes: node.list('axes'),
    coordinates: isOld ? 'asymmetric' : (node.text('coordinate_transformation_mode') ?? 'half_pixel'),
    interpolation: interpolationOf(node, isOld),
    fill: node.number('extrapolation_value', 0),
    obstacle: node.flag('antialias')
      ? 'a resizing against aliasing'
      : policy === 'stretch'
        ? undefined
        : 'a resizing that keeps the aspect ratio',
  };
}

/** Along each dimension: how long it becomes, and how many times longer that is said to be. */
function resized(
  dims: Dims,
  { scales, sizes, axes }: Resizing,
): readonly { size: number; scale: Rational }[] | undefined {
  const result = dims.map((size) => ({ size, scale: rational(1n) }));
  const told = sizes ?? scales;
  if (told === undefined || told === 'not readable') return undefined;
  told.forEach((value, i) => {
    const axis = axisOf(axes?.[i] ?? i, dims.length);
    const before = dims[axis];
    if (before === undefined) return;
    result[axis] =
      sizes === undefined
        ? { size: Math.floor(before * value), scale: rationalOf(value) }
        : { size: value, scale: rational(BigInt(value), BigInt(before)) };
  });
  return result;
}

function writeResized(context: ProgramContext, told: Resizing): void {
  const input = context.live(0);
  const { dims } = input;
  const along = resized(dims, told);
  const coordinates = known[told.coordinates];
  const { interpolation, obstacle } = told;
  if (obstacle !== undefined) throw context.obstacle(obstacle);
  if (along === undefined) throw context.obstacle('a resizing to a size that cannot be read');
  if (coordinates === undefined || interpolation === undefined)
    throw context.obstacle(`a resizing by ${told.coordinates}`);
  const result = along.map(({ size }) => size);
  if (isTooLarge(result) || result.some((size) => size < 1))
    throw context.obstacle('a resizing to a size out of reach');
  // Where nothing changes, nothing is blended, whatever the coordinates.
  const blends = along.map(({ size, scale }, axis) =>
    size === dims[axis] && scale.numerator === scale.denominator
      ? Array.from({ length: size }, (_, place) => ({ parts: [{ place, weight: 1 }], divisor: 1 }))
      : blendsAlong(dims[axis]!, size, scale, coordinates, interpolation),
  );
  const strides = stridesOf(dims);
  const builder = new MapBuilder(context.name);
  const divisors = new Float64Array(sizeOfDims(result));
  eachIndex(result, (index, row) => {
    let terms = [{ place: 0, weight: 1 }];
    let divisor = 1;
    index.forEach((at, axis) => {
      const blend = blends[axis]?.[at];
      if (blend === undefined) throw context.obstacle('a resizing by an odd scale');
      divisor *= blend.divisor;
      terms = terms.flatMap((term) =>
        blend.parts.map(({ place, weight }) => ({
          place: term.place + strides[axis]! * place,
          weight: term.weight * weight,
        })),
      );
    });
    if (![divisor, ...terms.map(({ weight }) => weight)].every(Number.isSafeInteger))
      throw context.obstacle('a resizing by an odd scale');
    for (const { place, weight } of terms) builder.add(place, weight);
    builder.endRow();
    divisors[row] = divisor;
  });
  context.affine([input], builder.map(sizeOfDims(dims), { divisors }), result);
}

/** Images made larger or smaller. */
export const resizing: readonly Operation[] = [
  operation({
    names: 'Resize',
    read: readResizing,
    degree: {
      said: 'd, if filled with 0 or with numbers of the image',
      of: (context, { coordinates, fill }) => {
        const found = movedDegree(context);
        const extrapolates = coordinates === 'tf_crop_and_resize';
        return found.flaw !== undefined || !extrapolates ? found : filledDegree(fill, context.form(0));
      },
    },
    pieces: linearInFirst,
    follow: writeResized,
  }),
  operation({
    names: 'Upsample',
    read: readResizing,
    degree: movesNumbers,
    pieces: linearInFirst,
    follow: writeResized,
  }),
];
