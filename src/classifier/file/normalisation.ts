import { InputError, optionProblem } from '../../errors.js';
import type { PreprocessingStep } from '../../settings/steps.js';
import type { PerChannel } from '../preprocessing.js';

/** Preprocessing as it may be told. */
export interface ToldPreprocessing {
  readonly steps?: readonly PreprocessingStep[];
  /** Short for a step `subtract`. */
  readonly mean?: PerChannel;
  /** Short for a step `divide`. */
  readonly std?: PerChannel;
}

/** @throws InputError if steps are told and a short form of them as well. */
export function assertOneForm({ steps, mean, std }: ToldPreprocessing): void {
  if (steps === undefined || (mean === undefined && std === undefined)) return;
  throw new InputError(
    optionProblem(['steps'], {
      found: `${mean === undefined ? 'std' : 'mean'} as well`,
      expected: 'either steps, or their short forms mean and std',
    }),
  );
}

/**
 * The preprocessing that was told: steps, or their short forms `mean` and `std`; undefined where nothing was.
 *
 * @throws InputError if both are told, or there are not as many numbers as channels.
 */
export function toldSteps(told: ToldPreprocessing, channels: number): readonly PreprocessingStep[] | undefined {
  assertOneForm(told);
  const { steps, mean, std } = told;
  if (mean === undefined && std === undefined) return steps;
  return [
    ...(mean === undefined ? [] : [{ kind: 'subtract', value: forChannels(mean, channels, 'mean') } as const]),
    ...(std === undefined ? [] : [{ kind: 'divide', by: forChannels(std, channels, 'std') } as const]),
  ];
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
