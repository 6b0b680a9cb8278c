/**
 * What a margin has to be below to be smaller by more than rounding. The same case may come twice, in batches that round
 * differently; the first is to be kept every time.
 */
const beyond = (margin: number): number => margin * (1 + 1e-5);

/**
 * Of violations in the order of their cases, the clearest: each takes the place of the one before if its margin is smaller by more
 * than rounding.
 *
 * @param margins of violations, below 0.
 * @returns its place; -1 if there is none.
 * @example clearestOf([-0.1, -0.5, -0.5000001, -0.2]); // 1
 */
export function clearestOf(margins: readonly number[]): number {
  let [worst, limit] = [-1, Infinity];
  for (const [place, margin] of margins.entries())
    // A margin that is no number does not hide a violation.
    if (!(margin >= limit)) [worst, limit] = [place, beyond(margin)];
  return worst;
}

/**
 * Whether a violation may be the clearest of a whole run, where `last` is the smallest margin of those after it in its share of the
 * run and what comes before that share is not known.
 */
export const mayBeWorst = (margin: number, last: number): boolean => last >= beyond(margin);
