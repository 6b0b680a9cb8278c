import { develop, labelOf, marginOf, type Image, type Outcome, type Subject } from '../src/core.js';

/** An image, and what became of the same picture. */
export interface ChangedImage {
  readonly image: Image;
  readonly changed: Image;
  /** What the changed one is called among the views: `compressed`. */
  readonly title: string;
  /** The same in a sentence: `the compressed image`. */
  readonly inWords: string;
  /** Where an image that stays the same says nothing of the claim: why. */
  readonly same?: string;
}

/** Whether a label survives what was done to a picture: the question of every property that changes one in some way. */
export async function survivingLabel(
  { image, changed, title, inWords, same }: ChangedImage,
  subject: Subject,
  tolerance: number,
): Promise<Outcome> {
  await Promise.all([develop(image), develop(changed)]);
  if (same !== undefined && isSame(image, changed)) return { kind: 'vacuous', why: same };
  const [before, after] = await Promise.all([subject.scores(image), subject.scores(changed)]);
  const label = labelOf(before);
  if (marginOf(before, label) <= tolerance) return { kind: 'vacuous', why: 'a near tie to begin with' };
  const margin = marginOf(after, label);
  if (margin > tolerance) return { kind: 'held', margin, original: { image, scores: before } };
  if (margin >= -tolerance) return { kind: 'inconclusive', why: `${inWords} is a near tie` };
  const { labels } = subject.spec;
  const why = `${labels[label]} became ${labels[labelOf(after)]}`;
  const views = [
    { title: 'original', image, scores: before },
    { title, image: changed, scores: after },
  ];
  return { kind: 'violated', margin, why, views };
}

/** Whether two images have the same pixels, to the last bit. */
export function isSame(one: Image, other: Image): boolean {
  const pixels = other.pixels();
  return one.pixels().every((value, i) => value === pixels[i]);
}
