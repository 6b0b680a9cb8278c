import type { Classifier } from '../classifier/classifier.js';
import { InputError, optionProblem } from '../errors.js';
import type { Corpus } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import type { divisionSettings } from '../settings/mend.js';
import type { OptionsOf } from '../settings/setting.js';
import { statistics } from './statistics/index.js';
import type { Statistic } from './statistics/statistic.js';

type Told = Required<OptionsOf<typeof divisionSettings>>;

/** How a network is mended. */
export interface MendPlan {
  /** What images are divided by. */
  readonly by: Statistic;
  /** The statistic of an image that is to stay as it is. */
  readonly reference: number;
  /** Which quantile, for the statistic of that name. */
  readonly quantile: number;
  /** Whether each channel is divided by its own. */
  readonly perChannel: boolean;
}

/**
 * What a classifier is to be divided by.
 *
 * @throws InputError if images are needed and there are none, or they are all black.
 */
export function planFor(
  { spec }: Classifier,
  { by, quantile, perChannel }: Told,
  images: Corpus | undefined,
): MendPlan {
  const statistic = statistics[by];
  if (perChannel && (!statistic.perChannel || spec.shape.channels === 1 || spec.layout === 'flat'))
    throw new InputError(
      optionProblem(['perChannel'], {
        found: statistic.perChannel
          ? `images in layout ${spec.layout} with ${spec.shape.channels} channels`
          : `it with by: ${by}`,
        expected: 'a model whose channels have an axis of their own, and max, mean or norm',
      }),
    );
  const white = spec.range[1];
  const reference = statistic.atWhite?.(white) ?? typical(statistic, images, white, { quantile, perChannel });
  return { by: statistic, reference, quantile, perChannel };
}

/** The median of a statistic over images: half of them are brightened, and half darkened. */
function typical(
  statistic: Statistic,
  images: Corpus | undefined,
  white: number,
  { quantile, perChannel }: Pick<Told, 'quantile' | 'perChannel'>,
): number {
  const { name } = statistic;
  if (images === undefined)
    throw new InputError({
      where: 'mend',
      found: `by: ${name}, and no images`,
      expected: 'images, from which it is told what stays as it is',
      remedy: 'Give typical images, or divide by max.',
    });
  const measured = images.images
    .flatMap((each) => (perChannel ? channelsOf(each) : [each.pixels()]))
    .map((values) => statistic.of(values, quantile) * white)
    .filter((value) => value > 0)
    .toSorted((a, b) => a - b);
  const median = measured[Math.floor(measured.length / 2)];
  if (median !== undefined) return Math.fround(median);
  throw new InputError({
    where: images.origin,
    found: `images whose ${name} is 0`,
    expected: 'images that are not black',
    ...(name === 'quantile' ? { remedy: 'Take a higher quantile.' } : {}),
  });
}

function channelsOf(image: Image): readonly Float32Array[] {
  const { channels } = image.shape;
  const pixels = image.pixels();
  return Array.from({ length: channels }, (_, channel) => pixels.filter((_value, i) => i % channels === channel));
}

/** In words: `its largest value over 1`. */
export const dividedBy = ({ by, quantile, perChannel, reference }: MendPlan): string => {
  const which = by.name === 'quantile' ? `the quantile ${quantile} of its values` : by.said;
  return `${perChannel ? 'each channel by ' : ''}${which} over ${Number(reference.toPrecision(6))}`;
};
