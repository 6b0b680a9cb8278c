import type * as fc from 'fast-check';
import { checkBatched } from './batched.js';
import { deadline, now, type Deadline } from './clock.js';
import { Examination, Violation } from './examination.js';
import type { Outcome, Violated } from './outcome.js';
import { Tally, type Progress } from './progress.js';
import type { Setup } from './setup.js';

/** A violation as the runner left it: shrunk as far as it goes. */
export interface Found<Case> {
  readonly case: Case;
  readonly path: string;
  readonly shrinks: number;
  readonly outcome: Violated;
  /** The smallest margin of the violations on the way to this one. */
  readonly clearest: number;
}

/** Progress is told this often, in milliseconds. */
const progressEvery = 50;

/** One run in progress: what it has counted, whether it was stopped, and the means to go over cases. */
export class Session<Case> {
  readonly tally = new Tally();
  /** The case with the smallest margin among the violations, by its place in the run. */
  worst: { readonly index: number; readonly margin: number } | undefined;
  readonly #deadline: Deadline;
  readonly #started = now();
  #told = this.#started;

  constructor(readonly setup: Setup<Case>) {
    this.#deadline = deadline(setup.options.timeLimit, setup.options.signal);
  }

  /** Goes over the cases and counts them; with `stopAtViolation`, up to the first violation, which is then shrunk. */
  async cases({ stopAtViolation }: { stopAtViolation: boolean }): Promise<Found<Case> | undefined> {
    let phase: Progress['phase'] = 'cases';
    return this.#pass({ failOnViolation: stopAtViolation, numRuns: this.setup.cases }, (outcome) => {
      if (phase === 'cases') this.#count(outcome);
      if (stopAtViolation && this.tally.counts.violated > 0) phase = 'shrinking';
      this.#tell(phase);
    });
  }

  /** Shrinks one case of the run. */
  async shrink(index: number): Promise<Found<Case> | undefined> {
    return this.#pass({ failOnViolation: true, numRuns: 1, path: String(index) }, () => this.#tell('shrinking'));
  }

  /** Why the run ended before its time, if it did. */
  get stopped(): 'time limit' | 'aborted' | undefined {
    const { signal } = this.#deadline;
    return signal?.aborted !== true ? undefined : signal.reason === 'time limit' ? 'time limit' : 'aborted';
  }

  get elapsed(): number {
    return now() - this.#started;
  }

  /** Lets go of timers and listeners. */
  end(): void {
    this.#deadline.release();
  }

  async #pass(
    { failOnViolation, numRuns, path }: { failOnViolation: boolean; numRuns: number; path?: string },
    onOutcome: (outcome: Outcome) => void,
  ): Promise<Found<Case> | undefined> {
    const { property, subject, context, seed, options } = this.setup;
    const examination = new Examination(property, subject, context, { failOnViolation, keepFindings: true });
    let fault: { readonly thrown: unknown } | undefined;
    let clearest = 0;
    const start = path ?? options.path;
    const details = await checkBatched<[Case]>(
      examination,
      // Conic's own options rule; what a test suite set up globally for fast-check is about other properties.
      { ...ownParameters, seed, numRuns, ...(start === undefined ? {} : { path: start }) },
      {
        window: subject.batchLimit,
        windows: (subject.classifier.concurrency ?? 1) + 1,
        ...(this.#deadline.signal === undefined ? {} : { signal: this.#deadline.signal }),
        onVerdict: (input) => {
          const finding = examination.takeFinding(input);
          if (finding === undefined) return;
          if ('fault' in finding) fault ??= { thrown: finding.fault };
          else {
            if (finding.outcome.kind === 'violated') clearest = Math.min(clearest, finding.outcome.margin);
            onOutcome(finding.outcome);
          }
        },
      },
    );
    // Cases started ahead are let finish, so that nothing is left running; unless nobody wants to wait.
    if (this.stopped === undefined) await examination.idle();
    if (fault !== undefined) throw fault.thrown;
    return foundIn(details, clearest);
  }

  #count(outcome: Outcome): void {
    if (outcome.kind === 'violated' && !(this.worst !== undefined && outcome.margin >= this.worst.margin))
      this.worst = { index: this.tally.cases, margin: outcome.margin };
    this.tally.add(outcome);
  }

  #tell(phase: Progress['phase']): void {
    const { onProgress } = this.setup.options;
    if (onProgress === undefined || now() - this.#told < progressEvery) return;
    this.#told = now();
    const { property, cases } = this.setup;
    const { tally } = this;
    onProgress({
      property: property.name,
      phase,
      done: tally.cases,
      planned: cases,
      violations: tally.counts.violated,
    });
  }
}

const ownParameters = {
  examples: [],
  endOnFailure: false,
  skipEqualValues: false,
  ignoreEqualValues: false,
  unbiased: false,
  randomType: 'xorshift128plus',
} as const satisfies fc.Parameters<never>;

function foundIn<Case>(details: fc.RunDetails<[Case]>, clearest: number): Found<Case> | undefined {
  if (!details.failed || details.counterexample === null || details.counterexamplePath === null) return undefined;
  if (!(details.errorInstance instanceof Violation)) return undefined;
  return {
    case: details.counterexample[0],
    path: details.counterexamplePath,
    shrinks: details.numShrinks,
    outcome: details.errorInstance.outcome,
    clearest,
  };
}
