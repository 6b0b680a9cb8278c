import { join, resolve } from 'node:path';
import type { Classifier } from '../classifier/classifier.js';
import type { Property } from '../run/property.js';
import type { Result } from '../run/result.js';
import { only } from '../settings/check.js';
import { relevantSettings, type RelevantOptions } from '../store/discovery.js';

/**
 * Puts the counterexample of a result into the store, where `conic replay` and `conic check` find it.
 *
 * @returns where its picture lies, or its folder if it cannot be drawn; or why it could not be kept.
 */
export async function keepCounterexample(
  property: Pick<Property<never>, 'name' | 'claim' | 'kind'>,
  result: Result,
  classifier: Classifier,
  options: RelevantOptions,
): Promise<string | undefined> {
  // Nothing is claimed where a rate is measured, so there is nothing to fix.
  if (result.counterexample === undefined || property.kind === 'rate') return undefined;
  const relevant = only(relevantSettings, options);
  const [{ defaultStore, openStore }, { saveCounterexample }] = await Promise.all([
    import('../store/store.js'),
    import('../store/saveCounterexample.js'),
  ]);
  const saved = await saveCounterexample(openStore(resolve(defaultStore)), property, result, classifier, relevant);
  if ('note' in saved) return saved.note;
  const drawn = result.counterexample.views.every(({ image }) => [1, 3].includes(image.shape.channels));
  return drawn ? join(saved.folder, 'picture.png') : saved.folder;
}
