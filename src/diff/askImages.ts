import type { AskBoth } from './askBoth.js';
import type { PairedScores } from './comparison.js';
import type { ImagePair } from './imagePairs.js';

/** Images whose scores are in memory at once, in each of the two slabs that are under way. */
export const slab = 2048;

/**
 * Both models' scores of every image as it is, in order. The next images are under way while those before are looked at.
 *
 * @throws ClassifierError that names the model which fails.
 */
export async function* askImages(
  both: AskBoth,
  pairs: readonly ImagePair[],
): AsyncGenerator<readonly PairedScores[], void, undefined> {
  const begin = (from: number): Promise<readonly PairedScores[]> => {
    const asked = both.ask(pairs.slice(from, from + slab).map((pair) => ({ pair, scalar: 1 })));
    // Its failure is heard of when its turn comes.
    asked.catch(() => undefined);
    return asked;
  };
  let current = begin(0);
  for (let from = 0; from < pairs.length; from += slab) {
    const next = from + slab < pairs.length ? begin(from + slab) : undefined;
    yield await current;
    if (next !== undefined) current = next;
  }
}
