import { InputError } from '../errors.js';
import type { ClassifierSpec } from './classifier.js';

/** Which score of another classifier belongs to which label of this one. */
export interface MatchedLabels {
  /** For each label of this classifier, the place of its score among those of the other. */
  readonly places: readonly number[];
  /** By what they were matched; `place` where one of the two has numbers for names. */
  readonly by: 'name' | 'place';
}

/** What of a classifier labels are matched by. */
type Labelled = Pick<ClassifierSpec, 'id' | 'labels'>;

/**
 * Matches the labels of two classifiers: by their names, in whatever order; names count as the same whether in capitals or not.
 * Where nobody named the labels of one of the two (they are `0`, `1`, …) they are matched by place.
 *
 * @throws InputError if there are more labels in one than in the other, two have one name, or a name is missing in one of them.
 * @example
 * matchLabels({ id: 'a', labels: ['cat', 'dog'] }, { id: 'b', labels: ['Dog', 'Cat'] }).places; // [1, 0]
 */
export function matchLabels(one: Labelled, other: Labelled): MatchedLabels {
  const [ours, theirs] = [one.labels.map(plain), other.labels.map(plain)];
  if (ours.length !== theirs.length)
    throw unmatched(one, other, `${ours.length} labels in ${one.id} and ${theirs.length} in ${other.id}`);
  const byPlace: MatchedLabels = { places: [...ours.keys()], by: 'place' };
  if (ours.every((name, i) => name === theirs[i])) return { ...byPlace, by: 'name' };
  if (isNumbered(ours) || isNumbered(theirs)) return byPlace;
  for (const [{ id, labels }, names] of [[one, ours] as const, [other, theirs] as const]) {
    const twice = labels.find((_, i) => names.indexOf(names[i]!) !== i);
    if (twice !== undefined) throw unmatched(one, other, `the label "${twice}" twice in ${id}`);
  }
  const missing = one.labels.filter((_, i) => !theirs.includes(ours[i]!));
  if (missing.length === 0) return { places: ours.map((name) => theirs.indexOf(name)), by: 'name' };
  const strange = other.labels.filter((_, i) => !ours.includes(theirs[i]!));
  throw unmatched(
    one,
    other,
    `${listed(missing)} in ${one.id} alone, and ${listed(strange)} in ${other.id} alone`,
    'Tell the labels of one of them, in the order of its scores.',
  );
}

/**
 * Scores in the order of the labels that they were matched with.
 *
 * @example reordered(Float32Array.of(1, 4), { places: [1, 0], by: 'name' }); // [4, 1]
 */
export const reordered = (scores: Float32Array, { places }: MatchedLabels): Float32Array =>
  places.every((place, i) => place === i) ? scores : Float32Array.from(places, (place) => scores[place]!);

const plain = (label: string): string => label.trim().toLowerCase();

/** Whether labels are what they are where nobody said: their places. */
const isNumbered = (labels: readonly string[]): boolean => labels.every((label, i) => label === String(i));

/** As many as one looks at. */
const shown = 3;

const listed = (labels: readonly string[]): string =>
  labels
    .slice(0, shown)
    .map((label) => `"${label}"`)
    .join(', ') + (labels.length > shown ? ` and ${labels.length - shown} more` : '');

const unmatched = (one: Labelled, other: Labelled, found: string, remedy?: string): InputError =>
  new InputError({
    where: `labels of ${one.id} and ${other.id}`,
    found,
    expected: 'the same labels in both',
    ...(remedy === undefined ? {} : { remedy }),
  });
