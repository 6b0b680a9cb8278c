import type { NetworkNode } from './graph.js';

/** The windows of a pooling along one dimension: `count` of them, the first at `start`, which is below 0 with padding. */
export interface Windows {
  readonly count: number;
  readonly start: number;
  readonly stride: number;
  /** Values in a window. */
  readonly size: number;
  /** From one value of a window to the next. */
  readonly dilation: number;
}

/**
 * The windows of a pooling node along each spatial dimension, as ONNX defines them.
 *
 * @param sides the spatial dimensions of its input: [height, width].
 */
export function poolingWindows({ attributes }: NetworkNode, sides: readonly number[]): readonly Windows[] {
  const numbers = (name: string, fallback: number): readonly number[] => {
    const value = attributes.get(name);
    const given = Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
    return sides.map((_, axis) => given[axis] ?? fallback);
  };
  const kernel = numbers('kernel_shape', 1);
  const strides = numbers('strides', 1);
  const dilations = numbers('dilations', 1);
  const padding = attributes.get('pads');
  const pads = Array.isArray(padding) ? padding.map(Number) : [];
  const autoPad = attributes.get('auto_pad');
  const rounded = attributes.get('ceil_mode') === 1 ? Math.ceil : Math.floor;

  return sides.map((side, axis) => {
    const [size = 1, stride = 1, dilation = 1] = [kernel[axis], strides[axis], dilations[axis]];
    const reach = (size - 1) * dilation + 1;
    if (autoPad === 'SAME_UPPER' || autoPad === 'SAME_LOWER') {
      const count = Math.ceil(side / stride);
      const padded = Math.max(0, (count - 1) * stride + reach - side);
      const before = autoPad === 'SAME_UPPER' ? Math.floor(padded / 2) : Math.ceil(padded / 2);
      return { count, start: -before, stride, size, dilation };
    }
    const [before, after] = autoPad === 'VALID' ? [0, 0] : [pads[axis] ?? 0, pads[axis + sides.length] ?? 0];
    // Rounding up can add a window that has no value of the image in it: its maximum has no winner.
    const count = Math.max(0, rounded((side + before + after - reach) / stride) + 1);
    return { count, start: -before, stride, size, dilation };
  });
}
