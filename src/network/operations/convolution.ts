import { product } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { eachIndex, isClosed, sizeOfDims, stridesOf, type Dims, type OpenDims } from '../dims.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import { slide, windowCounts, type Sliding, type SlidingWindows } from '../windows.js';
import type { NodeView } from './node.js';
import { operation, type DegreeContext, type Operation } from './operation.js';
import { biasedDegree } from './products.js';
import { readWindows } from './readWindows.js';
import { linearInEach } from './usual.js';

/** Linear in each of its first two inputs: the sum of their degrees, and then a bias. */
function convolvedDegree(context: DegreeContext): DegreeFinding {
  const form = product([context.form(0), context.form(1)]);
  return { ...biasedDegree(context, form, 2), ...(form.kind === 'zero' && !context.node.has(2) && { absorbs: true }) };
}

/** What a convolution is told. */
interface ConvolutionDetails {
  readonly windows: SlidingWindows;
  readonly groups: number;
}

const readConvolution = (node: NodeView): ConvolutionDetails => ({
  windows: readWindows(node),
  groups: node.number('group', 1),
});

/**
 * Windows over a plane.
 *
 * @throws Obstacle if there is none.
 */
export function slidingOver(
  context: ProgramContext,
  windows: Parameters<typeof slide>[0],
  sides: Dims,
  kernel: Dims,
): Sliding {
  const sliding = slide(windows, sides, kernel);
  if (sliding.counts.some((count) => count <= 0)) throw context.obstacle('windows that do not fit');
  return sliding;
}

function writeConvolution(context: ProgramContext, { windows, groups }: ConvolutionDetails): void {
  const input = context.live(0);
  const { dims: kernelDims, values } = context.fixed(1);
  const bias = context.optional(2);
  if (bias?.kind === 'live') throw context.obstacle('conv with a computed bias');
  const [, channels = 0, ...sides] = input.dims;
  const [filters = 0, eachGroup = 0, ...kernel] = kernelDims;
  if (kernel.length !== sides.length || eachGroup * groups !== channels || filters % groups !== 0)
    throw context.obstacle('conv of shapes that do not fit');
  const { counts, visit } = slidingOver(context, windows, sides, kernel);
  const area = sizeOfDims(sides);
  const size = sizeOfDims(kernel);
  const builder = new MapBuilder(context.name);
  const offsets = new Float64Array(filters * sizeOfDims(counts));
  let row = 0;
  for (let filter = 0; filter < filters; filter++) {
    const from = Math.floor(filter / (filters / groups)) * eachGroup;
    eachIndex(counts, (window) => {
      visit(window, (place, inner) => {
        if (place < 0) return;
        for (let channel = 0; channel < eachGroup; channel++)
          builder.add((from + channel) * area + place, values[(filter * eachGroup + channel) * size + inner]!);
      });
      builder.endRow();
      offsets[row++] = bias?.values[filter] ?? 0;
    });
  }
  const made = { groups, filters: filters / groups, channels: eachGroup, dims: kernel, weights: values };
  context.affine([input], builder.map(channels * area, { offsets, kernel: made }), [1, filters, ...counts]);
}

/** As many dimensions as its weights have, and a channel for each filter. */
const convolvedDims = (node: NodeView, { windows }: ConvolutionDetails): OpenDims | undefined => {
  const [input, weights] = [node.dims(0), node.dims(1)];
  const kernel = weights?.slice(2);
  if (weights === undefined || kernel === undefined) return undefined;
  const sides =
    input === undefined || !isClosed(kernel)
      ? kernel.map(() => undefined)
      : windowCounts(windows, input.slice(2), kernel);
  return [input?.[0], weights[0], ...sides];
};

/** What a transposed convolution is told besides. */
interface TransposedDetails extends ConvolutionDetails {
  /** Numbers more at the end of each dimension. */
  readonly outputPadding: readonly number[];
  /** The sides of what comes out, where they are told: padding is what makes them so. */
  readonly outputSides: readonly number[] | undefined;
}

const readTransposed = (node: NodeView): TransposedDetails => ({
  ...readConvolution(node),
  outputPadding: node.list('output_padding') ?? [],
  outputSides: node.list('output_shape'),
});

