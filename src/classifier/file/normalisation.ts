import { InputError, optionProblem } from '../../errors.js';
import type { ValueOf } from '../../settings/kind.js';
import type { channelOrder, kerasMode } from '../../settings/model.js';
import type { PreprocessingStep } from '../../settings/steps.js';
import type { PerChannel } from '../preprocessing.js';
import { kerasModes } from './kerasModes.js';

/** Preprocessing as it may be told. */
export interface ToldPreprocessing {
  readonly range?: readonly [number, number];
  readonly steps?: readonly PreprocessingStep[];
  /** Short for a step `subtract`. */
  readonly mean?: PerChannel;
  /** Short for a step `divide`. */
  readonly std?: PerChannel;
  /** `bgr` is short for a step `permute`, before these two. */
  readonly channels?: ValueOf<typeof channelOrder>;
  /** Short for all of these. */
  readonly preprocess?: ValueOf<typeof kerasMode>;
}

/** The step that makes blue, green, red of red, green, blue, or the other way round. */
export const blueFirst: PreprocessingStep = { kind: 'permute', channels: [2, 1, 0] };

/** @throws InputError if the same is told twice: steps and a short form of them, or a mode of Keras and what it stands for. */
export function assertOneForm(told: ToldPreprocessing): void {
  const asWell = (names: readonly (keyof ToldPreprocessing)[]): string | undefined =>
    names.find((name) => told[name] !== undefined);
  const forms = asWell(['mean', 'std']);
  if (told.steps !== undefined && forms !== undefined)
    throw twice('steps', forms, 'either steps, or their short forms mean and std');
  if (told.steps !== undefined && told.channels !== undefined)
    throw twice(
      'channels',
      'steps',
      'either steps, one of which may be { kind: "permute", channels: [2, 1, 0] }, or channels',
    );
  if (told.preprocess === undefined) return;
  const other = asWell([
    'steps',
    'range',
    'mean',
    'std',
    ...(told.preprocess === 'caffe' ? ['channels' as const] : []),
  ]);
  if (other !== undefined) throw twice('preprocess', other, 'either a mode of Keras, or what it stands for');
}

const twice = (option: string, other: string, expected: string): InputError =>
  new InputError(optionProblem([option], { found: `${other} as well`, expected }));

/** What was told of the values that a model takes: undefined where nothing was. */
export interface ToldValues {
  readonly range: readonly [number, number] | undefined;
  /** All preprocessing there is, channel order included. */
  readonly steps: readonly PreprocessingStep[] | undefined;
}

/**
 * The pixel values that were told: as range and steps, by the steps' short forms, or by a mode of Keras. Of the order of the
 * channels alone nothing follows for the steps: see {@link inTheirOrder}.
 *
 * @throws InputError if something is told twice, or there are not as many numbers as channels.
 */
export function toldValues(told: ToldPreprocessing, channels: number): ToldValues {
  assertOneForm(told);
  const { steps, mean, std, preprocess } = told;
  if (told.channels === 'bgr') assertColours(channels, 'channels', 'bgr');
  if (preprocess !== undefined) {
    if (preprocess !== 'tf') assertColours(channels, 'preprocess', preprocess);
    const { range, steps: stepsOfKeras } = kerasModes[preprocess];
    return { range, steps: inTheirOrder(told, stepsOfKeras) };
  }
  if (mean === undefined && std === undefined) return { range: told.range, steps };
  const forms = [
    ...(mean === undefined ? [] : [{ kind: 'subtract', value: forChannels(mean, channels, 'mean') } as const]),
    ...(std === undefined ? [] : [{ kind: 'divide', by: forChannels(std, channels, 'std') } as const]),
  ];
  return { range: told.range, steps: inTheirOrder(told, forms) };
}

/** Steps after those of the channel order that was told. What they do to each channel is in that order. */
export const inTheirOrder = (
  { channels }: Pick<ToldPreprocessing, 'channels'>,
  steps: readonly PreprocessingStep[],
): readonly PreprocessingStep[] => (channels === 'bgr' ? [blueFirst, ...steps] : steps);

function assertColours(channels: number, option: string, value: string): void {
  if (channels === 3) return;
  throw new InputError(
    optionProblem([option], {
      found: `"${value}" for ${channels} channel${channels === 1 ? '' : 's'}`,
      expected: 'a model that takes three',
    }),
  );
}

function forChannels(values: PerChannel, channels: number, option: string): PerChannel {
  if (typeof values === 'number') return values;
  const [first] = values;
  if (values.length === 1 && first !== undefined) return first;
  if (values.length === channels) return values;
  throw new InputError(
    optionProblem([option], {
      found: `${values.length} values`,
      expected: `one, or one for each of ${channels} channels`,
    }),
  );
}
