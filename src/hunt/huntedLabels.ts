import { LabelTally, type LabelCounts } from '../run/labelTally.js';
import type { HuntOutcome } from './hunted.js';

/** What of a result is counted label by label. */
interface HuntedLabel {
  readonly label: string;
  readonly margin: number;
  readonly outcome: HuntOutcome;
  readonly truth?: { readonly label: string };
}

/**
 * The images that were hunted, label by label: those that flip are `violated`, and the margins are those of the images themselves.
 *
 * @param labels those of the classifier.
 * @param scalarOf the scalar at which a result flips, where it is one that has one.
 */
export function huntedLabels<Result extends HuntedLabel>(
  results: readonly Result[],
  labels: readonly string[],
  scalarOf: (result: Result) => number | undefined,
): LabelCounts | undefined {
  const tally = new LabelTally(labels);
  const places = new Map(labels.map((label, place) => [label, place]));
  for (const result of results) {
    const { label, truth, margin, outcome } = result;
    if (outcome === 'vacuous') continue;
    tally.addDecided(places.get(label) ?? 0, truth?.label, {
      violated: outcome === 'flipped',
      margin,
      scalar: scalarOf(result),
    });
  }
  return tally.counts;
}
