import { whiteOf } from '../samples.js';
import type { ResizeKernel, Side } from './kernel.js';

/** Where along a side, in old pixels, the value of new pixel `i` is taken. */
export type PlaceOf = (i: number, side: Side) => number;

/** Between which two old pixels each new one lies, and how far from the first to the second. */
interface Between {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly fraction: Float64Array;
}

/**
 * Resizing where each value lies on straight lines between the four old pixels around its place, whatever there is between places:
 * not antialiased. In floats from 0 to 255.
 *
 * @param rounded how a number is kept on the way: `Math.fround` where a library calculates in float32.
 */
export const betweenTwo =
  (placeOf: PlaceOf, rounded: (value: number) => number): ResizeKernel['resize'] =>
  ({ shape: { width, channels }, samples: old }, across, down) => {
    const unit = 255 / whiteOf(old);
    const columns = betweenAlong(across, placeOf, rounded);
    const rows = betweenAlong(down, placeOf, rounded);
    const samples = new Float32Array(down.count * across.count * channels);
    const stride = width * channels;
    const line = (from: number, to: number, part: number): number => rounded(from + rounded(rounded(to - from) * part));
    for (let y = 0, at = 0; y < down.count; y++) {
      const top = rows.lower[y]! * stride;
      const bottom = rows.upper[y]! * stride;
      for (let x = 0; x < across.count; x++) {
        const left = columns.lower[x]! * channels;
        const right = columns.upper[x]! * channels;
        const share = columns.fraction[x]!;
        for (let channel = 0; channel < channels; channel++, at++) {
          const above = line(old[top + left + channel]! * unit, old[top + right + channel]! * unit, share);
          const below = line(old[bottom + left + channel]! * unit, old[bottom + right + channel]! * unit, share);
          samples[at] = line(above, below, rows.fraction[y]!);
        }
      }
    }
    return { shape: { height: down.count, width: across.count, channels }, samples };
  };

function betweenAlong(side: Side, placeOf: PlaceOf, rounded: (value: number) => number): Between {
  const { before, from, count } = side;
  const between = { lower: new Int32Array(count), upper: new Int32Array(count), fraction: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    const place = placeOf(from + i, side);
    const floor = Math.floor(place);
    between.lower[i] = Math.max(0, floor);
    between.upper[i] = Math.min(before - 1, Math.ceil(place));
    between.fraction[i] = rounded(place - floor);
  }
  return between;
}
