import { certifyRay } from '../../certify/ray/certifyRay.js';
import { farness } from '../../hunt/hunted.js';
import type { Image } from '../../image/image.js';
import type { Outcome } from '../../run/outcome.js';
import type { Property } from '../../run/property.js';
import { raySettings } from '../../settings/certify.js';
import { untilDeadline, type GateRun } from './gateRun.js';

/**
 * An image is proved to keep its label at every scalar from `from` to `to`: held where there is a proof, violated where the engine
 * shows a flip, inconclusive where neither is to be had.
 *
 * @param run whose time no certificate outlives.
 */
export function provedOnRay(from: number, to: number, run: Pick<GateRun, 'deadline'> = noLimit): Property<Image> {
  return {
    name: 'proved-on-ray',
    claim: `an image is proved to keep its label from ${from} to ${to}`,
    needs: [],
    cases: ({ images }) => images,
    examine: async (image, subject): Promise<Outcome> => {
      const certificate = await certifyRay(subject.classifier, image, {
        scalars: { min: from, max: to },
        timeLimit: Math.min(raySettings.timeLimit.default, untilDeadline(run).timeLimit ?? Infinity),
      });
      const { word, flips, intervals, reason = 'the scores come too close to a tie' } = certificate;
      const [shown] = flips
        .filter(({ replay }) => replay !== undefined)
        .toSorted((a, b) => farness(a.at) - farness(b.at));
      if (shown?.replay !== undefined) {
        const { labels } = subject.spec;
        const [original, scaled] = [image, image.times(beyond(shown.at, shown.replay), 'allow')];
        const [before, after] = await Promise.all([subject.scores(original), subject.scores(scaled)]);
        const views = [
          { title: 'original', image: original, scores: before },
          { title: 'scaled', image: scaled, scores: after },
        ];
        // Going away from 1.
        const [own, other] = shown.at < 1 ? [shown.after, shown.before] : [shown.before, shown.after];
        const why = `${labels[own]} became ${labels[other]}`;
        // How near 1 the flip is: a ratio of scalars, below 0 as every violation's margin.
        return { kind: 'violated', margin: -1 / farness(shown.at), why, views };
      }
      const proved = word.startsWith('proved') && intervals.length === 1 && intervals[0]?.label !== undefined;
      return proved ? { kind: 'held' } : { kind: 'inconclusive', why: reason };
    },
  };
}

const noLimit = { deadline: undefined };

/** The side of a flip that is farther from 1, where the label is another one. */
const beyond = (at: number, { below, above }: { readonly below: number; readonly above: number }): number =>
  at < 1 ? below : above;
