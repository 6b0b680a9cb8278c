import * as fc from 'fast-check';
import { InputError } from '../errors.js';
import { combine, type Image } from '../image/image.js';

/** How often two images are mixed instead of one taken as it is: never unless told. */
export interface CorpusConstraints {
  /** The share of cases that are a mix of two images (the first at 1/8 to 7/8), in [0, 1]. */
  readonly mixed?: number;
}

/**
 * Real images, each as likely as any other. There is no simpler one among them, so it does not shrink: the counterexample
 * shown is the image that failed.
 *
 * @throws InputError if there are no images.
 * @example images.of(await images.from('samples').load(shape), { mixed: 0.25 })
 */
export function fromCorpus(
  { images }: { readonly images: readonly Image[] },
  { mixed = 0 }: CorpusConstraints = {},
): fc.Arbitrary<Image> {
  if (images.length === 0) throw new InputError({ where: 'corpus', found: 'no images', expected: 'at least one' });
  if (!(mixed >= 0 && mixed <= 1))
    throw new InputError({ where: 'mixed', found: String(mixed), expected: 'a share between 0 and 1' });
  const one = fc.noShrink(fc.noBias(fc.constantFrom(...images)));
  if (mixed === 0) return one;
  const mix = fc.tuple(one, one, fc.integer({ min: 1, max: 7 })).map(([image, other, eighths]) =>
    combine([
      { weight: eighths / 8, image },
      { weight: 1 - eighths / 8, image: other },
    ]),
  );
  const share = Math.round(mixed * 1000);
  return fc.oneof({ weight: 1000 - share, arbitrary: one }, { weight: share, arbitrary: mix });
}
