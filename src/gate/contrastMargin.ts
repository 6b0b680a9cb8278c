import type { Image } from '../image/image.js';
import { labelOf, marginOf, type Outcome } from '../run/outcome.js';
import type { Property } from '../run/property.js';

/** Steps of the ladder for each halving of the light. */
const steps = 4;

/**
 * Scalars from just below 1 down to a given one, which is the last: four for each halving of the light.
 *
 * @example ladderTo(0.5); // [0.841, 0.707, 0.595, 0.5]
 */
export function ladderTo(scalar: number): readonly number[] {
  const count = Math.ceil(-Math.log2(scalar) * steps - 1e-9) - 1;
  return [...Array.from({ length: Math.max(0, count) }, (_, i) => 2 ** (-(i + 1) / steps)), scalar];
}

/**
 * An image keeps its label while the light is turned down to `scalar`: at every scalar of the ladder. What happens between
 * its steps is not looked at; a search for the flip nearest 1 will serve here once there is one.
 *
 * A case is vacuous where the image is a near tie to begin with.
 */
export function contrastMargin(scalar: number, tolerance: number): Property<Image> {
  const ladder = ladderTo(scalar);
  return {
    name: 'contrast-margin',
    claim: `an image keeps its label down to ${scalar} of its light`,
    needs: [],
    cases: ({ images }) => images,
    examine: async (image, subject): Promise<Outcome> => {
      const dimmed = ladder.map((step) => image.times(step));
      const [before, ...after] = await Promise.all([image, ...dimmed].map((each) => subject.scores(each)));
      const label = labelOf(before!);
      const margin = marginOf(before!, label);
      if (margin <= tolerance) return { kind: 'vacuous', why: 'the image itself is a near tie' };
      const kept = after.map((scores) => marginOf(scores, label));
      const lost = kept.findIndex((each) => each < -tolerance);
      const smallest = Math.min(margin, ...kept);
      if (lost === -1)
        return smallest > 0
          ? { kind: 'held', margin: smallest }
          : { kind: 'inconclusive', why: 'a scaled image is a near tie' };
      const { labels } = subject.spec;
      const views = [
        { title: 'original', image, scores: before! },
        { title: 'scaled', image: dimmed[lost]!, scores: after[lost]! },
      ];
      const why = `${labels[label]} became ${labels[labelOf(after[lost]!)]}`;
      return { kind: 'violated', margin: kept[lost]!, why, views };
    },
  };
}
