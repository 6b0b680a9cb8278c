import * as fc from 'fast-check';
import { image, type Image } from '../image/image.js';
import { sizeOf, type ImageShape } from '../image/shape.js';
import { level } from './level.js';

/**
 * A few values changed in an image that another arbitrary makes; in a black one if none is given. Shrinks to fewer
 * changes.
 *
 * @example images.sparse(shape)                         // at most 16 bright points on black
 * @example images.sparse(shape, { base: images.of(corpus), most: 4 })
 */
export const sparse = (
  shape: ImageShape,
  { base, most = 16 }: { base?: fc.Arbitrary<Image>; most?: number } = {},
): fc.Arbitrary<Image> => {
  const place = fc.integer({ min: 0, max: sizeOf(shape) - 1 });
  const edits = fc.uniqueArray(fc.tuple(place, level()), { maxLength: most, selector: ([at]) => at });
  const under = base ?? fc.constant(undefined);
  return fc.tuple(edits, under).map(([changes, below]) => {
    const on = below === undefined ? 'black' : below.description;
    const recipe = { kind: 'sparse', edits: changes, base: below?.recipe ?? null };
    return image(shape, recipe, `${changes.length} values changed on ${on}`, (pixels) => {
      if (below !== undefined) pixels.set(below.pixels());
      for (const [at, value] of changes) pixels[at] = value;
    });
  });
};
