import type { Cause } from './cause.js';
import type { LabelRows } from './labelRows.js';
import type { Misfed } from './feeding/misfed.js';
import type { ConfirmedView } from './outcome.js';

/**
 * - `held`: every case that could be decided was as claimed.
 * - `violated`: there is a confirmed counterexample.
 * - `inconclusive`: neither; `reason` says why.
 * - `measured`: a rate was counted and nothing claimed.
 */
export type Verdict = 'held' | 'violated' | 'inconclusive' | 'measured';

/**
 * What ended a run before its last case. `nothing decided`: it gave way, as no case could be decided. `model lost`: the server that
 * has the model went away.
 */
export type Stop = 'time limit' | 'aborted' | 'nothing decided' | 'model lost';

/** Why a run came to no answer. */
export type InconclusiveReason = Stop | 'too few cases' | 'batch-dependent' | 'at chance';

/** A violation as it is shown. */
export interface ShownViolation {
  /** What happened, in a sentence. */
  readonly why: string;
  /** Below 0: how clearly, relative to the largest score. */
  readonly margin: number;
  /** First the image itself, last the one that went wrong. */
  readonly views: readonly ConfirmedView[];
  /** The scalar between the two, where the case has one. */
  readonly scalar?: number;
  readonly label: string;
  readonly labelAfter: string;
}

/** A case that violates the claim, as simple as shrinking could make it. */
export interface Counterexample<Case = unknown> extends ShownViolation {
  /** With `path`, gives this case again: in conic, and in plain `fc.check` on `asFastCheck(…)` with `endOnFailure`. */
  readonly seed: number;
  readonly path: string;
  /** Where it is one of the run's `examples`: its place among them. Seed and path then say nothing. */
  readonly example?: number;
  readonly case: Case;
  /** How often it was made simpler. */
  readonly shrinks: number;
  /** The clearest violation on the way to this one, where it is plainly clearer; not where a path led straight here. */
  readonly clearest?: ShownViolation;
  readonly cause: Cause;
}

/** What became of the examples that a run was given. */
export interface ExampleCounts {
  readonly held: number;
  readonly violated: number;
  readonly vacuous: number;
  readonly inconclusive: number;
}

/** What a run of one property found; label by label where every case says which image it is about. */
export interface Result<Case = unknown> extends LabelRows {
  readonly property: string;
  /** The module of the user's that the property was read from. */
  readonly module?: string;
  readonly claim: string;
  readonly verdict: Verdict;
  readonly reason?: InconclusiveReason;
  /** Where the model was lost: what there was instead of an answer. */
  readonly lost?: string;
  /**
   * Where the classifier gives images the label they are known by no more often than guessing does, and nobody said that this is
   * meant. What would be `held` or `measured` is then `inconclusive`; a violation stays one, of the classifier as it is fed.
   */
  readonly misfed?: Misfed;
  /** Cases tried: held + violated + vacuous + inconclusive. */
  readonly cases: number;
  readonly planned: number;
  readonly held: number;
  readonly violated: number;
  /** Cases about which the claim says nothing. Never counted as held. */
  readonly vacuous: number;
  /** Cases within rounding error. */
  readonly inconclusive: number;
  /**
   * Where cases were searched for: how many of them were made of others. The cases are then no sample, and their counts say nothing of
   * how often the claim fails.
   */
  readonly searched?: number;
  /** What became of the run's `examples`, which count nowhere else; up to the first violation unless measuring. */
  readonly examples?: ExampleCounts;
  /** Why cases were vacuous or inconclusive, and how many. */
  readonly reasons: Readonly<Record<string, number>>;
  /** The smallest margin seen, where the property has margins. */
  readonly smallestMargin?: number;
  readonly counterexample?: Counterexample<Case>;
  readonly seed: number;
  /** Images the model was asked about. */
  readonly evaluated: number;
  readonly durationMs: number;
}

/** The verdict on a classifier that is probably not fed as it was trained: what it was not caught at proves nothing. */
export const verdictIfMisfed = <Ruled extends { readonly verdict: Verdict; readonly reason?: InconclusiveReason }>(
  ruled: Ruled,
  misfed: Misfed | undefined,
): Ruled | { readonly verdict: 'inconclusive'; readonly reason: 'at chance' } =>
  misfed === undefined || ruled.verdict === 'violated' || ruled.verdict === 'inconclusive'
    ? ruled
    : { verdict: 'inconclusive', reason: 'at chance' };

/** More than this many undecided cases for each decided one is no answer; QuickCheck gives up at the same ratio. */
const undecidedLimit = 10;

/** The verdict on counts alone, before any counterexample is confirmed. */
export function verdictOf(
  counts: { readonly held: number; readonly violated: number; readonly vacuous: number; readonly inconclusive: number },
  kind: 'claim' | 'rate',
  stopped: Stop | undefined,
): { readonly verdict: Verdict; readonly reason?: InconclusiveReason } {
  const { held, violated, vacuous, inconclusive } = counts;
  if (violated > 0 && kind === 'claim') return { verdict: 'violated' };
  if (stopped !== undefined) return { verdict: 'inconclusive', reason: stopped };
  if ((held + violated) * undecidedLimit < vacuous + inconclusive || held + violated === 0)
    return { verdict: 'inconclusive', reason: 'too few cases' };
  return { verdict: kind === 'rate' ? 'measured' : 'held' };
}
