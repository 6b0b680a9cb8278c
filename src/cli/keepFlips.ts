import { scalarInvariance } from '../../properties/index.js';
import type { Classifier } from '../classifier/classifier.js';
import { nearestFlip } from '../hunt/hunted.js';
import type { HuntRecord } from '../hunt/record.js';
import type { HuntSettings } from '../hunt/settings.js';
import type { Image } from '../image/image.js';
import { check } from '../run/check.js';
import { saveCounterexample } from '../store/saveCounterexample.js';
import type { Store } from '../store/store.js';

/**
 * Puts the nearest flips of some images into the store, as counterexamples of scalar invariance: replay and check try them
 * again. Each is confirmed first, and its cause found, as any counterexample is.
 *
 * @param indices which images.
 * @returns why some are not kept, a sentence each.
 */
export async function keepFlips(
  store: Store,
  classifier: Classifier,
  images: readonly Image[],
  records: readonly HuntRecord[],
  indices: readonly number[],
  { overflow, space, tolerance }: Pick<HuntSettings, 'overflow' | 'space' | 'tolerance'>,
): Promise<readonly string[]> {
  const property = scalarInvariance({ tolerance });
  const notes = new Set<string>();
  for (const index of indices) {
    const [image, record] = [images[index], records[index]];
    const flip = record === undefined ? undefined : nearestFlip(record);
    if (image === undefined || flip === undefined) continue;
    const scaled = image.times(flip.witness.scalar, overflow);
    const result = await check(property, classifier, { examples: [{ image, scaled }], cases: 1, overflow, space });
    // A flip that is none when its image is asked about alone is in the hunt's report, and no case to keep.
    if (result.counterexample?.example === undefined) continue;
    const saved = await saveCounterexample(store, property, result, classifier, { overflow, space, tolerance });
    if ('note' in saved) notes.add(saved.note);
  }
  return [...notes];
}
