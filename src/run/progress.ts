import type { HeardOutcome } from './heard.js';
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

  add(outcome: HeardOutcome): void {
    this.counts[outcome.kind]++;
    if (outcome.kind === 'held' || outcome.kind === 'violated') {
      const { margin } = outcome;
      if (margin !== undefined && !(this.smallestMargin !== undefined && margin >= this.smallestMargin))
        this.smallestMargin = margin;
    } else this.reasons.set(outcome.why, (this.reasons.get(outcome.why) ?? 0) + 1);
  }

  /** Counts what another has counted, of cases that come after those of this one. */
  addAll({ counts, reasons, smallestMargin }: Pick<Tally, 'counts' | 'reasons' | 'smallestMargin'>): void {
    this.counts.held += counts.held;
    this.counts.violated += counts.violated;
    this.counts.vacuous += counts.vacuous;
    this.counts.inconclusive += counts.inconclusive;
    for (const [why, count] of reasons) this.reasons.set(why, (this.reasons.get(why) ?? 0) + count);
    if (smallestMargin !== undefined && !(this.smallestMargin !== undefined && smallestMargin >= this.smallestMargin))
      this.smallestMargin = smallestMargin;
  }

  get cases(): number {
    const { held, violated, vacuous, inconclusive } = this.counts;
    return held + violated + vacuous + inconclusive;
  }
}
