import * as fc from 'fast-check';
import { jpegOf, options, pictureOf, usualResizing, type Image, type OptionsOf, type Property } from '../src/core.js';
import { causeOfChange } from './causeOfChange.js';
import { survivingLabel } from './survivingLabel.js';

/** An image, and the same picture as it comes out of a JPEG. */
export interface CompressedCase {
  readonly image: Image;
  /** Undefined where a JPEG has no form for it. */
  readonly compressed: Image | undefined;
}

/**
 * What can be told to `jpegQuality`, for whoever builds on it: each with its kind, help and default.
 *
 * @example Object.keys(jpegQualityOptions); // ['lowest', 'tolerance']
 */
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
 * Limits: it finds violations and proves nothing. A case is vacuous where the image has other than 1 or 3 channels, or its label is a
 * near tie to begin with; where compressing changes nothing, the label holds.
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
      const said = { title: 'compressed', inWords: 'the compressed image' };
      return survivingLabel({ image, changed: compressed, ...said }, subject, tolerance);
    },
    cause: causeOfChange('compressing as a JPEG'),
  };
}
