import type * as fc from 'fast-check';
import { checkBatched, type BatchOptions } from './batched.js';
import { deadline, now, orStopped, type Deadline } from '../clock.js';
import { pathOf, placeOf, withTold, type CasePlace } from './casePlace.js';
import { Examination, Violation, type CaseRandom } from './examination.js';
import type { Subject } from '../classifier/subject.js';
import { LostClassifierError, type CrashedClassifierError } from '../errors.js';
import { misfedOn, type Misfed } from './feeding/misfed.js';
import { givesWay } from './givingWay.js';
import { closingOf } from './closing.js';
import { graceAfter } from './graceAfter.js';
import type { Outcome, Violated } from './outcome.js';
import { heardOf, type HeardOutcome } from './heard.js';
import { LabelTally, type LabelCounts } from './labelTally.js';
import { handedOut } from './inWorkers/handOut.js';
import { sendRun, type SentRun } from './inWorkers/sendRun.js';
import { outcomesIn, type SliceFindings } from './inWorkers/slice.js';
import { generatedAt } from './lookahead.js';
import { runParameters } from './runParameters.js';
import { Tally, type RunProgress } from './progress.js';
import { milliseconds } from '../settings/kinds.js';
import type { Stop } from './result.js';
import { sizeOf } from '../image/shape.js';
import type { Share } from './share.js';
import type { Setup } from './setup.js';
import { Shrinking } from './shrinking.js';
import { clearestOf } from './worst.js';

/** A violation as the runner left it: shrunk as far as it goes. */
export interface SessionFindings<Case> {
  readonly case: Case;
  readonly path: string;
  /** Its place among the run's examples, where it is one. */
  readonly example?: number;
  readonly shrinks: number;
  /** With its views, unless it was only heard of from a worker. */
  readonly outcome: Pick<Violated, 'margin'> | Violated;
  /** The clearest of the violations on the way to this one, itself included; undefined where the way is not known. */
  readonly clearest: { readonly case: Case; readonly outcome: Pick<Violated, 'margin'> } | undefined;
}

/** A violation as it was counted: where it is, and how clear. */
export interface CountedViolation<Case> extends Pick<SessionFindings<Case>, 'path' | 'outcome'> {
  /** Of one that was found here; that of a worker is made again where it is needed. */
  readonly case?: Case;
}

/** How a session runs. */
export interface SessionOptions {
  /** Workers that try cases; undefined: the main thread does. Where it is not told, {@link sendRun} decides. */
  readonly sent?: SentRun | undefined;
  /** When the run was asked for: the time that reading images took since then is part of its time. */
  readonly asked?: number;
}

/** A violation among cases that a search has made. */
export interface FoundInRound<Case> {
  readonly place: number;
  readonly case: Case;
  readonly outcome: Violated;
}

/** How to go over cases. */
interface Pass<Case> {
  readonly failOnViolation: boolean;
  readonly numRuns: number;
  readonly path?: string;
  /** Given cases, instead of made ones; not to be shrunk. */
  readonly examples?: readonly Case[];
  /** Whether the model is asked about one image at a time. */
  readonly alone?: boolean;
  /** What each case is made from, instead of what the runner gives. */
  readonly source?: (place: number) => CaseRandom;
}

/** Pixels of the cases that are tried here before others are sent to workers, and how few or many cases that may be. */
const pixelsHere = 2 ** 18;

const firstHere = <Case>({ subject }: Setup<Case>): number =>
  Math.max(4, Math.min(64, Math.floor(pixelsHere / sizeOf(subject.spec.shape))));

/** Progress is told this often, in milliseconds. */
const progressEvery = 50;

