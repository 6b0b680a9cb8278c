import type { Classifier } from '../classifier/classifier.js';
import { ClassifierError, InputError } from '../errors.js';
import type { Property } from '../run/property.js';
import { verdictOf, type Result } from '../run/result.js';
import type { RunOptions } from '../run/setup.js';
import { keepCounterexample } from './keepCounterexample.js';
import {
  exceededMessage,
  faultMessage,
  heldMessage,
  undecidedMessage,
  violatedMessage,
  withinMessage,
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
  /** In seconds. */
  readonly timeLimit: number | undefined;
  /** Ends the run when nobody waits for it any more. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a property for a matcher. What could not be tried, or came to no answer, fails with and without `.not`.
 *
 * @throws whatever a user's own property throws; errors of conic are told in the answer.
 */
export async function judge<Case>(
  call: Call,
  received: unknown,
  options: SatisfyOptions,
  circumstances: Circumstances,
  property: () => Property<Case> | Promise<Property<Case>>,
): Promise<MatcherAnswer> {
  const failing = (message: string): MatcherAnswer => ({ pass: call.not, message: () => message });
  let model = 'model';
  let begun = false;
  try {
    const classifier = asClassifier(received);
    model = classifier.spec.id;
    const asked = await property();
    const watched = watching(asked, () => void (begun = true));
    const result = ruled(await tried(watched, classifier, options, circumstances), options);
    const undecided = result.verdict === 'inconclusive';
    const failed = !undecided && exceeds(result, options);
    // Whatever would pass, of a model that is probably not fed as it was trained it says nothing.
    const isDoubtful = result.misfed !== undefined && failed === call.not;
    // A picture takes time, so it is drawn only for whom it is shown.
    const kept = failed && !call.not ? await keepCounterexample(asked, result, classifier, options) : undefined;
    const told: Told = {
      call,
      model,
      labels: classifier.spec.labels,
      screen: screen(),
      ...(kept === undefined ? {} : { kept }),
    };
    if (undecided || isDoubtful) return failing(undecidedMessage(result, told));
    return { pass: !failed, message: () => messageFor(result, failed, options, told) };
  } catch (thrown) {
    // A model may fail at some images only, or a case may not fit it, and the seed leads to them. Before the first case it
    // leads nowhere.
    const seed = begun || thrown instanceof ClassifierError ? circumstances.seed : undefined;
    if (thrown instanceof InputError) return failing(faultMessage(call, model, thrown.message, seed));
    throw thrown;
  }
}

/** The same property, which tells when a case is examined. */
const watching = <Case>(property: Property<Case>, onCase: () => void): Property<Case> => ({
  name: property.name,
  claim: property.claim,
  needs: property.needs,
  ...(property.kind === undefined ? {} : { kind: property.kind }),
  ...(property.count === undefined ? {} : { count: property.count }),
  cases: (context) => property.cases(context),
  examine: (given, subject) => {
    onCase();
    return property.examine(given, subject);
  },
  ...(property.cause === undefined ? {} : { cause: (violated, subject) => property.cause!(violated, subject) }),
});

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
): Promise<Result> {
  const { maxViolationRate } = options;
  const run: RunOptions = {
    cases: matcherRun.cases.default,
    ...only(matcherRun, options),
    seed,
    ...(options.timeLimit === undefined && timeLimit !== undefined ? { timeLimit } : {}),
    ...(signal === undefined ? {} : { signal }),
  };
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
  return maxViolationRate === undefined ? check(property, classifier, run) : measure(property, classifier, run);
}
