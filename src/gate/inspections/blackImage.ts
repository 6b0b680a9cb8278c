import * as fc from 'fast-check';
import type { Space } from '../../classifier/inputWriter.js';
import type { Subject } from '../../classifier/subject.js';
import { image, type Image } from '../../image/image.js';
import type { ImageShape } from '../../image/shape.js';
import { labelOf, largestProbability } from '../../classifier/scores.js';
import type { View } from '../../run/outcome.js';
import type { Property } from '../../run/property.js';

/** What a float32 softmax may be off by, relative. */
export const rounding = 1e-5;

/**
 * A black image gives no label more than this probability. Both zero images are tried: black pixels, and zeros in the
 * network's own input.
 */
export const blackImage = (atMost: number): Property<Image> => ({
  name: 'zero-image',
  claim: `a black image gives no label a probability above ${atMost}`,
  needs: ['margins'],
  count: 1,
  cases: ({ spec: { shape } }) => fc.constant(black(shape)),
  examine: async (zero, subject) => {
    const { view, probability } = await mostFavoured(subject, zero);
    if (probability <= atMost * (1 + rounding)) return { kind: 'held' };
    const favoured = subject.spec.labels[labelOf(view.scores)];
    const why = `the ${view.title} gives ${favoured} a probability of ${probability.toPrecision(3)}`;
    return { kind: 'violated', margin: atMost - probability, why, views: [view] };
  },
});

/** White times 0: black on the pixels, and 0 where weights act after preprocessing. */
export const black = (shape: ImageShape): Image =>
  image(shape, { kind: 'constant', level: 1 }, 'white', (pixels) => pixels.fill(1)).times(0);

/** Of the two zero images, the one that gives a label the larger probability, and that probability. */
export async function mostFavoured(
  subject: Subject,
  zero: Image,
): Promise<{ readonly view: View; readonly probability: number }> {
  const favoured = async (asked: Subject): Promise<{ readonly view: View; readonly probability: number }> => {
    const [{ space }, scores] = [asked, await asked.scores(zero)];
    const view = { title: titles[space], image: zero, scores, space };
    return { view, probability: largestProbability(scores, subject.spec.scores) };
  };
  const [first, second] = await Promise.all([favoured(subject), favoured(subject.vary({ space: 'model' }))]);
  return first.probability >= second.probability ? first : second;
}

const titles: Record<Space, string> = { pixel: 'black image', model: 'zero input' };
