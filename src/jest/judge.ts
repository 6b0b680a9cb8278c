import type { Classifier } from '../classifier/classifier.js';
import { InputError } from '../errors.js';
import type { Property } from '../run/property.js';
import type { Result } from '../run/result.js';
import type { RunOptions } from '../run/setup.js';
import { keepPicture } from './keepPicture.js';
import {
  exceededMessage,
  faultMessage,
  heldMessage,
  undecidedMessage,
  violatedMessage,
  withinMessage,
  type Told,
} from './message.js';
import type { SatisfyOptions } from './options.js';
import type { Call } from './call.js';
import type { MatcherAnswer } from './runner.js';
import { screen } from './screen.js';

/** As many as fast-check tries where nobody says. A suite is run often; a release is checked with more. */
const usualCases = 100;

/** What a test runner adds to a matcher's own options. */
export interface Circumstances {
  readonly seed: number | undefined;
  readonly timeLimit: number | undefined;
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
  try {
    const classifier = asClassifier(received);
    model = classifier.spec.id;
    const result = await tried(await property(), classifier, options, circumstances);
    const undecided = result.verdict === 'inconclusive';
    const failed = !undecided && exceeds(result, options);
    // A picture takes time, so it is drawn only for whom it is shown.
    const picture = failed && !call.not ? await keepPicture(result, classifier.spec) : undefined;
    const told: Told = {
      call,
      model,
      labels: classifier.spec.labels,
      screen: screen(),
      ...(picture === undefined ? {} : { picture }),
    };
    if (undecided) return failing(undecidedMessage(result, told));
    return { pass: !failed, message: () => messageFor(result, failed, options, told) };
  } catch (thrown) {
    if (thrown instanceof InputError) return failing(faultMessage(call, model, thrown.message));
    throw thrown;
  }
}

function messageFor(result: Result, failed: boolean, { maxViolationRate: most }: SatisfyOptions, told: Told): string {
  if (most === undefined) return failed ? violatedMessage(result, told) : heldMessage(result, told);
  return failed ? exceededMessage(result, most, told) : withinMessage(result, most, told);
}

const exceeds = ({ violations, held, verdict }: Result, { maxViolationRate: most }: SatisfyOptions): boolean =>
  most === undefined ? verdict === 'violated' : violations > most * (held + violations);

async function tried<Case>(
  property: Property<Case>,
  classifier: Classifier,
  { maxViolationRate, ...options }: SatisfyOptions,
  { seed, timeLimit }: Circumstances,
): Promise<Result> {
  const run: RunOptions = {
    cases: usualCases,
    ...options,
    ...(options.seed === undefined && seed !== undefined ? { seed } : {}),
    ...(options.timeLimit === undefined && timeLimit !== undefined ? { timeLimit } : {}),
  };
  if (property.kind === 'rate' && maxViolationRate === undefined)
    throw new InputError({
      where: property.name,
      found: 'a property that claims nothing and measures a rate',
      expected: 'the option maxViolationRate',
    });
  // Loaded by the first matcher that is called, so that importing conic/jest costs little.
  const { check, measure } = await import('../run/check.js');
  return maxViolationRate === undefined ? check(property, classifier, run) : measure(property, classifier, run);
}

function asClassifier(received: unknown): Classifier {
  if (isClassifier(received)) return received;
  const promised = typeof received === 'object' && received !== null && 'then' in received;
  throw new InputError({
    where: 'expect(…)',
    found: promised ? 'a promise' : received === null ? 'null' : `a value of type ${typeof received}`,
    expected: 'a classifier, as openModel or fromFunction give',
    ...(promised ? { remedy: 'Await it: expect(await openModel(…)).' } : {}),
    ...(received === undefined ? { remedy: 'Is it opened in beforeAll, and was that awaited?' } : {}),
  });
}

const isClassifier = (value: unknown): value is Classifier =>
  typeof value === 'object' &&
  value !== null &&
  'spec' in value &&
  'classify' in value &&
  typeof value.classify === 'function';
