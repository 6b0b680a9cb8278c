import type { Classifier } from '../classifier/classifier.js';
import { ClassifierError, messageOf } from '../errors.js';
import { check, measure } from '../run/check.js';
import type { Property } from '../run/property.js';
import type { Result } from '../run/result.js';
import type { RunOptions } from '../run/setup.js';
import { saveCounterexample } from '../store/saveCounterexample.js';
import type { Store } from '../store/store.js';
import type { CheckSettings } from './checkSettings.js';
import { storedExamples, type StoredExamples } from './storedExamples.js';
import { only } from '../settings/check.js';
import { relevantSettings } from '../store/discovery.js';

/** What a run of one property found, and where its counterexample is kept. */
export interface Tried {
  readonly result: Result;
  /** Its folder in the store. */
  readonly stored: string | undefined;
  /** What the store has to say. */
  readonly notes: readonly string[];
}

/**
 * Tries a property on a classifier: what is stored first, then made cases. What is found is stored. Whatever is the matter
 * with the store, there is a verdict.
 */
export async function tryProperty(
  property: Property<unknown>,
  classifier: Classifier,
  store: Store,
  settings: CheckSettings,
  options: RunOptions,
): Promise<Tried> {
  const known = await storedExamples(store, property, classifier, settings);
  const run = settings.measure === true ? measure : check;
  const { found: result, notes } = await withExamples(known, property, (examples) =>
    run(property, classifier, { ...options, examples }),
  );
  const { counterexample, verdict } = result;
  if (counterexample?.example !== undefined)
    return { result, stored: known.kept[counterexample.example]?.folder, notes };
  // A rate claims nothing, so nothing of it fails.
  if (counterexample === undefined || verdict !== 'violated' || settings.readOnly === true)
    return { result, stored: undefined, notes };
  const saved = await saveCounterexample(store, property, result, classifier, only(relevantSettings, settings));
  return 'folder' in saved
    ? { result, stored: saved.folder, notes }
    : { result, stored: undefined, notes: [...notes, saved.note] };
}

/** Runs a property with what is stored tried first; without it, if it cannot be tried. @param run is given the cases. */
export async function withExamples<Found>(
  { kept, notes }: StoredExamples,
  { name }: Pick<Property<unknown>, 'name'>,
  run: (examples: readonly unknown[]) => Promise<Found>,
): Promise<{ readonly found: Found; readonly notes: readonly string[] }> {
  const examples = kept.map((known) => known.case);
  try {
    return { found: await run(examples), notes };
  } catch (thrown) {
    if (examples.length === 0 || thrown instanceof ClassifierError) throw thrown;
    // Properties change, and a case that one no longer understands is no reason to give up the rest.
    const note = `No stored cases of ${name} are tried: ${messageOf(thrown)}`;
    return { found: await run([]), notes: [...notes, note] };
  }
}
