import { LabelTally, type LabelCounts } from '../run/labelTally.js';
import { nearestFlip, type Hunted } from './hunted.js';

/** What of a result is counted label by label. */
type HuntedLabel = Pick<Hunted, 'label' | 'margin' | 'outcome' | 'below' | 'above'> & {
  readonly truth?: { readonly label: string };
};

/**
 * The images that were hunted, label by label: those that flip are `violated`, and the margins are those of the images themselves.
 *
 * @param labels those of the classifier.
 */
export function huntedLabels(results: readonly HuntedLabel[], labels: readonly string[]): LabelCounts | undefined {
  const tally = new LabelTally(labels);
  const places = new Map(labels.map((label, place) => [label, place]));
  for (const result of results) {
    const { label, truth, margin, outcome } = result;
    if (outcome === 'vacuous') continue;
    tally.addDecided(places.get(label) ?? 0, truth?.label, {
      violated: outcome === 'flipped',
      margin,
      scalar: nearestFlip(result)?.scalar,
    });
  }
  return tally.counts;
}
