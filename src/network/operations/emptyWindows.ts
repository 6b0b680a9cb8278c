import type { OpenDims } from '../dims.js';
import { windowRows, type SlidingWindows } from '../windows.js';

/** What a file may claim, and nobody means: not gone through window by window. */
const mostPadding = 2 ** 16;

/**
 * Whether some window lies on padding alone, along one dimension at least.
 *
 * @param sides of what the windows are over, as far as they are known.
 * @returns `size unknown` where that depends on a side that is not known.
 */
export function hasEmptyWindow(windows: SlidingWindows, sides: OpenDims | undefined): boolean | 'size unknown' {
  let answer: boolean | 'size unknown' = false;
  const { kernel = [], pads } = windows;
  if (pads.some((amount) => amount > mostPadding)) return 'size unknown';
  for (let axis = 0; axis < kernel.length; axis++) {
    const side = sides?.[axis];
    const empty = side === undefined ? isEmptyAtAnySize(windows, axis) : isEmptyAt(windows, axis, side);
    if (empty === true) return true;
    if (empty === 'size unknown') answer = empty;
  }
  return answer;
}

/** Along one dimension of a known size: every window is looked at. */
function isEmptyAt(windows: SlidingWindows, axis: number, side: number): boolean {
  const pick = (list: readonly number[] | undefined): readonly number[] =>
    list?.[axis] === undefined ? [] : [list[axis]];
  const rank = windows.kernel?.length ?? 0;
  const [row] = windowRows(
    {
      ...windows,
      kernel: pick(windows.kernel),
      strides: pick(windows.strides),
      dilations: pick(windows.dilations),
      pads: windows.pads.length === 0 ? [] : [windows.pads[axis] ?? 0, windows.pads[axis + rank] ?? 0],
    },
    [side],
  );
  if (row === undefined) return false;
  const { count, start, stride, size, dilation } = row;
  for (let window = 0; window < count; window++) {
    const first = start + window * stride;
    // Rounding up adds no window that begins behind the image: engines drop it.
    if (windows.roundsUp && first >= side) continue;
    const before = Math.max(0, Math.ceil(-first / dilation));
    if (before >= size || first + before * dilation >= side) return true;
  }
  return false;
}

/** Along a dimension of any size: whether a window can be told to be on the image all the same. */
function isEmptyAtAnySize(
  { kernel, strides, dilations, pads, autoPad, roundsUp }: SlidingWindows,
  axis: number,
): boolean | 'size unknown' {
  const [size, stride, dilation] = [kernel?.[axis] ?? 1, strides[axis] ?? 1, dilations[axis] ?? 1];
  if (autoPad === 'VALID') return false;
  // A dilated window has gaps, in which a narrow image may lie.
  if (autoPad !== 'NOTSET') return dilation === 1 ? false : 'size unknown';
  const [before, after] = [pads[axis] ?? 0, pads[axis + (kernel?.length ?? 0)] ?? 0];
  if (!roundsUp && after > (size - 1) * dilation) return 'size unknown';
  for (let first = -before; first < 0; first += stride) {
    const skipped = Math.ceil(-first / dilation);
    if (skipped >= size || first + skipped * dilation > 0) return 'size unknown';
  }
  return false;
}
