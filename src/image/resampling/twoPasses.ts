import type { Raster, Samples } from '../samples.js';
import type { Windows } from './windows.js';

/** Numbers that are added up, or weights. */
type Numbers = Float64Array | Int32Array;

/** How sums of weighted pixels are added up, and what becomes of them. */
export interface Arithmetic<Row extends Samples> {
  /** An array of new pixels. */
  row(length: number): Row;
  /** An array of sums, begun. */
  sums(length: number): Numbers;
  /** The weights in the numbers that are calculated with. */
  weights(windows: Windows): Numbers;
  /** Writes finished sums as pixels. */
  finish(sums: Numbers, pixels: Row): void;
}

/**
 * The pixels of a picture, across and then down. Every row is made as wide as wanted, and added at once to the sums of the new rows in
 * whose windows it lies: there is never more in memory than the new picture, whatever the size of the old one.
 */
export function twoPasses<Row extends Samples>(
  { shape: { height, width, channels }, samples }: Raster,
  across: Windows,
  down: Windows,
  arithmetic: Arithmetic<Row>,
): Row {
  const length = across.starts.length * channels;
  const newHeight = down.starts.length;
  const [weightsAcross, weightsDown] = [arithmetic.weights(across), arithmetic.weights(down)];
  const row = arithmetic.row(length);
  const rowSums = arithmetic.sums(length);
  const begun = rowSums[0] ?? 0;
  const sums = arithmetic.sums(newHeight * length);
  // New rows from `first` to `next` have the row in hand in their windows: both ends of windows only ever move on.
  let [first, next] = [0, 0];
  for (let y = 0; y < height; y++) {
    while (next < newHeight && down.starts[next]! <= y) next++;
    while (first < next && down.starts[first]! + down.counts[first]! <= y) first++;
    if (first === next) continue;
    rowSums.fill(begun);
    const old = samples.subarray(y * width * channels, (y + 1) * width * channels);
    alongRow(old, channels, across, weightsAcross, rowSums);
    arithmetic.finish(rowSums, row);
    for (let i = first; i < next; i++) {
      const weight = weightsDown[i * down.stride + y - down.starts[i]!]!;
      const at = i * length;
      for (let k = 0; k < length; k++) sums[at + k]! += weight * row[k]!;
    }
  }
  const pixels = arithmetic.row(newHeight * length);
  arithmetic.finish(sums, pixels);
  return pixels;
}

/** Adds up the windows of one row. Colours, as most pictures have, are added up in a loop of their own. */
function alongRow(
  old: Samples,
  channels: number,
  { starts, counts, stride }: Windows,
  weights: Numbers,
  sums: Numbers,
): void {
  for (let i = 0; i < starts.length; i++) {
    const [first, last] = [i * stride, i * stride + counts[i]!];
    const start = starts[i]! * channels;
    if (channels === 3) {
      let red = sums[3 * i]!;
      let green = sums[3 * i + 1]!;
      let blue = sums[3 * i + 2]!;
      for (let j = first, at = start; j < last; j++, at += 3) {
        const weight = weights[j]!;
        red += weight * old[at]!;
        green += weight * old[at + 1]!;
        blue += weight * old[at + 2]!;
      }
      sums[3 * i] = red;
      sums[3 * i + 1] = green;
      sums[3 * i + 2] = blue;
    } else
      for (let channel = 0; channel < channels; channel++) {
        let sum = sums[i * channels + channel]!;
        for (let j = first, at = start + channel; j < last; j++, at += channels) sum += weights[j]! * old[at]!;
        sums[i * channels + channel] = sum;
      }
  }
}
