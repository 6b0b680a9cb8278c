import type { Side } from './kernel.js';

/** A filter: how much a pixel counts whose centre is `distance` pixels away, and the distance beyond which none counts. */
export interface ResizeFilter {
  readonly support: number;
  weight(distance: number): number;
}

/** Which pixels along one side make each new one: `counts[i]` of them from `starts[i]` on, with weights that add up to 1. */
export interface Windows {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** Those of new pixel i begin at `i * stride`. */
  readonly weights: Float64Array;
  readonly stride: number;
}

/**
 * The windows of a filter, antialiased: where a side becomes shorter, the filter is stretched so that every old pixel counts. This
 * is what Pillow does, and torchvision with `antialias=True`: new pixel i has its centre at (i + 0.5) * before / after, and old ones
 * count whose centres are nearer than the support, to the nearest whole pixel. A side that stays is left as it is.
 */
export function windowsOf({ before, after, from, count }: Side, filter: ResizeFilter): Windows {
  const scale = before / after;
  const stretched = Math.max(scale, 1);
  const support = filter.support * stretched;
  const stride = Math.ceil(support) * 2 + 1;
  const windows = {
    starts: new Int32Array(count),
    counts: new Int32Array(count),
    weights: new Float64Array(count * stride),
    stride,
  };
  const nearer = 1 / stretched;
  for (let i = 0; i < count; i++) {
    const centre = (from + i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const taps = Math.min(before, Math.trunc(centre + support + 0.5)) - start;
    const at = i * stride;
    let total = 0;
    for (let j = 0; j < taps; j++) {
      const weight = filter.weight((j + start - centre + 0.5) * nearer);
      windows.weights[at + j] = weight;
      total += weight;
    }
    if (total !== 0) for (let j = 0; j < taps; j++) windows.weights[at + j]! /= total;
    windows.starts[i] = start;
    windows.counts[i] = taps;
  }
  return windows;
}