/** The sides of what comes out of a transposed convolution, and where the first window begins: below 0 with padding. */
function transposedSides({ windows, outputPadding, outputSides }: TransposedDetails, sides: Dims, kernel: Dims) {
  const { strides, dilations, pads, autoPad } = windows;
  return sides.map((side, axis) => {
    const [stride, dilation] = [strides[axis] ?? 1, dilations[axis] ?? 1];
    const all = stride * (side - 1) + (outputPadding[axis] ?? 0) + (kernel[axis]! - 1) * dilation + 1;
    const isSame = autoPad === 'SAME_UPPER' || autoPad === 'SAME_LOWER';
    const given = outputSides?.at(axis - sides.length) ?? (isSame ? side * stride : undefined);
    if (given !== undefined) {
      const padding = Math.max(0, all - given);
      const before = autoPad === 'SAME_UPPER' ? Math.floor(padding / 2) : Math.ceil(padding / 2);
      return { size: given, before };
    }
    const [before, after] = autoPad === 'VALID' ? [0, 0] : [pads[axis] ?? 0, pads[axis + sides.length] ?? 0];
    return { size: all - before - after, before };
  });
}

/** Whether what is padded, to come to the sides that are told, is not the same at both ends. */
const isUneven = (details: TransposedDetails, sides: Dims, kernel: Dims): boolean => {
  const whole = transposedSides({ ...details, outputSides: undefined, windows: unpadded(details) }, sides, kernel);
  const told = transposedSides(details, sides, kernel);
  return told.some(({ size }, axis) => Math.max(0, whole[axis]!.size - size) % 2 === 1);
};

const unpadded = ({ windows }: TransposedDetails): SlidingWindows => ({ ...windows, pads: [], autoPad: 'VALID' });

/** Each number of the image spreads over a window: the transpose of what a convolution does. */
function writeTransposed(context: ProgramContext, details: TransposedDetails): void {
  const input = context.live(0);
  const { dims: kernelDims, values } = context.fixed(1);
  const bias = context.optional(2);
  if (bias?.kind === 'live') throw context.obstacle('convtranspose with a computed bias');
  const [, channels = 0, ...sides] = input.dims;
  const [from = 0, eachGroup = 0, ...kernel] = kernelDims;
  const { groups, windows, outputSides } = details;
  if (from !== channels || kernel.length !== sides.length || channels % groups !== 0)
    throw context.obstacle('convtranspose of shapes that do not fit');
  // Before version 11, the other end got the odd number.
  if (outputSides !== undefined && context.node.opset < 11 && isUneven(details, sides, kernel))
    throw context.obstacle('convtranspose of an old version with output_shape and uneven padding');
  const result = transposedSides(details, sides, kernel);
  const dims = result.map(({ size }) => size);
  if (dims.some((size) => size <= 0)) throw context.obstacle('windows that do not fit');
  const [area, size, places] = [sizeOfDims(sides), sizeOfDims(kernel), stridesOf(sides)];
  const inGroup = channels / groups;
  const builder = new MapBuilder(context.name);
  const offsets = new Float64Array(eachGroup * groups * sizeOfDims(dims));
  let row = 0;
  for (let filter = 0; filter < eachGroup * groups; filter++) {
    const first = Math.floor(filter / eachGroup) * inGroup;
    eachIndex(dims, (index) => {
      eachIndex(kernel, (inner, at) => {
        let place = 0;
        for (let axis = 0; axis < sides.length; axis++) {
          const stride = windows.strides[axis] ?? 1;
          const reached = index[axis]! + result[axis]!.before - inner[axis]! * (windows.dilations[axis] ?? 1);
          const source = reached / stride;
          if (!Number.isInteger(source) || source < 0 || source >= sides[axis]!) return;
          place += places[axis]! * source;
        }
        for (let channel = first; channel < first + inGroup; channel++)
          builder.add(channel * area + place, values[(channel * eachGroup + (filter % eachGroup)) * size + at]!);
      });
      builder.endRow();
      offsets[row++] = bias?.values[filter] ?? 0;
    });
  }
  context.affine([input], builder.map(channels * area, { offsets }), [1, eachGroup * groups, ...dims]);
}

/** Convolutions. */
export const convolution: readonly Operation[] = [
  operation({
    names: 'Conv',
    read: readConvolution,
    degree: { said: 'sum of degrees, if the bias is 0', of: convolvedDegree },
    pieces: linearInEach,
    follow: writeConvolution,
    dims: convolvedDims,
  }),
  operation({
    names: 'ConvTranspose',
    read: readTransposed,
    degree: { said: 'sum of degrees, if the bias is 0', of: convolvedDegree },
    pieces: linearInEach,
    follow: writeTransposed,
    dims: (node, { groups }) => {
      const kernel = node.dims(1);
      const filters = kernel?.[1];
      return (
        kernel && [
          undefined,
          filters === undefined ? undefined : filters * groups,
          ...kernel.slice(2).map(() => undefined),
        ]
      );
    },
  }),
];
