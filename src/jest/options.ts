import { InputError } from '../errors.js';
import { runImages, runScalars } from '../run/setup.js';
import { checkOptions } from '../settings/check.js';
import { share } from '../settings/kinds.js';
import { runSettings, tolerance } from '../settings/run.js';
import { settings, type OptionsOf, type Settings } from '../settings/setting.js';

/** What a matcher hands on to a run. A suite is run often, so with as few cases as fast-check; a release is checked with more. */
export const matcherRun = settings({
  /** Where images come from: files, a corpus, or an arbitrary. Default: made images of every kind. */
  images: runImages,
  ...runSettings,
  /** The range of scalars, for properties that use them. */
  scalars: runScalars,
  /** How many cases. Default 100. */
  cases: { ...runSettings.cases, default: 100 },
});

export const satisfySettings = settings({
  ...matcherRun,
  /**
   * The share of violated cases, of those that could be decided, up to which the matcher is content: all cases are tried and
   * counted. From 0 to 1. Default: none may be violated, and the first that is ends the run.
   */
  maxViolationRate: { kind: share, help: 'the share of cases that may be violated', usually: 'none' },
});

/** What a matcher can be told about a run. Everything has a default. */
export interface SatisfyOptions extends OptionsOf<typeof satisfySettings> {}

export const matcherSettings = settings({
  ...satisfySettings,
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  tolerance,
});

/** What the matchers of the catalogue's properties can be told. */
export interface MatcherOptions extends OptionsOf<typeof matcherSettings> {}

/**
 * JavaScript tells nobody of a wrong name.
 *
 * @param known the options that the matcher takes.
 * @throws InputError if these are no options, one is unknown, or a value is wrong.
 */
export function assertOptions(matcher: string, options: object, known: Settings): void {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new InputError({
      where: matcher,
      found: Array.isArray(given) ? 'a list' : given === null ? 'null' : `a value of type ${typeof given}`,
      expected: 'options, such as { cases: 500 }',
    });
  checkOptions(matcher, known, given);
}
