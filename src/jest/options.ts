import type { RegionOptions, ScalarClaim, ZeroClaim } from '../../properties/index.js';
import { InputError } from '../errors.js';
import { closeNames } from '../closeNames.js';
import type { RunOptions } from '../run/setup.js';

/** What a matcher can be told about a run. Everything has a default. */
export interface SatisfyOptions extends Omit<RunOptions, 'signal' | 'onProgress' | 'cases' | 'examples'> {
  /** How many cases. Default 100. */
  readonly cases?: number;
  /**
   * The share of violated cases, of those that could be decided, up to which the matcher is content: all cases are tried and
   * counted. From 0 to 1. Default: none may be violated, and the first that is ends the run.
   */
  readonly maxViolationRate?: number;
}

/** What the matchers of the catalogue's properties can be told. */
export interface MatcherOptions extends SatisfyOptions {
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  readonly tolerance?: number;
}

export interface ScalarInvariantOptions extends MatcherOptions {
  /** Default `label`. */
  readonly claim?: ScalarClaim;
}

export interface UniformOnZeroImageOptions extends MatcherOptions {
  /** Default `uniform`. */
  readonly claim?: ZeroClaim;
}

export interface ConsistentOnConvexRegionsOptions extends MatcherOptions, Pick<RegionOptions, 'size' | 'vertices'> {}

/** Names of the options that every matcher takes. */
export const satisfyOptions = [
  'images',
  'cases',
  'seed',
  'path',
  'scalars',
  'overflow',
  'space',
  'timeLimit',
  'maxViolationRate',
] as const satisfies readonly (keyof SatisfyOptions)[];

/**
 * JavaScript tells nobody of a wrong name.
 *
 * @throws InputError if these are no options, one is unknown, or the rate is no share.
 */
export function assertOptions(matcher: string, options: SatisfyOptions, known: readonly string[]): void {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new InputError({
      where: matcher,
      found: Array.isArray(given) ? 'a list' : given === null ? 'null' : `a value of type ${typeof given}`,
      expected: 'options, such as { cases: 500 }',
    });
  const odd = Object.keys(options).find((name) => !known.includes(name));
  if (odd !== undefined) {
    const [meant] = closeNames(odd, known);
    throw new InputError({
      where: matcher,
      found: `the unknown option "${odd}"`,
      expected: `one of ${known.join(', ')}`,
      ...(meant === undefined ? {} : { remedy: `Did you mean "${meant}"?` }),
    });
  }
  const { maxViolationRate: rate } = options;
  if (rate !== undefined && !(rate >= 0 && rate <= 1))
    throw new InputError({ where: 'maxViolationRate', found: String(rate), expected: 'a share from 0 to 1' });
}
