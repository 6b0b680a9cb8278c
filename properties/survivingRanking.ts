import { develop, worstSwap, type Outcome, type Subject } from '../src/core.js';
import { isSame, type ChangedImage } from './survivingLabel.js';

/** Whether the order of all labels survives what was done to a picture. */
export async function survivingRanking(
  { image, changed, title, inWords, same }: ChangedImage,
  subject: Subject,
  tolerance: number,
): Promise<Outcome> {
  await Promise.all([develop(image), develop(changed)]);
  if (same !== undefined && isSame(image, changed)) return { kind: 'vacuous', why: same };
  const [before, after] = await Promise.all([subject.scores(image), subject.scores(changed)]);
  const swap = worstSwap(before, after, tolerance);
  if (swap === undefined) return { kind: 'vacuous', why: 'the image itself ranks nothing' };
  if (swap.margin > 0) return { kind: 'held', margin: swap.margin, original: { image, scores: before } };
  if (swap.margin >= -tolerance) return { kind: 'inconclusive', why: `${inWords} has near ties` };
  const { labels } = subject.spec;
  const why = `${labels[swap.ahead]} was ahead of ${labels[swap.behind]} and fell behind it`;
  const views = [
    { title: 'original', image, scores: before },
    { title, image: changed, scores: after },
  ];
  return { kind: 'violated', margin: swap.margin, why, views };
}
