import type { Classifier } from '../classifier/classifier.js';
import { messageOf } from '../errors.js';
import { Image } from '../image/image.js';
import { formatShape, sameShape } from '../image/shape.js';
import { storeUnread } from '../report/text/notStored.js';
import type { Property } from '../run/property.js';
import type { RevivedCase, Store, StoreEntry } from '../store/store.js';
import type { CheckSettings } from './checkSettings.js';
import { runSettings } from '../settings/run.js';

/** Stored cases for a check to try first. */
export interface StoredExamples {
  readonly kept: readonly RevivedCase[];
  /** What was left out, and why, a sentence each. */
  readonly notes: readonly string[];
}

/** None to try. */
export const noExamples: StoredExamples = { kept: [], notes: [] };

/**
 * The stored cases of this model's id that a check may try: those that its own settings could have made. Found with another
 * version of the model or not, they are cases like any other. What cannot be read is noted and left out.
 */
export async function storedExamples(
  store: Store,
  { name }: Property<unknown>,
  { spec }: Classifier,
  settings: CheckSettings,
): Promise<StoredExamples> {
  // Where a case is asked for by its path, it is that one which is wanted.
  if (settings.path !== undefined) return noExamples;
  try {
    const { entries, problems } = await store.list({ model: spec.id, property: name });
    const notes = [...problems];
    const fitting = entries.filter(({ record }) => sameShape(record.shape, spec.shape));
    if (fitting.length < entries.length)
      notes.push(`${casesOf(entries.length - fitting.length, name)} left out: not ${formatShape(spec.shape)}.`);
    const possible = fitting.filter((entry) => couldBeMade(entry, settings));
    const kept: RevivedCase[] = [];
    const unread: string[] = [];
    for (const entry of possible)
      await store.read(entry).then(
        (known) => void (isSameAt(known, settings) && kept.push(known)),
        (thrown: unknown) => unread.push(messageOf(thrown)),
      );
    const left = fitting.length - kept.length - unread.length;
    if (left > 0) notes.push(`${casesOf(left, name)} left out: found with another --space, --overflow or --scalars.`);
    return { kept, notes: [...notes, ...unread] };
  } catch (thrown) {
    return { kept: [], notes: [storeUnread(messageOf(thrown))] };
  }
}

const casesOf = (count: number, property: string): string =>
  `${count} stored ${count === 1 ? 'case' : 'cases'} of ${property}`;

/** A counterexample at a scalar that the user has ruled out would be no answer to the question. */
function couldBeMade({ record: { options, scalar } }: StoreEntry, settings: CheckSettings): boolean {
  const { space = runSettings.space.default, overflow = runSettings.overflow.default, scalars } = settings;
  if (options.space !== space) return false;
  // Without a scalar, what overflow does is for the property to know.
  if (scalar === undefined) return options.overflow === overflow;
  if (scalars?.min === options.scalars?.min && scalars?.max === options.scalars?.max) return true;
  const { min = 1e-3, max = 1 } = scalars ?? {};
  return scalar >= min && scalar <= max;
}

/** Whether the images of a case would be the same with the overflow of the run: nothing in them is brighter than white. */
function isSameAt(
  { record: { options, scalar }, case: given }: RevivedCase,
  { overflow = runSettings.overflow.default }: CheckSettings,
): boolean {
  if (options.overflow === overflow || scalar === undefined || scalar <= 1) return true;
  const images = typeof given === 'object' && given !== null ? Object.values(given).flatMap(plainImages) : [];
  // Scalars that were limited to white may miss it by a rounding.
  return images.length > 0 && images.every(({ brightest }) => Math.fround(brightest * scalar) <= 1);
}

/** The image, or those that it is made of. */
function plainImages(value: unknown): readonly Image[] {
  if (!(value instanceof Image)) return [];
  return value.parts.length === 0 ? [value] : value.parts.flatMap(({ image }) => plainImages(image));
}
