import type { Classifier } from '../../classifier/classifier.js';
import type { Image } from '../../image/image.js';
import { Obstacle } from '../../network/program/obstacle.js';
import { engineLabel } from '../dynamic/engineLabel.js';
import { assertOwnOutput } from '../dynamic/ownOutput.js';
import type { LineCertificate, RayFlip, RayReplay } from './certificate.js';
import { nothingKnown } from './stretches.js';

/** How far from a flip the engine is asked, relative to its place: float32 blurs a flip by more where scores are close. */
const distances = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2];

/**
 * A line with its flips replayed. Where the model's own output gives another label than its logits beside a flip, nothing of the
 * line is known any more, with the reason.
 *
 * @param imageAt the image at a place of the line; undefined outside the line.
 * @param scale what distances are relative to.
 */
export async function replayFlips(
  line: LineCertificate,
  classifier: Classifier,
  imageAt: (place: number) => Image | undefined,
  scale: (flip: RayFlip) => number,
): Promise<LineCertificate> {
  try {
    return { ...line, flips: await askBesideFlips(line.flips, classifier, imageAt, scale) };
  } catch (thrown) {
    if (!(thrown instanceof Obstacle)) throw thrown;
    return { ...line, ...nothingKnown(line.min, line.max), word: 'undecided', reason: thrown.message };
  }
}

/**
 * Asks the user's engine on both sides of each flip, ever farther away until it gives the two labels.
 *
 * @throws Obstacle if the model's own output contradicts the labels that show a flip.
 */
async function askBesideFlips(
  flips: readonly RayFlip[],
  classifier: Classifier,
  imageAt: (place: number) => Image | undefined,
  scale: (flip: RayFlip) => number,
): Promise<readonly RayFlip[]> {
  return Promise.all(
    flips.map(async (flip, index): Promise<RayFlip> => {
      // Not beyond the neighbouring flips: there it would be other labels' turn.
      const lowest = flips[index - 1]?.high ?? -Infinity;
      const highest = flips[index + 1]?.low ?? Infinity;
      const ask = async (side: -1 | 1, label: number): Promise<number | undefined> => {
        for (const distance of distances) {
          const place = flip.at + side * distance * scale(flip);
          const image = place > lowest && place < highest ? imageAt(place) : undefined;
          if (image === undefined) return undefined;
          if ((await engineLabel(classifier, image)) !== label) continue;
          await assertOwnOutput(classifier, [image]);
          return place;
        }
        return undefined;
      };
      const [below, above] = await Promise.all([ask(-1, flip.before), ask(1, flip.after)]);
      const replay: RayReplay | undefined = below === undefined || above === undefined ? undefined : { below, above };
      return replay === undefined ? flip : { ...flip, replay };
    }),
  );
}
