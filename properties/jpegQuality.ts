import * as fc from 'fast-check';
import {
  develop,
  jpegOf,
  labelOf,
  marginOf,
  options,
  pictureOf,
  usualResizing,
  type Image,
  type OptionsOf,
  type Property,
} from '../src/core.js';

/** An image, and the same picture as it comes out of a JPEG. */
export interface CompressedCase {
  readonly image: Image;
  /** Undefined where a JPEG has no form for it. */
  readonly compressed: Image | undefined;
}

export const jpegQualityOptions = options.declare({
  /** The lowest quality, from 1 to 100. Default 50. */
  lowest: { kind: options.whole(1, 100), help: 'the lowest quality', default: 50 },
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  tolerance: options.tolerance,
});

export interface JpegQualityOptions extends OptionsOf<typeof jpegQualityOptions> {}

/**
 * Another quality: a picture keeps its label when it is compressed as a JPEG, as whatever passes it on may do.
 *
 * Of images from files it is the file's picture that is compressed, before it is resized; of others the image itself. Qualities are
 * made simpler toward 100, which changes least: the counterexample shown is the best quality that still breaks the label.
 *
 * Limits: it finds violations and proves nothing. A case is vacuous where the image has other than 1 or 3 channels, nothing is
 * changed by compressing it, or its label is a near tie to begin with.
 *
 * @example await check(jpegQuality({ lowest: 80 }), classifier, { images: images.from('photos') });
 */
export function jpegQuality(told: JpegQualityOptions = {}): Property<CompressedCase> {
  const { lowest, tolerance } = options.filled('jpegQuality', jpegQualityOptions, told);
  return {
    name: 'jpeg-quality',
    claim: `compressing a picture as a JPEG of quality ${lowest} to 100 does not change its label`,
    needs: ['margins'],
    onDemand: true,
    cases: ({ images, spec }) => {
      const usual = spec.fit?.resizing ?? usualResizing;
      const { channels } = spec.shape;
      // The quality comes first so that it is made simpler first: the one nearest 100 is shown.
      return fc.tuple(fc.integer({ min: 0, max: 100 - lowest }), images).map(([loss, image]) => {
        const quality = 100 - loss;
        if (channels !== 1 && channels !== 3) return { image, compressed: undefined };
        const picture = pictureOf(image);
        return picture === undefined
          ? { image, compressed: jpegOf(image, quality) }
          : { image: picture.fitted({}, usual), compressed: picture.fitted({ quality }, usual) };
      });
    },
    examine: async ({ image, compressed }, subject) => {
      if (compressed === undefined) return { kind: 'vacuous', why: 'a JPEG has 1 or 3 channels' };
      await Promise.all([develop(image), develop(compressed)]);
      const [before, after] = await Promise.all([subject.scores(image), subject.scores(compressed)]);
      const label = labelOf(before);
      if (marginOf(before, label) <= tolerance) return { kind: 'vacuous', why: 'a near tie to begin with' };
      const margin = marginOf(after, label);
      if (margin > tolerance) return { kind: 'held', margin };
      if (margin >= -tolerance) return { kind: 'inconclusive', why: 'the compressed image is a near tie' };
      const { labels } = subject.spec;
      const why = `${labels[label]} became ${labels[labelOf(after)]}`;
      const views = [
        { title: 'original', image, scores: before },
        { title: 'compressed', image: compressed, scores: after },
      ];
      return { kind: 'violated', margin, why, views };
    },
  };
}
