import { inputsOf, type ProgramStep } from '../../network/program/program.js';
import type { Bounds } from './intervals.js';

/**
 * The places of a vector that what comes after reads, as far as bounds tell: what is certainly cut off to 0, or certainly not the largest, is not read.
 *
 * @param outer bounds of the vector on a simplex that this one is a part of.
 */
export function placesRead(
  steps: readonly ProgramStep[],
  vector: number,
  size: number,
  outer: Bounds | undefined,
): Int32Array {
  const readers = steps.filter((step) => inputsOf(step).includes(vector));
  const [reader] = readers;
  const all = Int32Array.from({ length: size }, (_, row) => row);
  if (outer === undefined || reader === undefined || readers.length > 1 || reader.kind === 'affine') return all;
  const { low, high } = outer;
  if (reader.kind === 'kink') {
    const { slopes } = reader;
    return all.filter((row) => high[row]! > 0 || (slopes.length === 1 ? slopes[0]! : slopes[row]!) !== 0);
  }
  const { windows, size: each, floor } = reader;
  const isRead = new Uint8Array(size);
  for (let window = 0; window < windows.length; window += each) {
    let highest = floor ? 0 : -Infinity;
    for (let at = window; at < window + each; at++)
      if (windows[at]! >= 0) highest = Math.max(highest, low[windows[at]!]!);
    for (let at = window; at < window + each; at++) {
      const place = windows[at]!;
      if (place >= 0 && (high[place]! > highest || !(low[place]! < highest))) isRead[place] = 1;
    }
  }
  return all.filter((row) => isRead[row] === 1);
}
