import type { HeardOutcome } from './heard.js';
import { knownLabel } from './knownLabels.js';
import { MarginSketch, type MarginCount } from './marginSketch.js';

/** What the decided cases of one label came to. */
export interface LabelCount {
  /** Its place among the classifier's labels. */
  readonly label: number;
  readonly held: number;
  readonly violated: number;
  /** The smallest margin of those that have one. */
  readonly smallestMargin?: number;
  /** The margins of those that have one. */
  readonly margins: readonly MarginCount[];
  /** Of the scalars at which one was violated, the one nearest 1. */
  readonly nearest?: number;
}

/** Decided cases, label by label, in the order of the classifier's labels. */
export interface LabelCounts {
  /** By the label that the classifier gives the image a case is about. */
  readonly byLabel: readonly LabelCount[];
  /** By the label that this image is known by; of cases whose image is known by none there is nothing. */
  readonly byTruth: readonly LabelCount[];
}

/** What a case came to. */
export interface DecidedCase {
  readonly violated: boolean;
  readonly margin: number | undefined;
  /** The scalar at which it is violated, where it is one that has one. */
  readonly scalar: number | undefined;
}

/**
 * Counts decided cases label by label. The label of a case is the one that the classifier gives to the image it is about: the first
 * view of a violation, the `original` of what held.
 */
export class LabelTally {
  readonly #byLabel = new Map<number, Counter>();
  readonly #byTruth = new Map<number, Counter>();
  readonly #places = new Map<string | undefined, number | undefined>();
  #isComplete = true;

  /** @param labels those of the classifier. */
  constructor(private readonly labels: readonly string[]) {}

  add(outcome: HeardOutcome): void {
    if (outcome.kind !== 'held' && outcome.kind !== 'violated') return;
    const { kind, margin, about } = outcome;
    if (about === undefined) this.#isComplete = false;
    else this.addDecided(about.label, about.truth, { violated: kind === 'violated', margin, scalar: about.scalar });
  }

  /**
   * The same for a case that was decided elsewhere.
   *
   * @param label place among the classifier's labels. @param truth what its image is known to show, by whatever name.
   */
  addDecided(label: number, truth: string | undefined, decided: DecidedCase): void {
    counterAt(this.#byLabel, label).add(decided);
    const known = this.#placeOf(truth);
    if (known !== undefined) counterAt(this.#byTruth, known).add(decided);
  }

  /** Counts what another has counted; undefined where that one does not know. */
  addAll(counts: LabelCounts | undefined): void {
    this.#isComplete &&= counts !== undefined;
    for (const count of counts?.byLabel ?? []) counterAt(this.#byLabel, count.label).addAll(count);
    for (const count of counts?.byTruth ?? []) counterAt(this.#byTruth, count.label).addAll(count);
  }

  /** What was counted; undefined where a case did not say which image it is about. */
  get counts(): LabelCounts | undefined {
    return this.#isComplete ? { byLabel: countsIn(this.#byLabel), byTruth: countsIn(this.#byTruth) } : undefined;
  }

  #placeOf(truth: string | undefined): number | undefined {
    if (!this.#places.has(truth)) this.#places.set(truth, knownLabel(truth, this.labels));
    return this.#places.get(truth);
  }
}

class Counter {
  #held = 0;
  #violated = 0;
  #smallestMargin: number | undefined;
  #nearest: number | undefined;
  readonly #margins = new MarginSketch();

  add({ violated, margin, scalar }: DecidedCase): void {
    if (violated) this.#violated++;
    else this.#held++;
    this.#see(scalar);
    if (margin === undefined) return;
    this.#margins.add(margin);
    this.#reach(margin);
  }

  addAll({ held, violated, smallestMargin, margins, nearest }: LabelCount): void {
    this.#held += held;
    this.#violated += violated;
    this.#margins.addAll(margins);
    this.#reach(smallestMargin);
    this.#see(nearest);
  }

  countOf(label: number): LabelCount {
    const [smallestMargin, nearest] = [this.#smallestMargin, this.#nearest];
    return {
      label,
      held: this.#held,
      violated: this.#violated,
      ...(smallestMargin === undefined ? {} : { smallestMargin }),
      margins: this.#margins.counts,
      ...(nearest === undefined ? {} : { nearest }),
    };
  }

  #reach(margin: number | undefined): void {
    if (margin !== undefined && !(this.#smallestMargin !== undefined && margin >= this.#smallestMargin))
      this.#smallestMargin = margin;
  }

  #see(scalar: number | undefined): void {
    if (scalar !== undefined && !(this.#nearest !== undefined && farFrom1(scalar) >= farFrom1(this.#nearest)))
      this.#nearest = scalar;
  }
}

const farFrom1 = (scalar: number): number => Math.abs(Math.log(scalar));

function counterAt(counters: Map<number, Counter>, label: number): Counter {
  const known = counters.get(label);
  if (known !== undefined) return known;
  const counter = new Counter();
  counters.set(label, counter);
  return counter;
}

const countsIn = (counters: ReadonlyMap<number, Counter>): readonly LabelCount[] =>
  [...counters].toSorted(([one], [other]) => one - other).map(([label, counter]) => counter.countOf(label));
