import { labelOf } from '../classifier/scores.js';
import { scalarOf } from '../image/image.js';
import type { Outcome } from './outcome.js';

/** Which image a decided case is about. */
export interface LabelledCase {
  /** What the classifier gives it: a place among its labels. */
  readonly label: number;
  /** What it is known to show, by whatever name. */
  readonly truth?: string;
  /** The scalar at which the case is violated, where it is one that has one. */
  readonly scalar?: number;
}

/**
 * What came of a case as a run hears of it, which may have been tried in another thread: without images. `about` is left out where the
 * case does not say it.
 */
export type HeardOutcome =
  | { readonly kind: 'held'; readonly margin?: number; readonly about?: LabelledCase }
  | { readonly kind: 'violated'; readonly margin: number; readonly why: string; readonly about?: LabelledCase }
  | Extract<Outcome, { readonly kind: 'vacuous' | 'inconclusive' }>;

/** What a run hears of an outcome. */
export function heardOf(outcome: Outcome): HeardOutcome {
  if (outcome.kind === 'vacuous' || outcome.kind === 'inconclusive') return outcome;
  const about = labelledIn(outcome);
  if (outcome.kind === 'violated') {
    const { kind, margin, why } = outcome;
    return about === undefined ? { kind, margin, why } : { kind, margin, why, about };
  }
  const { kind, margin } = outcome;
  if (about === undefined) return margin === undefined ? { kind } : { kind, margin };
  return margin === undefined ? { kind, about } : { kind, margin, about };
}

/** By the first view of a violation, and the `original` of what held. */
function labelledIn(outcome: Extract<Outcome, { readonly kind: 'held' | 'violated' }>): LabelledCase | undefined {
  const original = outcome.kind === 'held' ? outcome.original : outcome.views[0];
  if (original === undefined) return undefined;
  const label = labelOf(original.scores);
  const truth = original.image.truth?.name;
  const last = outcome.kind === 'violated' ? outcome.views.at(-1)?.image : undefined;
  const scalar = last === undefined || last.parts.length === 0 ? undefined : scalarOf(last);
  if (scalar !== undefined) return truth === undefined ? { label, scalar } : { label, truth, scalar };
  return truth === undefined ? { label } : { label, truth };
}
