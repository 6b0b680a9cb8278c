import { sizeOfDims } from '../dims.js';
import { MapBuilder, scalingMap } from './affineMap.js';
import { Obstacle } from './obstacle.js';
import type { Live } from './values.js';
import type { ProgramWriter } from './writer.js';

/**
 * Writes numbers cut off below and above, with ReLUs; infinite bounds cut nothing.
 *
 * @param name of the node that asks for it.
 * @throws Obstacle if the bounds are no numbers, or the wrong way about.
 */
export function writeClip(writer: ProgramWriter, name: string, input: Live, low: number, high: number): Live {
  if (Number.isNaN(low) || Number.isNaN(high))
    throw new Obstacle(`clip with bounds that are no numbers at node ${name}`);
  if (low > high || low === Infinity || high === -Infinity)
    throw new Obstacle(`clip with bounds the wrong way about at node ${name}`);
  const above = low === -Infinity ? input : cutBelow(writer, name, input, low);
  return high === Infinity ? above : cutAbove(writer, name, above, high);
}

/** Beside a bound larger than this a number would lose too many digits when the bound is taken from it, and added again. */
const largestMoved = 2 ** 20;

/** x + sign · relu(sign · (bound - x)), which leaves x alone where the bound is far away. */
function cutFar(writer: ProgramWriter, name: string, input: Live, bound: number, sign: 1 | -1): Live {
  const size = sizeOfDims(input.dims);
  const beyond = scalingMap(name, size, { factor: () => -sign, offset: () => sign * bound });
  const cut = writer.kink(name, writer.affine(name, [input], beyond, input.dims), Float64Array.of(0));
  const builder = new MapBuilder(name);
  for (let place = 0; place < size; place++) {
    builder.add(place, 1);
    builder.add(size + place, sign);
    builder.endRow();
  }
  return writer.affine(name, [input, cut], builder.map(2 * size), input.dims);
}

/** max(x, low) = relu(x - low) + low. */
function cutBelow(writer: ProgramWriter, name: string, input: Live, low: number): Live {
  if (Math.abs(low) > largestMoved) return cutFar(writer, name, input, low, 1);
  const size = sizeOfDims(input.dims);
  const shifted = (value: Live, by: number): Live =>
    by === 0 ? value : writer.affine(name, [value], scalingMap(name, size, { offset: () => by }), input.dims);
  return shifted(writer.kink(name, shifted(input, -low), Float64Array.of(0)), low);
}

/** min(x, high) = high - relu(high - x). */
function cutAbove(writer: ProgramWriter, name: string, input: Live, high: number): Live {
  if (Math.abs(high) > largestMoved) return cutFar(writer, name, input, high, -1);
  const size = sizeOfDims(input.dims);
  const turned = (value: Live): Live =>
    writer.affine(name, [value], scalingMap(name, size, { factor: () => -1, offset: () => high }), input.dims);
  return turned(writer.kink(name, turned(input), Float64Array.of(0)));
}
