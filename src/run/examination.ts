import * as fc from 'fast-check';
import type { Subject } from '../classifier/subject.js';
import { InputError } from '../errors.js';
import { isArbitrary } from '../generate/isArbitrary.js';
import { inWords } from '../settings/inWords.js';
import type { ShrinkTarget } from '../settings/run.js';
import { assertOutcome } from './assertOutcome.js';
import type { CaseVerdict } from './batched.js';
import type { Outcome, Violated } from './outcome.js';
import type { Context, Property } from './property.js';
import { Shrinking } from './shrinking.js';

/** Thrown, in fast-check's words, by a case that violates its claim. */
export class Violation extends Error {
  override readonly name = 'Violation';
  constructor(readonly outcome: Violated) {
    super(outcome.why);
  }
}

/** What a case came to: an outcome, or an error that says nothing about the claim. */
export type Finding = { readonly outcome: Outcome } | { readonly fault: unknown };

/** What a case is made from: the generator, and its number among the cases, by which fast-check says how odd it may be. */
export interface CaseRandom {
  readonly random: fc.Random;
  readonly runId: number | undefined;
}

/** Which findings fail a case, in fast-check's sense. */
export interface ExaminationOptions {
  /** Whether a violation fails the case, and so is shrunk. Default true. */
  readonly failOnViolation?: boolean;
  /** What an error in the classifier or the property does: `interrupt` the run (default), or `fail` as in plain fast-check. */
  readonly onFault?: 'interrupt' | 'fail';
  /** What a case is made from, where that is not what the runner gives. */
  readonly source?: (given: CaseRandom) => CaseRandom;
  /**
   * How far a violation is made simpler, where it is run one case after the other as plain fast-check does. Default: to the edge, or
   * as whoever runs it says.
   */
  readonly shrink?: ShrinkTarget;
  /** Whether findings are kept until they are taken. Default false. */
  readonly keepFindings?: boolean;
}

/**
 * A conic property on a subject as a fast-check property. Its generator and shrinker are those of
 * `fc.asyncProperty(property.cases(context), …)`, so seeds and paths mean the same in both.
 */
export class Examination<Case> implements fc.IAsyncProperty<[Case]> {
  readonly #cases: fc.IAsyncProperty<[Case]>;
  readonly #findings = new Map<[Case], Finding>();
  #shrinking: Shrinking | undefined;
  #running = 0;
  #whenIdle: (() => void) | undefined;

  constructor(
    private readonly property: Property<Case>,
    private readonly subject: Subject,
    context: Context,
    private readonly options: ExaminationOptions = {},
  ) {
    this.#cases = fc.asyncProperty<[Case]>(casesOf(property, context), async () => undefined);
  }

  isAsync(): true {
    return true;
  }

  generate(random: fc.Random, runId?: number): fc.Value<[Case]> {
    const { shrink, source } = this.options;
    // What comes after the last generated case are simpler ones.
    this.#shrinking = shrink === undefined ? undefined : new Shrinking(shrink);
    const from = source === undefined ? { random, runId } : source({ random, runId });
    return this.#cases.generate(from.random, from.runId);
  }

  shrink(value: fc.Value<[Case]>): fc.Stream<fc.Value<[Case]>> {
    return this.#cases.shrink(value);
  }

  async run(input: [Case]): Promise<CaseVerdict> {
    this.#running++;
    let finding: Finding;
    try {
      const outcome = await this.property.examine(input[0], this.subject);
      assertOutcome(outcome, this.property.name);
      finding = { outcome };
    } catch (fault) {
      finding = { fault };
    }
    if (this.options.keepFindings === true) this.#findings.set(input, finding);
    if (--this.#running === 0) this.#whenIdle?.();
    return this.#verdictOn(finding);
  }

  // The runner waits for these, so they are not async functions.
  runBeforeEach = (): Promise<void> => done;
  runAfterEach = (): Promise<void> => done;

  /** What a case that was run came to; told once, and then forgotten. */
  takeFinding(input: [Case]): Finding | undefined {
    const finding = this.#findings.get(input);
    this.#findings.delete(input);
    return finding;
  }

  /** Resolves when no case is running, those only started ahead included. */
  idle(): Promise<void> {
    return this.#running === 0 ? done : new Promise((resolve) => (this.#whenIdle = resolve));
  }

  #verdictOn(finding: Finding): CaseVerdict {
    const { onFault, failOnViolation } = this.options;
    if ('fault' in finding) return onFault === 'fail' ? { error: finding.fault } : new fc.PreconditionFailure(true);
    if (finding.outcome.kind !== 'violated' || failOnViolation === false) return null;
    if (this.#shrinking?.takes(finding.outcome) === false) return null;
    return { error: new Violation(finding.outcome) };
  }
}

const done = Promise.resolve();

/** @throws InputError if a property gives something else, as JavaScript lets it. */
function casesOf<Case>(property: Property<Case>, context: Context): fc.Arbitrary<Case> {
  const cases = property.cases(context);
  if (isArbitrary(cases)) return cases;
  const given: unknown = cases;
  throw new InputError({
    where: `cases of ${property.name}`,
    found: `${inWords(given)} returned`,
    expected: 'an arbitrary of cases, such as context.images or fc.tuple(context.images, scalars())',
  });
}
