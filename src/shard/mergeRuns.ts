import { resultOf } from '../run/conclude.js';
import { labelRowsOf } from '../run/labelRows.js';
import { LabelTally } from '../run/labelTally.js';
import { Tally } from '../run/progress.js';
import type { Counterexample, Result } from '../run/result.js';
import { clearestOf } from '../run/worst.js';
import type { KeptCounterexample, RunPart } from './checkPart.js';
import { revivedOf } from './keptCounterexample.js';

/** What the parts of one property come to. */
export interface MergedRun {
  readonly result: Result;
  /** Where the counterexample is one that was stored before: its folder. */
  readonly stored: string | undefined;
  /** Why its case cannot be stored, where it cannot. */
  readonly unstorable: string | undefined;
  readonly notes: readonly string[];
}

/** A violation as far as merging has come: revived only if it is the one that is shown. */
interface Candidate {
  readonly kept: KeptCounterexample | null;
  readonly file: string;
  readonly stored?: string | undefined;
  /** Whether there was no time to confirm it. */
  readonly unconfirmed?: boolean;
}

/** Adds up what the parts of a run say of one property, one part after the other in their order. */
export class RunMerger {
  readonly #tally = new Tally();
  readonly #examples = new Tally();
  readonly #labels: LabelTally;
  readonly #notes: string[] = [];
  #found: { readonly margin: number; readonly candidate: Candidate } | undefined;
  #known: Candidate | undefined;
  #stopped: RunPart['stopped'];
  #lost: RunPart['lost'];
  /** As the part says that has case 0, which need not be the first: that may have none. */
  #misfed: RunPart['misfed'];
  #evaluated = 0;
  #durationMs = 0;
  /** Whether the run had ended before the parts that are still to come. */
  #over = false;

  constructor(
    private readonly first: RunPart,
    private readonly seed: number,
    /** The labels of the model. */
    private readonly labels: readonly string[],
  ) {
    this.#labels = new LabelTally(labels);
  }

  /** Adds the next part. @param file it is in, for errors. */
  add(part: RunPart, file: string): void {
    this.#evaluated += part.evaluated;
    this.#durationMs += part.durationMs;
    if (this.#over) return;
    this.#tally.addAll(tallyOf(part));
    this.#labels.addAll(part.labels);
    if (part.examples !== undefined)
      this.#examples.addAll({ counts: part.examples, reasons: new Map(), smallestMargin: undefined });
    this.#notes.push(...part.notes);
    this.#stopped ??= part.stopped;
    this.#lost ??= part.lost;
    this.#misfed ??= part.misfed;
    if (part.known !== undefined) this.#known = { kept: part.known.counterexample, file, stored: part.known.stored };
    for (const { margin, counterexample = null, unconfirmed = false } of part.found) {
      const isClearer = this.#found === undefined || clearestOf([this.#found.margin, margin]) === 1;
      if (isClearer) this.#found = { margin, candidate: { kept: counterexample, file, unconfirmed } };
    }
    this.#over = !part.measured && (this.#known ?? this.#found) !== undefined;
  }

  /** What all parts come to. */
  async merged(): Promise<MergedRun> {
    const { property, module, claim, kind, planned } = this.first;
    const candidates = [this.#found?.candidate, this.#known].filter((one) => one !== undefined);
    const chosen = candidates.find(({ kept }) => kept !== null);
    const counterexample: Counterexample | undefined =
      chosen === undefined || chosen.kept === null ? undefined : revivedOf(chosen.kept, chosen.file);
    const result = resultOf({
      property: { name: property, claim, kind, ...(module === undefined ? {} : { module }) },
      planned,
      seed: this.seed,
      tally: this.#tally,
      examples: this.#examples,
      stopped: this.#stopped,
      lost: this.#lost,
      misfed: this.#misfed,
      found: candidates.length > 0,
      counterexample,
      unconfirmed: candidates.some(({ unconfirmed }) => unconfirmed === true),
      evaluated: this.#evaluated,
      durationMs: this.#durationMs,
    });
    const rows = await labelRowsOf(this.#labels.counts, this.labels);
    return {
      result: { ...result, ...rows },
      stored: chosen?.stored,
      unstorable: chosen?.kept?.unstorable,
      notes: this.#notes,
    };
  }
}

const tallyOf = ({ counts, reasons, smallestMargin }: RunPart) => ({
  counts,
  reasons: new Map(Object.entries(reasons)),
  smallestMargin,
});
