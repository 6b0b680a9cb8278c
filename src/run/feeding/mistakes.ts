import type { Feeding } from '../../classifier/fed.js';
import { image, type Image } from '../../image/image.js';
import { feedingWith, keyOfFeeding, straightOf, type FeedingOptions, type Straight } from './feedings.js';

/** Another way to feed a model: a usual mistake, undone. */
export interface OtherFeeding {
  readonly feeding: Feeding;
  /** What tells conic to feed it so; empty where there is nothing to be told. */
  readonly options: FeedingOptions;
  /** What no option does, as the end of "with": `black and white swapped`. */
  readonly words?: string;
  readonly changed?: (image: Image) => Image;
}

/** Means and deviations that models are trained with, of images from 0 to 1, by the number of channels. */
const usualValues: Readonly<Record<number, readonly FeedingOptions[]>> = {
  // Of MNIST, and of Fashion-MNIST.
  1: [
    { mean: 0.1307, std: 0.3081 },
    { mean: 0.286, std: 0.353 },
  ],
  3: [{ preprocess: 'torch' }, { preprocess: 'caffe' }],
};

/** The same as `caffe`, but with red first. */
const caffeInRgb: FeedingOptions = { range: [0, 255], mean: [123.68, 116.779, 103.939], std: 1 };

/**
 * The usual ways to feed a model that are not the one it is fed in, the commonest mistake first: range; mean and standard
 * deviation, with the modes of Keras; the order of channels; and, which no option tells, the layout of the numbers, height and
 * width swapped, and white on black. Two that give the same numbers are one.
 */
export function otherFeedings(current: Feeding): readonly OtherFeeding[] {
  const told = toldFeedings(current);
  // What is wrong in two ways is tried for the two ranges alone: a list of all pairs would be long, and fit by accident.
  const untold = [{ feeding: current, options: {} }, ...told.filter(({ options }) => isRangeAlone(options))];
  const changes = changesOf(current);
  return [
    ...told,
    ...untold.flatMap(({ feeding, options }) =>
      changes.map(({ layout, ...change }) => ({
        ...change,
        options,
        feeding: layout === undefined ? feeding : { ...feeding, layout },
      })),
    ),
  ];
}

function toldFeedings(current: Feeding): readonly OtherFeeding[] {
  const { channels } = current.shape;
  const now = straightOf(current);
  const isPlain = current.steps.length === 0;
  // Told in full where something else may have been told: what is left out would stay as it was.
  const none: FeedingOptions = isPlain ? {} : { mean: 0, std: 1 };
  const wholes: readonly FeedingOptions[] = [
    { range: [0, 1], ...none },
    { range: [0, 255], ...none },
    ...(now === undefined ? [] : changedOnce(now, isPlain)),
    { range: [0, 1], mean: 0.5, std: 0.5 },
    ...(usualValues[channels] ?? []).map((values) =>
      'mean' in values ? { range: [0, 1] as const, ...values } : values,
    ),
  ];
  const ordered =
    channels === 3 ? [...inOrder(wholes, 'rgb', now), ...inOrder([...wholes, caffeInRgb], 'bgr', now)] : wholes;
  const seen = new Set([keyOfFeeding(current)]);
  return ordered.flatMap((options) => {
    const feeding = feedingWith(options, current);
    const key = keyOfFeeding(feeding);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ feeding, options }];
  });
}

/** What is told now with one thing changed: the range, or the order of the channels. */
function changedOnce(now: Straight, isPlain: boolean): readonly FeedingOptions[] {
  const { range, channels } = now;
  const [mean, std] = [brief(now.mean), brief(now.std)];
  const values = isPlain ? {} : { mean, std };
  const ranges = (
    [
      [0, 255],
      [0, 1],
    ] as const
  ).filter(([, white]) => white !== range[1]);
  return [
    ...ranges.map((other) => ({ range: other, ...values, ...(channels === 'bgr' ? { channels } : {}) })),
    { range, ...values },
  ];
}

/** One number where all channels have the same. */
const brief = (values: readonly number[]): number | readonly number[] => {
  const [first = 0] = values;
  return values.every((value) => value === first) ? first : values;
};

/** The options, each with this order of channels; it is left out where it is the usual one anyway. */
const inOrder = (
  all: readonly FeedingOptions[],
  channels: Straight['channels'],
  now: Straight | undefined,
): readonly FeedingOptions[] =>
  all.flatMap((options) => {
    if (options.preprocess === 'caffe') return channels === 'rgb' ? [options] : [];
    if (options === caffeInRgb) return [now?.channels === 'bgr' ? { ...options, channels: 'rgb' } : options];
    return channels === 'rgb' && now?.channels !== 'bgr' ? [options] : [{ ...options, channels }];
  });

const isRangeAlone = ({ mean = 0, std = 1, channels = 'rgb', preprocess }: FeedingOptions): boolean =>
  mean === 0 && std === 1 && channels === 'rgb' && preprocess === undefined;

interface Change {
  readonly words: string;
  readonly changed?: (image: Image) => Image;
  readonly layout?: Feeding['layout'];
}

/** What no option makes. */
function changesOf({ shape, layout }: Feeding): readonly Change[] {
  const { height, width, channels } = shape;
  const other = layout === 'nhwc' ? 'nchw' : layout === 'nchw' ? 'nhwc' : 'nchw';
  const how = { nchw: 'one channel after the other', nhwc: 'the channels of a pixel side by side' };
  return [
    ...(height === width ? [{ words: 'height and width swapped', changed: transposed }] : []),
    ...(channels === 1 ? [] : [{ words: `its numbers laid out with ${how[other]}`, layout: other } as const]),
    { words: 'black and white swapped', changed: inverted },
  ];
}

const transposed = (original: Image): Image => {
  const { height, width, channels } = original.shape;
  return changedImage(original, 'transposed', (pixels, at) => {
    const [pixel, channel] = [Math.floor(at / channels), at % channels];
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    return pixels[(column * height + row) * channels + channel]!;
  });
};

const inverted = (original: Image): Image => changedImage(original, 'inverted', (pixels, at) => 1 - pixels[at]!);

const changedImage = (original: Image, kind: string, value: (pixels: Float32Array, at: number) => number): Image =>
  image(original.shape, { kind, of: original.recipe }, `${original.description}, ${kind}`, (out) => {
    const pixels = original.pixels();
    for (let at = 0; at < out.length; at++) out[at] = value(pixels, at);
  });