/** One run in progress: what it has counted, whether it was stopped, and the means to go over cases. */
export class Session<Case> {
  readonly tally = new Tally();
  readonly #labelTally: LabelTally;
  #endsAtViolation = false;
  /** Counts the run's examples. */
  readonly exampleTally = new Tally();
  /**
   * Of the violations that were counted, as they were generated, each whose margin was smaller than all before it: whatever run this
   * one is a share of, its clearest violation is one of them or not of this share.
   */
  readonly clearer: CountedViolation<Case>[] = [];
  readonly #sent: SentRun | undefined;
  readonly #deadline: Deadline;
  /** When nothing more is confirmed or explained either. */
  readonly #closing: Deadline;
  readonly #timeLimit: number | undefined;
  /** Answers nothing once the run is stopped: cases that were started ahead end, and leave the model to others. */
  readonly #subject: Subject;
  readonly #started = now();
  #told = this.#started;
  /** Whether something other than this run's limits ended it: a plugin that was installed for all of fast-check. */
  #interrupted = false;
  /** Whether there is a violation that could not be asked about one image at a time before the time ran out. */
  unconfirmed = false;
  /** What there was instead of an answer, where the model was lost. */
  lost: string | undefined;
  /** Of the cases that were counted, those that a search made of others; undefined where there is no search. */
  searched: number | undefined;
  /** Whether the caller had seen enough. */
  enough = false;

  /** @param told how it is run, where that is not as usual. */
  constructor(
    readonly setup: Setup<Case>,
    told: SessionOptions = {},
  ) {
    const { asked = now() } = told;
    this.#sent = 'sent' in told ? told.sent : sendRun(setup);
    const { timeLimit, signal } = setup.options;
    this.#labelTally = new LabelTally(setup.subject.spec.labels);
    this.#timeLimit = timeLimit === undefined ? undefined : milliseconds(timeLimit);
    const left = this.#timeLimit === undefined ? undefined : Math.max(1, this.#timeLimit - (now() - asked));
    this.#deadline = deadline(left, signal);
    this.#closing = closingOf(left === undefined ? undefined : left + graceAfter(this.#timeLimit ?? 0), signal);
    this.#subject = setup.subject.vary({ signal: this.#deadline.signal });
  }

