import { messageOf } from '../errors.js';
import { notStored } from '../report/text/notStored.js';
import type { Property } from '../run/property.js';
import type { Result } from '../run/result.js';
import { checkOptions } from '../settings/check.js';
import { relevantSettings, type FoundCase, type RelevantOptions } from './discovery.js';
import type { Store } from './store.js';

/** Where a counterexample is kept, or why it is not. */
export type SavedOrNot = { readonly folder: string } | { readonly note: string };

/**
 * Keeps the counterexample of a result. A store which cannot be written hides no verdict: it throws only if an
 * option is unknown.
 *
 * @param options of the run, as far as they have a say in what the case comes to.
 * @returns its folder, which holds `picture.png` among others; else a sentence that says why it is not kept.
 * @example
 * const kept = await saveCounterexample(openStore(), property, result, classifier);
 * console.log('folder' in kept ? `${kept.folder}/picture.png` : kept.note);
 */
export async function saveCounterexample(
  store: Pick<Store, 'save'>,
  property: Pick<Property<never>, 'name' | 'claim'>,
  { counterexample }: Pick<Result, 'counterexample'>,
  { spec }: Pick<FoundCase, 'spec'>,
  options: RelevantOptions = {},
): Promise<SavedOrNot> {
  checkOptions('saveCounterexample', relevantSettings, options);
  const not = (why: string): SavedOrNot => ({ note: notStored(property.name, why) });
  if (counterexample === undefined) return not('there is none.');
  try {
    const saved = await store.save({ property, counterexample, spec, options });
    return 'folder' in saved ? saved : not(`${saved.unstorable}.`);
  } catch (thrown) {
    return not(messageOf(thrown));
  }
}
