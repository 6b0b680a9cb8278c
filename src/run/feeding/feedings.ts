import type { Feeding } from '../../classifier/fed.js';
import { blueFirst, toldValues, type ToldPreprocessing } from '../../classifier/file/normalisation.js';
import type { PreprocessingStep } from '../../settings/steps.js';

/** Of what can be told of a model, that which says how it is fed. */
export type FeedingOptions = Pick<ToldPreprocessing, 'range' | 'mean' | 'std' | 'channels' | 'preprocess'>;

/** How a model is fed if these options are told, and none beside them but what says nothing of it. */
export function feedingWith(options: FeedingOptions, usual: Feeding): Feeding {
  const { range = usual.range, steps = [] } = toldValues(options, usual.shape.channels);
  const last = usual.steps.at(-1);
  const isBlueFirst = steps.some(({ kind }) => kind === 'permute');
  const ordered = options.channels === 'bgr' && !isBlueFirst ? [blueFirst, ...steps] : steps;
  // Where the input is uint8, rounding to levels is no choice of the user's.
  return { ...usual, range, steps: last?.kind === 'quantise' ? [...ordered, last] : ordered };
}

/** Preprocessing as a straight line for each channel, with which channel comes first. */
export interface Straight {
  readonly range: readonly [number, number];
  readonly channels: 'rgb' | 'bgr';
  /** What is subtracted from each channel, and what it is divided by then. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Preprocessing as options say it; undefined where a step is none that they can say. */
export function straightOf({ shape: { channels }, range, steps }: Feeding): Straight | undefined {
  const factor = Array<number>(channels).fill(1);
  const offset = Array<number>(channels).fill(0);
  let order: Straight['channels'] = 'rgb';
  for (const [place, step] of steps.entries()) {
    if (step.kind === 'resize' || (step.kind === 'quantise' && place === steps.length - 1)) continue;
    if (step.kind === 'permute' && place === 0 && isReversed(step)) order = 'bgr';
    else if (!change(step, factor, offset)) return undefined;
  }
  return {
    range,
    channels: order,
    mean: factor.map((a, channel) => tidy(-offset[channel]! / a)),
    std: factor.map((a) => tidy(1 / a)),
  };
}

const isReversed = ({ channels }: Extract<PreprocessingStep, { kind: 'permute' }>): boolean =>
  channels.length === 3 && channels.every((from, to) => from === 2 - to);

/** Multiplies or moves each channel as a step does. @returns whether it does no more than that. */
function change(step: PreprocessingStep, factor: number[], offset: number[]): boolean {
  const each = (value: number | readonly number[], apply: (channel: number, number: number) => void): true => {
    for (let channel = 0; channel < factor.length; channel++)
      apply(channel, typeof value === 'number' ? value : value[channel]!);
    return true;
  };
  const times = (channel: number, by: number): void => {
    factor[channel]! *= by;
    offset[channel]! *= by;
  };
  switch (step.kind) {
    case 'scale':
      return each(step.by, times);
    case 'divide':
      return each(step.by, (channel, by) => times(channel, 1 / by));
    case 'subtract':
      return each(step.value, (channel, value) => void (offset[channel]! -= value));
    default:
      return false;
  }
}

/** Without the last digits, which are rounding; and never -0. */
const tidy = (value: number): number => Number(value.toPrecision(7)) + 0;

/** What tells whether two feedings give the same numbers but for rounding. */
export function keyOfFeeding(feeding: Feeding): string | undefined {
  const straight = straightOf(feeding);
  if (straight === undefined) return undefined;
  const { range, channels, mean, std } = straight;
  const short = (value: number): string => value.toPrecision(4);
  const lines = mean.map((each, channel) => [short(range[1] / std[channel]!), short(each / std[channel]!)]);
  return JSON.stringify([feeding.layout, channels, lines]);
}