  /** Goes over the cases and counts them; with `stopAtViolation`, up to the first violation, which is then shrunk. */
  async cases({ stopAtViolation }: { stopAtViolation: boolean }): Promise<SessionFindings<Case> | undefined> {
    const { setup } = this;
    const sent = this.#sent;
    this.#endsAtViolation = stopAtViolation;
    const all = { from: 0, to: setup.cases };
    if (sent === undefined) return this.#casesHere(all, stopAtViolation);
    // Most of those that violate do so soon, and workers that have to begin first would only keep them waiting.
    const few = { from: 0, to: Math.min(setup.cases, firstHere(setup)) };
    const found = await this.#casesHere(few, stopAtViolation);
    if (found !== undefined || this.#isOver || few.to === setup.cases) return found;
    return this.#casesInWorkers(sent, { from: few.to, to: setup.cases }, stopAtViolation);
  }

  async #casesHere({ from, to }: Share, stopAtViolation: boolean): Promise<SessionFindings<Case> | undefined> {
    let phase: RunProgress['phase'] = 'cases';
    const beginning = from === 0 ? {} : { path: this.#pathOf(from) };
    return this.#pass({ failOnViolation: stopAtViolation, numRuns: to - from, ...beginning }, (outcome, given) => {
      if (phase === 'cases') this.#hear(heardOf(outcome), { case: given });
      if (stopAtViolation && this.tally.counts.violated > 0) phase = 'shrinking';
      this.#tell(phase);
      // A violation that is being shrunk is shrunk to the end.
      return this.enough && phase === 'cases' ? 'stop' : undefined;
    });
  }

  /** The same by the workers that have the model, which make the cases themselves. What they cannot do is done here. */
  async #casesInWorkers(
    sent: SentRun,
    { from, to }: Share,
    stopAtViolation: boolean,
  ): Promise<SessionFindings<Case> | undefined> {
    const first = Number(this.#pathOf(0));
    const { signal } = this.#deadline;
    let crash: SliceFindings['crash'];
    for await (const findings of handedOut(sent, { from: first + from, to: first + to }, signal)) {
      this.setup.subject.countElsewhere(findings.evaluated);
      crash ??= findings.crash;
      for (const outcome of outcomesIn(findings)) {
        this.#hear(outcome);
        if (stopAtViolation && outcome.kind === 'violated')
          return this.shrink({ path: this.#pathOf(this.tally.cases - 1), outcome });
        if (this.#isOver) return undefined;
      }
      this.#tell('cases');
    }
    if (this.tally.cases === to || this.#isOver) return undefined;
    if (crash === undefined) return this.#casesHere({ from: this.tally.cases, to }, stopAtViolation);
    return this.#casesOfCrash(crash.error, { from: this.tally.cases, to: crash.to - first }, stopAtViolation);
  }

  /**
   * Cases whose worker died, tried again where it shows which image it is. A crash is an error also if it does not come again, and a
   * violation before it is found all the same.
   *
   * @throws CrashedClassifierError of the images that were asked about, or else of the cases.
   */
  async #casesOfCrash(
    crash: CrashedClassifierError,
    { from, to }: Share,
    stopAtViolation: boolean,
  ): Promise<SessionFindings<Case> | undefined> {
    const found = await this.#casesHere({ from, to }, stopAtViolation);
    if (found !== undefined || this.#isOver) return found;
    const { name } = this.setup.property;
    const [one, other] = [this.#pathOf(from), this.#pathOf(to - 1)];
    throw crash.aboutWhat(`cases ${one} to ${other} of ${name}, though not when they were tried again`);
  }

  /**
   * Goes over cases that a search has made, and counts them, up to the first violation, which is not shrunk.
   *
   * @param made how many there are, and what each is made from.
   * @param onCase hears what came of each, in their order.
   * @returns the place of the first violation among them, and what it is.
   */
  async round(
    { count, source }: { readonly count: number; readonly source: (place: number) => CaseRandom },
    onCase: (place: number, outcome: Outcome) => void,
  ): Promise<FoundInRound<Case> | undefined> {
    let place = 0;
    let found: FoundInRound<Case> | undefined;
    await this.#pass({ failOnViolation: false, numRuns: count, path: '0', source }, (outcome, given) => {
      this.#hear(heardOf(outcome));
      onCase(place, outcome);
      if (outcome.kind === 'violated') found = { place, case: given, outcome };
      this.#tell('cases');
      place++;
      return found !== undefined || this.enough ? 'stop' : undefined;
    });
    return found;
  }

  /** Whether no further case is to be tried. */
  get isDone(): boolean {
    return this.#isOver || this.tally.cases >= this.setup.cases;
  }

  /**
   * Goes over the run's examples, one at a time, and counts them; with `stopAtViolation`, up to the first violation. In a
   * pass of its own, since examples among made cases would move the paths of these.
   *
   * @returns the first violation, or without `stopAtViolation` the one with the smallest margin. It is not shrunk.
   */
  async examples({ stopAtViolation }: { stopAtViolation: boolean }): Promise<SessionFindings<Case> | undefined> {
    const { examples = [], path } = this.setup.options;
    if (examples.length === 0 || path !== undefined) return undefined;
    let worst: SessionFindings<Case> | undefined;
    const alone = { alone: true, examples };
    await this.#pass({ ...alone, failOnViolation: stopAtViolation, numRuns: examples.length }, (outcome, given) => {
      const example = this.exampleTally.cases;
      this.exampleTally.add(outcome);
      if (outcome.kind !== 'violated' || (worst !== undefined && outcome.margin >= worst.outcome.margin)) return;
      // It may have been shrunk to the edge of a violation, so the margin of a case that was kept says nothing of its cause.
      worst = { case: given, path: String(example), example, shrinks: 0, outcome, clearest: undefined };
    });
    return worst;
  }

  /** Shrinks one case of the run; gives it as it was generated if there is no time left, or it does not fail again. */
  async shrink({ path, outcome, case: given }: CountedViolation<Case>): Promise<SessionFindings<Case>> {
    const shrunk = await this.#pass({ failOnViolation: true, numRuns: 1, path }, () => {
      this.#tell('shrinking');
      return undefined;
    });
    if (shrunk !== undefined) return shrunk;
    const one = given ?? this.#caseAt(path);
    return { case: one, path, shrinks: 0, outcome, clearest: { case: one, outcome } };
  }

  /** The model cannot be asked any more: the run ends with what it has. */
  lose({ problem }: LostClassifierError): void {
    this.lost = problem.found;
    this.#deadline.stop('model lost');
  }

  /** Of the violations that were counted, the clearest, as it was generated. */
  get worst(): CountedViolation<Case> | undefined {
    return this.clearer[clearestOf(this.clearer.map(({ outcome }) => outcome.margin))];
  }

  /** Why the run ended before its time, if it did. */
  get stopped(): Stop | undefined {
    const { signal } = this.#deadline;
    if (!signal.aborted) return this.#interrupted ? 'aborted' : undefined;
    return stops.find((stop) => stop === signal.reason) ?? 'aborted';
  }

  /**
   * What there is to say if the classifier is at chance on images whose label is known; undefined where it is not, where that is
   * meant, where no label is known, or where the run was ended before that could be told.
   */
  async misfed(): Promise<Misfed | undefined> {
    const { corpus, options, subject } = this.setup;
    if (corpus === undefined || options.allowChance === true || this.#deadline.signal.aborted) return undefined;
    return misfedOn(subject.classifier, corpus, this.#deadline.signal);
  }

  /**
   * Decided cases label by label; undefined where a run ended at its first violation, so that no
   * rate is known, of cases that were searched for, which are no sample, and of a property of one case.
   */
  get labels(): LabelCounts | undefined {
    const isCutShort = this.#endsAtViolation && this.tally.counts.violated > 0;
    return isCutShort || this.searched !== undefined || this.setup.property.count === 1
      ? undefined
      : this.#labelTally.counts;
  }

  /**
   * Asks about one image at a time, for as long as the time limit and what is allowed after it, or after the run was ended.
   *
   * @returns undefined if the time ran out, or the run was ended, before there was an answer.
   */
  async afterwards<Answer>(ask: (alone: Subject) => Promise<Answer>): Promise<Answer | undefined> {
    const { signal } = this.#closing;
    return orStopped(() => ask(this.setup.subject.vary({ alone: true, signal })), signal);
  }

  get elapsed(): number {
    return now() - this.#started;
  }

  /** Lets go of timers and listeners. */
  end(): void {
    this.#deadline.release();
    this.#closing.release();
  }

  async #pass(
    { failOnViolation, numRuns, path, examples, alone = false, source }: Pass<Case>,
    onOutcome: (outcome: Outcome, given: Case) => 'stop' | undefined,
  ): Promise<SessionFindings<Case> | undefined> {
    const { property, context, seed, options } = this.setup;
    const subject = alone ? this.#subject.vary({ alone }) : this.#subject;
    const start = placeOf(path ?? options.path ?? '');
    const isTold = start.told.size > 0;
    const examination = new Examination(property, subject, context, {
      failOnViolation,
      keepFindings: true,
      ...(isTold ? { source: withTold(start) } : {}),
      ...(source === undefined ? {} : { source: ({ runId = 0 }) => source(runId) }),
    });
    let fault: { readonly thrown: unknown } | undefined;
    const shrinking = new Shrinking(options.shrink);
    let clearest: SessionFindings<Case>['clearest'];
    const details = await checkBatched<[Case]>(
      examination,
      // Conic's own options rule; what a test suite set up globally for fast-check is about other properties.
      {
        ...unset,
        ...runParameters,
        ...(shrinking.isDoneAt(start.path) ? { endOnFailure: true } : {}),
        ...asExamples(examples),
        seed,
        numRuns: isTold ? 1 : numRuns,
        path: start.path,
      },
      {
        ...(await this.#inFlight(subject)),
        // What comes after a round depends on all of it, so all of it is under way.
        ...(source === undefined ? {} : { firstWindow: Infinity }),
        hooks: false,
        signal: this.#deadline.signal,
        onVerdict: (input) => {
          const finding = examination.takeFinding(input);
          if (finding === undefined) return undefined;
          if ('fault' in finding) {
            // A case that was under way when the run was stopped is told so by an error.
            if (this.stopped !== undefined) return undefined;
            if (finding.fault instanceof LostClassifierError) this.lose(finding.fault);
            else fault ??= { thrown: finding.fault };
            return undefined;
          }
          const answer = onOutcome(finding.outcome, input[0]);
          const { outcome } = finding;
          if (outcome.kind !== 'violated' || !failOnViolation) return answer;
          if (clearest === undefined || outcome.margin < clearest.outcome.margin)
            clearest = { case: input[0], outcome };
          return shrinking.takes(outcome) ? answer : 'passes';
        },
      },
    );
    // Cases started ahead are let finish, so that nothing is left running; unless nobody wants to wait.
    if (this.stopped === undefined) await orStopped(() => examination.idle(), this.#deadline.signal);
    if (fault !== undefined) throw fault.thrown;
    if (details.failed && details.errorInstance !== null && !(details.errorInstance instanceof Violation))
      throw details.errorInstance;
    this.#interrupted ||= details.interrupted && !this.enough && source === undefined;
    return foundIn(details, clearest, start);
  }

  /**
   * How many cases are started at once: as many as fill batches. Where patterns are asked for, a case asks about several images in
   * each of many rounds, and batches are small: then fewer are under way, so that the first are through soon.
   */
  async #inFlight(
    subject: Subject,
  ): Promise<Required<Pick<BatchOptions, 'window' | 'windows' | 'firstWindow' | 'shrinkWindow'>>> {
    const { needs } = this.setup.property;
    const workers = subject.classifier.concurrency ?? 1;
    const patterns = needs.includes('pieces')
      ? await orStopped(() => subject.patternLimit(), this.#deadline.signal)
      : undefined;
    if (patterns === undefined)
      return { window: subject.batchLimit, windows: workers * 2, firstWindow: 4, shrinkWindow: 4 };
    const window = Math.ceil(patterns / 2);
    const few = Math.min(8, window);
    return { window, windows: workers, firstWindow: few, shrinkWindow: few };
  }

  readonly #elapsedNow = (): number => this.elapsed;

  /** Counts what came of the run's next case, and looks whether that is enough. */
  #hear(outcome: HeardOutcome, here: Pick<CountedViolation<Case>, 'case'> = {}): void {
    this.#count(outcome, here);
    this.enough = this.setup.options.until?.(this.tally.counts, outcome) === true;
    if (givesWay(this.tally.counts, this.#elapsedNow, this.#timeLimit)) this.#deadline.stop('nothing decided');
  }

  /** Whether no further case is to be heard of. */
  get #isOver(): boolean {
    return this.enough || this.#interrupted || this.#deadline.signal.aborted;
  }

  #count(outcome: HeardOutcome, here: Pick<CountedViolation<Case>, 'case'>): void {
    const last = this.clearer.at(-1);
    if (outcome.kind === 'violated' && !(last !== undefined && outcome.margin >= last.outcome.margin))
      this.clearer.push({ ...here, path: this.#pathOf(this.tally.cases), outcome: { margin: outcome.margin } });
    this.tally.add(outcome);
    this.#labelTally.add(outcome);
  }

  #caseAt(path: string): Case {
    const { property, subject, context, seed } = this.setup;
    const { randomType } = runParameters;
    const cases = new Examination(property, subject, context);
    const [given] = generatedAt(cases, { seed, randomType, number: Number(path) });
    return given;
  }

  /** Where the run's case with this number is, counted from where the run began. */
  #pathOf(index: number): string {
    const steps = (this.setup.options.path ?? '0').split(':').map(Number);
    return steps.map((step, i) => (i === steps.length - 1 ? step + index : step)).join(':');
  }

  #tell(phase: RunProgress['phase']): void {
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
      violated: tally.counts.violated,
    });
  }
}

