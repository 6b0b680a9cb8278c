import type { NetworkNode } from '../graph.js';
import { poolingWindows, type Windows } from '../window.js';
import { eachIndex, sizeOfDims, stridesOf, type Dims } from './values.js';

/** The windows of a convolution or pooling, over however many spatial dimensions there are. */
export interface Sliding {
  readonly windows: readonly Windows[];
  /** How many windows along each dimension. */
  readonly counts: Dims;
  /** Places in a plane of the values of a window, -1 outside, and `inner`, the place within the window. */
  readonly visit: (window: readonly number[], each: (place: number, inner: number) => void) => void;
}

/** The windows of a node over planes of the given sides. */
export function slide(node: NetworkNode, sides: Dims, kernel: Dims): Sliding {
  const attributes = new Map(node.attributes).set('kernel_shape', kernel);
  const windows = poolingWindows({ ...node, attributes }, sides);
  const strides = stridesOf(sides);
  return {
    windows,
    counts: windows.map(({ count }) => count),
    visit: (window, each) =>
      eachIndex(kernel, (index, inner) => {
        let place = 0;
        for (let axis = 0; axis < kernel.length; axis++) {
          const { start, stride, dilation } = windows[axis]!;
          const at = start + window[axis]! * stride + index[axis]! * dilation;
          if (at < 0 || at >= sides[axis]!) return each(-1, inner);
          place += strides[axis]! * at;
        }
        each(place, inner);
      }),
  };
}

/** The windows of a MaxPool or GlobalMaxPool: `size` places in its input for each of its values, -1 for padding. */
export function maximumWindows(
  node: NetworkNode,
  channels: number,
  sides: Dims,
): { readonly windows: Int32Array; readonly size: number; readonly counts: Dims } {
  const given = node.attributes.get('kernel_shape');
  const kernel = node.operation === 'MaxPool' && Array.isArray(given) ? given.map(Number) : sides;
  const { counts, visit } = slide(node.operation === 'MaxPool' ? node : withoutAttributes(node), sides, kernel);
  const area = sizeOfDims(sides);
  const size = sizeOfDims(kernel);
  const windows = new Int32Array(channels * sizeOfDims(counts) * size);
  let at = 0;
  for (let channel = 0; channel < channels; channel++)
    eachIndex(counts, (window) => visit(window, (place) => (windows[at++] = place < 0 ? -1 : channel * area + place)));
  return { windows, size, counts };
}

const withoutAttributes = (node: NetworkNode): NetworkNode => ({ ...node, attributes: new Map() });
