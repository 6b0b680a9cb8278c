import { scalarInvariance } from '../../properties/index.js';
import type { Classifier } from '../classifier/classifier.js';
import { nearestFlip } from '../hunt/hunted.js';
import type { HuntRecord } from '../hunt/record.js';
import type { HuntSettings } from '../hunt/settings.js';
import type { Image } from '../image/image.js';
import { check } from '../run/check.js';
import { storeSaidOnce } from '../report/text/notStored.js';
import type { Result } from '../run/result.js';
import { saveCounterexample } from '../store/saveCounterexample.js';
import type { Store } from '../store/store.js';

/** How flips are confirmed. */
export interface ConfirmFlips extends Pick<HuntSettings, 'overflow' | 'space' | 'tolerance'> {
  /** Ends it. */
  readonly signal: AbortSignal;
}

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
  { overflow, space, tolerance, signal }: ConfirmFlips,
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const index of indices) {
    const result = await confirmFlip(classifier, images[index], records[index], { overflow, space, tolerance, signal });
    if (result === undefined) continue;
    const about = { name: result.property, claim: result.claim };
    const saved = await saveCounterexample(store, about, result, classifier, { overflow, space, tolerance });
    if ('note' in saved) notes.push(saved.note);
  }
  return storeSaidOnce(notes);
}

/**
 * The nearest flip of an image as a counterexample of scalar invariance; undefined where there is none, or it is none when its image
 * is asked about alone: then it is in the hunt's report, and no case to keep.
 */
export async function confirmFlip(
  classifier: Classifier,
  image: Image | undefined,
  record: HuntRecord | undefined,
  { overflow, space, tolerance, signal }: ConfirmFlips,
): Promise<Result | undefined> {
  const flip = record === undefined ? undefined : nearestFlip(record);
  if (image === undefined || flip === undefined) return undefined;
  const scaled = image.times(flip.witness.scalar, overflow);
  const property = scalarInvariance({ tolerance });
  const asked = { examples: [{ image, scaled }], cases: 1, overflow, space, signal };
  const result = await check(property, classifier, asked);
  return result.counterexample?.example === undefined ? undefined : result;
}