const stops: readonly Stop[] = ['time limit', 'aborted', 'nothing decided', 'model lost'];

/** Limits that only undefined takes away: fast-check reads it as "not set". */
const unset: Pick<fc.Parameters, 'timeout' | 'interruptAfterTimeLimit' | 'skipAllAfterTimeLimit'> = Object.fromEntries(
  ['timeout', 'interruptAfterTimeLimit', 'skipAllAfterTimeLimit'].map((limit) => [limit, undefined]),
);

const asExamples = <Case>(examples: readonly Case[] = []): Pick<fc.Parameters<[Case]>, 'examples' | 'endOnFailure'> =>
  examples.length === 0 ? {} : { examples: examples.map((example): [Case] => [example]), endOnFailure: true };

function foundIn<Case>(
  details: fc.RunDetails<[Case]>,
  clearest: SessionFindings<Case>['clearest'],
  { told }: CasePlace,
): SessionFindings<Case> | undefined {
  if (!details.failed || details.counterexample === null || details.counterexamplePath === null) return undefined;
  if (!(details.errorInstance instanceof Violation)) return undefined;
  return {
    case: details.counterexample[0],
    path: pathOf({ path: details.counterexamplePath, told }),
    shrinks: details.numShrinks,
    outcome: details.errorInstance.outcome,
    clearest,
  };
}
