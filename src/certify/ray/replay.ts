import type { Subject } from '../../classifier/subject.js';
import type { Image } from '../../image/image.js';
import { labelOf } from '../../classifier/scores.js';
import type { RayFlip, RayReplay } from './certificate.js';

/** How far from a flip the engine is asked, relative to its place: float32 blurs a flip by more where scores are close. */
const distances = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2];

/**
 * Asks the user's engine on both sides of each flip, ever farther away until it gives the two labels.
 *
 * @param imageAt the image at a place of the line; undefined outside the line.
 * @param scale what distances are relative to.
 */
export async function replayFlips(
  flips: readonly RayFlip[],
  subject: Subject,
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
          if (labelOf(await subject.scores(image)) === label) return place;
        }
        return undefined;
      };
      const [below, above] = await Promise.all([ask(-1, flip.before), ask(1, flip.after)]);
      const replay: RayReplay | undefined = below === undefined || above === undefined ? undefined : { below, above };
      return replay === undefined ? flip : { ...flip, replay };
    }),
  );
}
