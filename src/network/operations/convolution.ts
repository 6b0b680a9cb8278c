import { product } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { eachIndex, sizeOfDims, type Dims } from '../dims.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import { slide, type Sliding, type SlidingWindows } from '../windows.js';
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
const convolvedDims = (node: NodeView) => {
  const kernel = node.dims(1);
  return kernel && [undefined, kernel[0], ...kernel.slice(2).map(() => undefined)];
};

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
    read: readConvolution,
    degree: { said: 'sum of degrees, if the bias is 0', of: convolvedDegree },
    pieces: linearInEach,
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
