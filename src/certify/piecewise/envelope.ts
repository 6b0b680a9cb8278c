/**
 * The breakpoints of the upper envelope of m affine functions on a segment: THE primitive of exact rays. A ReLU is the
 * envelope of {x, 0}, a MaxPool that of its window, both in one that of the window and 0; and the label is decided by that
 * of the logits.
 *
 * Walks along the envelope from its left end: from the function that is on top to the first that overtakes it, until none
 * does. So a third function that is on top only in between is not missed, nor a second breakpoint.
 *
 * @param left the functions' values at the left end, and `right` at the right one; the first `count` of each are read.
 * @param found is told each breakpoint, as a share of the way in (0, 1), from left to right, and who is on top after it.
 * @returns who is on top at the left end, and right of it: of several equal ones the steepest.
 * @example
 * envelope([1, -3], [-3, 1], 2, (share) => console.log(share)); // 0.5
 */
export function envelope(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  count: number,
  found: (share: number, winner: number) => void,
): number {
  let top = 0;
  for (let i = 1; i < count; i++) {
    const ahead = left[i]! - left[top]!;
    if (ahead > 0 || (ahead === 0 && right[i]! > right[top]!)) top = i;
  }
  const first = top;
  for (let share = 0; ;) {
    const rise = right[top]! - left[top]!;
    let [next, at, steepest] = [-1, 1, 0];
    for (let i = 0; i < count; i++) {
      // Only what is higher at the right end can overtake, and it gains `gain` on the way.
      if (!(right[i]! > right[top]!)) continue;
      const gain = right[i]! - left[i]! - rise;
      const crossing = Math.max(share, (left[top]! - left[i]!) / gain);
      if (gain > 0 && (crossing < at || (crossing === at && next !== -1 && gain > steepest)))
        [next, at, steepest] = [i, crossing, gain];
    }
    if (next === -1) return first;
    if (at > 0) found(at, next);
    [top, share] = [next, at];
  }
}
