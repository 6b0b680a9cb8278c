import { searchRay } from '../../hunt/search.js';
import type { Image } from '../../image/image.js';
import type { Outcome } from '../../run/outcome.js';
import type { Property } from '../../run/property.js';

/** How closely a flip is located, relative to the scalar; its witness decides, and not its place. */
const precision = 1e-4;

/**
 * An image keeps its label while the light is turned down to `scalar`: the search of the hunt finds no flip between that and 1. It
 * does not assume that the label changes only once.
 *
 * A case is vacuous where the image is a near tie to begin with.
 */
export function contrastMargin(scalar: number, tolerance: number): Property<Image> {
  return {
    name: 'contrast-margin',
    claim: `an image keeps its label down to ${scalar} of its light`,
    needs: [],
    cases: ({ images }) => images,
    examine: async (image, subject): Promise<Outcome> => {
      const search = searchRay({ range: { min: scalar, max: 1 }, tolerance, precision });
      let asked = search.next();
      while (asked.done !== true)
        asked = search.next(
          await Promise.all(asked.value.map((each) => subject.scores(each === 1 ? image : image.times(each)))),
        );
      const trace = asked.value;
      const { origin, own, readings } = trace;
      if (origin.margin <= tolerance) return { kind: 'vacuous', why: 'the image itself is a near tie' };
      const witness = trace.bracket(-1)?.witness;
      if (witness === undefined) {
        const smallest = Math.min(...readings.map(({ margin }) => margin));
        return smallest > 0
          ? { kind: 'held', margin: smallest, original: { image, scores: origin.scores } }
          : { kind: 'inconclusive', why: 'a scaled image is a near tie' };
      }
      const { labels } = subject.spec;
      const views = [
        { title: 'original', image, scores: origin.scores },
        { title: 'scaled', image: image.times(witness.scalar), scores: witness.scores },
      ];
      const why = `${labels[own]} became ${labels[witness.label]}`;
      // The witness is as near the flip as can be; how clearly the label is lost shows on the way on.
      return { kind: 'violated', margin: Math.min(...readings.map(({ margin }) => margin)), why, views };
    },
  };
}
