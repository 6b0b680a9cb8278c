import type { Outcome } from './outcome.js';

/** How far a run is. */
export interface RunProgress {
  readonly property: string;
  /** `cases`: looking for violations. `shrinking`: one was found and is being made simple. */
  readonly phase: 'cases' | 'shrinking';
  readonly done: number;
  readonly planned: number;
  readonly violated: number;
}

/** How many cases came to what. */
export type Counts = Readonly<Record<Outcome['kind'], number>>;

/** Counts cases by what they came to. */
export class Tally {
  readonly counts: Record<Outcome['kind'], number> = { held: 0, violated: 0, vacuous: 0, inconclusive: 0 };
  /** How often each reason was given for a case that was vacuous or inconclusive. */
  readonly reasons = new Map<string, number>();
  smallestMargin: number | undefined;

  add(outcome: Outcome): void {
    this.counts[outcome.kind]++;
    if (outcome.kind === 'held' || outcome.kind === 'violated') {
      const { margin } = outcome;
      if (margin !== undefined && !(this.smallestMargin !== undefined && margin >= this.smallestMargin))
        this.smallestMargin = margin;
    } else this.reasons.set(outcome.why, (this.reasons.get(outcome.why) ?? 0) + 1);
  }

  get cases(): number {
    const { held, violated, vacuous, inconclusive } = this.counts;
    return held + violated + vacuous + inconclusive;
  }
}
