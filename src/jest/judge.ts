import type { Classifier } from '../classifier/classifier.js';
import { now, orElse } from '../clock.js';
import { ClassifierError, InputError } from '../errors.js';
import type { Property } from '../run/property.js';
import { verdictOf, type Result } from '../run/result.js';
import type { RunOptions } from '../run/setup.js';
import { keepCounterexample } from './keepCounterexample.js';
import {
  exceededMessage,
  faultMessage,
  heldMessage,
  lateMessage,
  undecidedMessage,
  violatedMessage,
  withinMessage,
  type RunSoFar,
  type Told,
} from './message.js';
import { only } from '../settings/check.js';
import { matcherRun, type SatisfyOptions } from './options.js';
import type { Call } from './call.js';
import { asClassifier } from './received.js';
import type { MatcherAnswer } from './runner.js';
import { screen } from './screen.js';

/** What a test runner adds to a matcher's own options. */
export interface Circumstances {
  readonly seed: number;
  /** For trying cases, in seconds. */
  readonly timeLimit: number | undefined;
  /** In how many milliseconds there has to be an answer, whatever it is; undefined: there is no hurry. */
  readonly lastMoment: number | undefined;
  /** Ends the run when nobody waits for it any more. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a property for a matcher. What could not be tried, or came to no answer, fails with and without `.not`; so does what is not
 * through at the last moment, before the runner itself ends the test and nobody hears what was found.
 *
 * @throws whatever a user's own property throws; errors of conic are told in the answer.
 */
export function judge<Case>(
  call: Call,
  received: unknown,
  options: SatisfyOptions,
  circumstances: Circumstances,
  property: () => Property<Case> | Promise<Property<Case>>,
): Promise<MatcherAnswer> {
  const soFar = new SoFar(call);
  const whole = judgeWhole(call, received, options, circumstances, property, soFar);
  return orElse(whole, circumstances.lastMoment, () => {
    // Nobody hears of what comes later.
    whole.catch(() => undefined);
    return soFar.answer ?? failing(call, lateMessage(call, soFar, circumstances.seed));
  });
}

const failing = ({ not }: Call, message: string): MatcherAnswer => ({ pass: not, message: () => message });

/** What is known of a run that is under way. */
class SoFar implements RunSoFar {
  model = 'model';
  claim: string | undefined;
  tried = 0;
  violated: string | undefined;
  /** What there is to say, but for what is only kept. */
  answer: MatcherAnswer | undefined;

  constructor(private readonly call: Call) {}

  get begun(): boolean {
    return this.tried > 0;
  }

  /** The same property, of which it hears. */
  watching<Case>(property: Property<Case>): Property<Case> {
    this.claim = property.claim;
    return {
      name: property.name,
      claim: property.claim,
      needs: property.needs,
      ...(property.kind === undefined ? {} : { kind: property.kind }),
      ...(property.count === undefined ? {} : { count: property.count }),
      cases: (context) => property.cases(context),
      examine: async (given, subject) => {
        this.tried++;
        const outcome = await property.examine(given, subject);
        if (outcome.kind === 'violated') this.violated = outcome.why;
        return outcome;
      },
      ...(property.cause === undefined ? {} : { cause: (violated, subject) => property.cause!(violated, subject) }),
    };
  }

  /** What a message is made of, for a classifier. */
  told({ spec }: Classifier): Told {
    return { call: this.call, model: spec.id, labels: spec.labels, screen: screen() };
  }
}

async function judgeWhole<Case>(
  call: Call,
  received: unknown,
  options: SatisfyOptions,
  circumstances: Circumstances,
  property: () => Property<Case> | Promise<Property<Case>>,
  soFar: SoFar,
): Promise<MatcherAnswer> {
  const started = now();
  try {
    const classifier = asClassifier(received);
    soFar.model = classifier.spec.id;
    const asked = await property();
    const result = ruled(await tried(soFar.watching(asked), classifier, options, circumstances, started), options);
    const undecided = result.verdict === 'inconclusive';
    const failed = !undecided && exceeds(result, options);
    // Whatever would pass, of a model that is probably not fed as it was trained it says nothing.
    const isDoubtful = result.misfed !== undefined && failed === call.not;
    const told = soFar.told(classifier);
    if (undecided || isDoubtful) return failing(call, undecidedMessage(result, told));
    const answer = (kept?: string): MatcherAnswer => ({
      pass: !failed,
      message: () => messageFor(result, failed, options, { ...told, ...(kept === undefined ? {} : { kept }) }),
    });
    soFar.answer = answer();
    // A picture takes time, so it is drawn only for whom it is shown.
    return answer(failed && !call.not ? await keepCounterexample(asked, result, classifier, options) : undefined);
  } catch (thrown) {
    // A model may fail at some images only, or a case may not fit it, and the seed leads to them. Before the first case it
    // leads nowhere.
    const seed = soFar.begun || thrown instanceof ClassifierError ? circumstances.seed : undefined;
    if (thrown instanceof InputError) return failing(call, faultMessage(call, soFar.model, thrown.message, seed));
    throw thrown;
  }
}

function messageFor(result: Result, failed: boolean, { maxViolationRate: most }: SatisfyOptions, told: Told): string {
  if (most === undefined) return failed ? violatedMessage(result, told) : heldMessage(result, told);
  return failed ? exceededMessage(result, most, told) : withinMessage(result, most, told);
}

// Divided, not multiplied: 29 of 100 is 0.29 to the last bit, and 0.29 x 100 is less than 29.
const exceeds = ({ violated, held, verdict }: Result, { maxViolationRate: most }: SatisfyOptions): boolean =>
  most === undefined ? verdict === 'violated' : violated / (held + violated) > most;

/**
 * Where a rate is asked for, the verdict on the rate: one violation decides nothing, and the share of the cases that time
 * allowed is no answer either. A path into a shrink tree asks for one case.
 */
function ruled(result: Result, { maxViolationRate, path = '' }: SatisfyOptions): Result {
  if (maxViolationRate === undefined || result.verdict === 'inconclusive') return result;
  const stopped = result.cases < result.planned && !path.includes(':') ? 'time limit' : undefined;
  return { ...result, ...verdictOf({ ...result, violated: result.violated }, 'rate', stopped) };
}

async function tried<Case>(
  property: Property<Case>,
  classifier: Classifier,
  options: SatisfyOptions,
  { seed, timeLimit, signal }: Circumstances,
  started: number,
): Promise<Result> {
  const { maxViolationRate } = options;
  if (property.kind === 'rate' && maxViolationRate === undefined)
    throw new InputError({
      where: property.name,
      found: 'a property that claims nothing and measures a rate',
      expected: 'the option maxViolationRate',
    });
  // Loaded by the first matcher that is called, so that importing conic/jest costs little.
  const { check, measure } = await import('../run/check.js');
  // Images may take a while to read, and cannot be stopped.
  signal?.throwIfAborted();
  const left = timeLimit === undefined ? undefined : Math.max(0.001, timeLimit - (now() - started) / 1000);
  const run: RunOptions = {
    cases: matcherRun.cases.default,
    ...only(matcherRun, options),
    seed,
    ...(options.timeLimit === undefined && left !== undefined ? { timeLimit: left } : {}),
    ...(signal === undefined ? {} : { signal }),
  };
  return maxViolationRate === undefined ? check(property, classifier, run) : measure(property, classifier, run);
}
