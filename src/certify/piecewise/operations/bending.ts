import { MapBuilder, scalingMap } from '../../../network/program/affineMap.js';
import type { NodeContext } from '../../../network/program/writer.js';
import { sizeOfDims, spreadDims, spreadPlaces, type Live } from '../../../network/program/values.js';

const kink =
  (slopeOf: (context: NodeContext) => number) =>
  (context: NodeContext): void =>
    context.give(context.writer.kink(context.name, context.live(), Float64Array.of(slopeOf(context))));

export const relu = kink(() => 0);
export const absolute = kink(() => -1);
export const leakyRelu = kink((context) => context.number('alpha', Math.fround(0.01)));

export function parametricRelu(context: NodeContext): void {
  const input = context.live(0);
  const slopes = context.fixed(1);
  if (spreadDims(input.dims, slopes.dims)?.join() !== input.dims.join())
    throw context.obstacle('prelu with slopes that do not fit');
  if (!slopes.values.every(Number.isFinite)) throw context.obstacle('weights that are not finite');
  const each = Float64Array.from(spreadPlaces(slopes.dims, input.dims), (place) => slopes.values[place]!);
  context.give(context.writer.kink(context.name, input, each));
}

/** Cut off below: max(x, low) = relu(x - low) + low. */
function cutBelow({ writer, name }: NodeContext, input: Live, low: number): Live {
  const size = sizeOfDims(input.dims);
  const shifted = (value: Live, by: number): Live =>
    by === 0 ? value : writer.affine(name, [value], scalingMap(name, size, { offset: () => by }), input.dims);
  return shifted(writer.kink(name, shifted(input, -low), Float64Array.of(0)), low);
}

/** Cut off above: min(x, high) = high - relu(high - x). */
function cutAbove({ writer, name }: NodeContext, input: Live, high: number): Live {
  const size = sizeOfDims(input.dims);
  const turned = (value: Live): Live =>
    writer.affine(name, [value], scalingMap(name, size, { factor: () => -1, offset: () => high }), input.dims);
  return turned(writer.kink(name, turned(input), Float64Array.of(0)));
}

/** Values cut off below and above; infinite bounds cut nothing. */
export function clipped(context: NodeContext, input: Live, low: number, high: number): Live {
  if (Number.isNaN(low) || Number.isNaN(high)) throw context.obstacle('clip with bounds that are no numbers');
  if (low > high || low === Infinity || high === -Infinity)
    throw context.obstacle('clip with bounds the wrong way about');
  const above = low === -Infinity ? input : cutBelow(context, input, low);
  return high === Infinity ? above : cutAbove(context, above, high);
}

export function clip(context: NodeContext): void {
  const bound = (position: number, attribute: string, open: number): number =>
    context.optional(position) === undefined
      ? context.number(attribute, open)
      : (context.fixed(position).values[0] ?? Number.NaN);
  context.give(clipped(context, context.live(), bound(1, 'min', -Infinity), bound(2, 'max', Infinity)));
}

/** The larger (or smaller) of two tensors, number by number: max(x, y) = x + relu(y - x), min(x, y) = x - relu(x - y). */
const larger =
  (sign: 1 | -1) =>
  (context: NodeContext): void => {
    const { writer, name, node } = context;
    let result = context.live(0);
    for (let position = 1; position < node.inputs.length; position++) {
      const other = context.live(position);
      const dims = spreadDims(result.dims, other.dims);
      if (dims === undefined) throw context.obstacle('shapes that do not fit');
      const combined = (a: Live, b: Live, [first, second]: readonly [number, number]): Live => {
        const builder = new MapBuilder(name);
        const [mine, theirs] = [spreadPlaces(a.dims, dims), spreadPlaces(b.dims, dims)];
        const size = sizeOfDims(a.dims);
        for (let i = 0; i < mine.length; i++) {
          builder.add(mine[i]!, first);
          builder.add(size + theirs[i]!, second);
          builder.endRow();
        }
        return writer.affine(name, [a, b], builder.map(size + sizeOfDims(b.dims)), dims);
      };
      const ahead = writer.kink(name, combined(other, result, [sign, -sign]), Float64Array.of(0));
      result = combined(result, ahead, [1, sign]);
    }
    context.give(result);
  };
export const largest = larger(1);
export const smallest = larger(-1);
