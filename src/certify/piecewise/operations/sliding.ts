import { MapBuilder } from '../../../network/program/affineMap.js';
import type { NodeContext } from '../../../network/program/writer.js';
import { eachIndex, sizeOfDims, type Dims } from '../../../network/program/values.js';
import { maximumWindows, slide, type Sliding } from '../../../network/program/windows.js';

const slidingOver = (context: NodeContext, sides: Dims, kernel: Dims): Sliding => {
  const sliding = slide(context.node, sides, kernel);
  if (sliding.counts.some((count) => count <= 0)) throw context.obstacle('windows that do not fit');
  return sliding;
};

export function convolution(context: NodeContext): void {
  const input = context.live(0);
  const { dims: kernelDims, values } = context.fixed(1);
  const bias = context.optional(2);
  if (bias?.kind === 'live') throw context.obstacle('conv with a computed bias');
  const [, channels = 0, ...sides] = input.dims;
  const [filters = 0, eachGroup = 0, ...kernel] = kernelDims;
  const groups = context.number('group', 1);
  if (kernel.length !== sides.length || eachGroup * groups !== channels || filters % groups !== 0)
    throw context.obstacle('conv of shapes that do not fit');
  const { counts, visit } = slidingOver(context, sides, kernel);
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
  context.affine([input], builder.map(channels * area, { offsets }), [1, filters, ...counts]);
}

export function averagePool(context: NodeContext): void {
  const input = context.live(0);
  const [, channels = 0, ...sides] = input.dims;
  const everything = context.node.operation === 'GlobalAveragePool';
  const kernel = everything ? sides : (context.list('kernel_shape') ?? sides);
  const { counts, visit, windows } = slidingOver(context, sides, kernel);
  const countsPadding = context.number('count_include_pad', 0) === 1;
  // With padding counted, a window that rounding up pushed beyond the padding counts less: engines differ there.
  const overhangs = windows.some(({ count, start, stride, size, dilation }, axis) => {
    const padding = context.list('pads')?.[axis + sides.length] ?? 0;
    return start + (count - 1) * stride + (size - 1) * dilation >= sides[axis]! + padding;
  });
  if (countsPadding && (overhangs || context.text('auto_pad')?.startsWith('SAME') === true))
    throw context.obstacle('averagepool that counts padding and rounds up');
  const area = sizeOfDims(sides);
  const builder = new MapBuilder(context.name);
  const divisors: number[] = [];
  for (let channel = 0; channel < channels; channel++)
    eachIndex(counts, (window) => {
      let inside = 0;
      visit(window, (place) => {
        if (place < 0) return;
        builder.add(channel * area + place, 1);
        inside++;
      });
      builder.endRow();
      if (inside === 0) throw context.obstacle('a window of nothing but padding');
      divisors.push(countsPadding ? sizeOfDims(kernel) : inside);
    });
  const map = builder.map(channels * area, { divisors: Float64Array.from(divisors) });
  context.affine([input], map, [1, channels, ...counts]);
}

/** @param rectified whether the largest value is to be at least 0: a ReLU before or after it. */
export function maxPool(context: NodeContext, rectified = false, input = context.live(0)): void {
  const [, channels = 0, ...sides] = input.dims;
  if ((context.node.outputs[1] ?? '') !== '') throw context.obstacle('maxpool that gives places');
  const { windows, size, counts } = maximumWindows(context.node, channels, sides);
  for (let start = 0; start < windows.length; start += size)
    if (windows.subarray(start, start + size).every((place) => place < 0))
      throw context.obstacle('a window of nothing but padding');
  const dims = [1, channels, ...counts];
  context.give(context.writer.maximum(context.name, input, windows, size, rectified, dims));
}
