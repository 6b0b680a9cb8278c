import { eachIndex, sizeOfDims, stridesOf, type Dims, type OpenDims } from './dims.js';

/** The windows of a convolution or pooling, as its node tells them. */
export interface SlidingWindows {
  /** Undefined where the node does not say: a convolution's are as large as its weights. */
  readonly kernel: readonly number[] | undefined;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** How far windows reach beyond the image: before along each dimension, then after. */
  readonly pads: readonly number[];
  readonly autoPad: 'NOTSET' | 'VALID' | 'SAME_UPPER' | 'SAME_LOWER';
  /** Whether a last window that is only partly on the image counts. */
  readonly roundsUp: boolean;
}

/** The windows of a pooling; `everything` is one window over each channel. */
export type PoolingWindows = SlidingWindows | 'everything';

/** Windows along one dimension: `count` of them, the first at `start`, which is below 0 with padding. */
export interface WindowRow {
  readonly count: number;
  readonly start: number;
  readonly stride: number;
  /** Values in a window. */
  readonly size: number;
  /** From one value of a window to the next. */
  readonly dilation: number;
}

/**
 * Windows along each spatial dimension, as ONNX defines them.
 *
 * @param sides the spatial dimensions: [height, width].
 * @param kernel how large windows are; default what the node says.
 */
export function windowRows(windows: PoolingWindows, sides: Dims, kernel?: Dims): readonly WindowRow[] {
  if (windows === 'everything') return sides.map((size) => ({ count: 1, start: 0, stride: 1, size, dilation: 1 }));
  const { strides, dilations, pads, autoPad, roundsUp } = windows;
  const sizes = kernel ?? windows.kernel ?? [];
  const rounded = roundsUp ? Math.ceil : Math.floor;
  return sides.map((side, axis) => {
    const [size, stride, dilation] = [sizes[axis] ?? 1, strides[axis] ?? 1, dilations[axis] ?? 1];
    const reach = (size - 1) * dilation + 1;
    if (autoPad === 'SAME_UPPER' || autoPad === 'SAME_LOWER') {
      const count = Math.ceil(side / stride);
      const padded = Math.max(0, (count - 1) * stride + reach - side);
      const before = autoPad === 'SAME_UPPER' ? Math.floor(padded / 2) : Math.ceil(padded / 2);
      return { count, start: -before, stride, size, dilation };
    }
    const [before, after] = autoPad === 'VALID' ? [0, 0] : [pads[axis] ?? 0, pads[axis + sides.length] ?? 0];
    const all = Math.max(0, rounded((side + before + after - reach) / stride) + 1);
    // Rounding up adds none that would begin in the padding behind.
    const count = roundsUp && (all - 1) * stride >= side + before ? all - 1 : all;
    return { count, start: -before, stride, size, dilation };
  });
}

/** How many windows there are along each spatial dimension, as far as these are known. */
export const windowCounts = (windows: SlidingWindows, sides: OpenDims, kernel?: Dims): OpenDims =>
  sides.map((side, axis) =>
    side === undefined
      ? undefined
      : windowRows(
          windows,
          sides.map((other) => other ?? side),
          kernel,
        )[axis]?.count,
  );

/** Windows over a plane, place by place. */
export interface Sliding {
  readonly rows: readonly WindowRow[];
  /** How many windows along each dimension. */
  readonly counts: Dims;
  /** Places in a plane of the values of a window, -1 outside, and `inner`, the place within the window. */
  readonly visit: (window: readonly number[], each: (place: number, inner: number) => void) => void;
}

/** Windows over planes of the given sides. */
export function slide(windows: PoolingWindows, sides: Dims, kernel: Dims): Sliding {
  const rows = windowRows(windows, sides, kernel);
  const strides = stridesOf(sides);
  return {
    rows,
    counts: rows.map(({ count }) => count),
    visit: (window, each) =>
      eachIndex(kernel, (index, inner) => {
        let place = 0;
        for (let axis = 0; axis < kernel.length; axis++) {
          const { start, stride, dilation } = rows[axis]!;
          const at = start + window[axis]! * stride + index[axis]! * dilation;
          if (at < 0 || at >= sides[axis]!) return each(-1, inner);
          place += strides[axis]! * at;
        }
        each(place, inner);
      }),
  };
}

/** The windows of a maximum: `size` places in its input for each of its values, -1 for padding. */
export function maximumWindows(
  told: PoolingWindows,
  channels: number,
  sides: Dims,
): { readonly windows: Int32Array; readonly size: number; readonly counts: Dims } {
  const kernel = told === 'everything' ? sides : (told.kernel ?? sides);
  const { counts, visit } = slide(told, sides, kernel);
  const area = sizeOfDims(sides);
  const size = sizeOfDims(kernel);
  const windows = new Int32Array(channels * sizeOfDims(counts) * size);
  let at = 0;
  for (let channel = 0; channel < channels; channel++)
    eachIndex(counts, (window) => visit(window, (place) => (windows[at++] = place < 0 ? -1 : channel * area + place)));
  return { windows, size, counts };
}
