import type { Classifier } from '../classifier/classifier.js';
import { messageOf } from '../errors.js';
import { formatShape, sameShape } from '../image/shape.js';
import type { Property } from '../run/property.js';
import type { KeptCase, Store, StoreEntry } from '../store/store.js';
import type { CheckSettings } from './checkSettings.js';

/** Stored cases for a check to try first. */
export interface StoredExamples {
  readonly kept: readonly KeptCase[];
  /** What was left out, and why, a sentence each. */
  readonly notes: readonly string[];
}

/** None: where a case is asked for by its path, it is that one which is wanted. */
const none: StoredExamples = { kept: [], notes: [] };

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
  if (settings.path !== undefined) return none;
  try {
    const { entries, problems } = await store.list({ model: spec.id, property: name });
    const notes = [...problems];
    const fitting = entries.filter(({ record }) => sameShape(record.shape, spec.shape));
    if (fitting.length < entries.length)
      notes.push(`${casesOf(entries.length - fitting.length, name)} left out: not ${formatShape(spec.shape)}.`);
    const possible = fitting.filter((entry) => couldBeMade(entry, settings));
    if (possible.length < fitting.length)
      notes.push(
        `${casesOf(fitting.length - possible.length, name)} left out: found with another --space, --overflow or --scalars.`,
      );
    const kept: KeptCase[] = [];
    for (const entry of possible)
      await store.read(entry).then(
        (known) => kept.push(known),
        (thrown: unknown) => notes.push(messageOf(thrown)),
      );
    return { kept, notes };
  } catch (thrown) {
    return { kept: [], notes: [`No stored cases are tried: ${messageOf(thrown)}`] };
  }
}

const casesOf = (count: number, property: string): string =>
  `${count} stored ${count === 1 ? 'case' : 'cases'} of ${property}`;

/** A counterexample at a scalar that the user has ruled out would be no answer to the question. */
function couldBeMade({ record: { options, scalar } }: StoreEntry, settings: CheckSettings): boolean {
  const { space = 'pixel', overflow = 'limit', scalars } = settings;
  if (options.space !== space || options.overflow !== overflow) return false;
  if (scalar === undefined || (scalars?.min === options.scalars?.min && scalars?.max === options.scalars?.max))
    return true;
  const { min, max } = scalars ?? { min: 1e-3, max: 1 };
  return scalar >= min && scalar <= max;
}
