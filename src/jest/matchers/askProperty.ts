import type { Property } from '../../run/property.js';
import type { Settings } from '../../settings/setting.js';
import { matcherCall } from '../call.js';
import type { CallSite } from '../callSite.js';
import { judge } from '../judge.js';
import { assertOptions, type SatisfyOptions } from '../options.js';
import type { MatcherAnswer } from '../runner.js';
import { seedOf } from '../seed.js';
import type { MatcherBench } from './matcher.js';

/** A matcher that tries a property, as it was called. */
export interface PropertyQuestion {
  readonly matcher: string;
  readonly isNot: boolean;
  readonly site: CallSite;
  readonly received: unknown;
  readonly options: SatisfyOptions | undefined;
  /** The options it takes. */
  readonly known: () => Promise<Settings>;
  readonly property: () => Promise<Property<unknown>>;
  /** How the property is written in the call, where it is. */
  readonly written?: string;
}

/** Tries a property for a matcher: with the run's seed, within the time that the test has left, and waited for. */
export function askProperty(
  { runner, clock, waiting }: MatcherBench,
  { matcher, isNot, site, received, options = {}, known, property, written }: PropertyQuestion,
): Promise<MatcherAnswer> {
  const call = matcherCall(matcher, isNot, options, written);
  const circumstances = {
    seed: seedOf(options.seed, runner.seed()),
    timeLimit: clock.limitInSeconds(),
    lastMoment: clock.lastMoment(),
  };
  const run = (signal?: AbortSignal): Promise<MatcherAnswer> =>
    judge(call, received, options, { ...circumstances, ...(signal === undefined ? {} : { signal }) }, async () => {
      assertOptions(matcher, options, await known());
      return property();
    });
  return runner.concurrent() ? run() : waiting.until(call, site, run);
}
