import * as fc from 'fast-check';
import { Subject } from '../classifier/subject.js';
import { InputError, type Problem } from '../errors.js';
import { isArbitrary } from '../generate/isArbitrary.js';
import { checkBatched } from '../run/batched.js';
import { deadline } from '../clock.js';
import { CallSite, upToConic } from './callSite.js';
import { FaultsApart } from './faultsApart.js';
import type { Declare, TestRunner } from './runner.js';
import { seedOf } from './seed.js';
import type { TestClock } from './time.js';

/** One arbitrary for each argument of a predicate. */
type Arbitraries<Values extends readonly unknown[]> = { readonly [I in keyof Values]: fc.Arbitrary<Values[I]> };

/** A predicate: it throws or gives `false` where it does not hold. */
type Predicate<Values extends readonly unknown[]> = (...values: Values) => unknown;

/** Declares the test of a property, with a name and a predicate. */
export type DeclareProp<Values extends readonly unknown[]> = (
  name: string,
  predicate: Predicate<Values>,
  timeout?: number,
) => void;

/** For a record, examples are records too, as @fast-check/jest has it. All else is as for a list of this one argument. */
export interface RecordParameters<Values> extends Omit<fc.Parameters<[Values]>, 'examples'> {
  readonly examples?: Values[];
}

/**
 * Declares a test that tries a predicate on many values, as @fast-check/jest does: one arbitrary an argument, or a record
 * of arbitraries for a single argument. The seed stands in the test's name.
 *
 * If the predicate asks a conic {@link Subject}, cases run side by side so that their questions share batches; then it must
 * not depend on the order of cases. Other predicates run one case at a time.
 *
 * The run ends with the time of its test, and has then passed if no case failed so far, as in @fast-check/jest.
 *
 * @throws InputError if there are no arbitraries, or `parameters` limit the time of each case.
 * @example
 * test.prop([images.arbitrary(shape), scalars()], { numRuns: 500 })('keeps its label', async (image, scalar) => {
 *   const [before, after] = await Promise.all([subject.scores(image), subject.scores(image.times(scalar))]);
 *   expect(labelOf(after)).toBe(labelOf(before));
 * });
 */
export interface Prop {
  <Values extends [unknown, ...unknown[]]>(
    arbitraries: Arbitraries<Values>,
    parameters?: fc.Parameters<NoInfer<Values>>,
  ): DeclareProp<Values>;
  <Values extends object>(
    arbitraries: { readonly [Key in keyof Values]: fc.Arbitrary<Values[Key]> },
    parameters?: RecordParameters<NoInfer<Values>>,
  ): DeclareProp<[Values]>;
}

/** What declares a test in the runner's way, and what is needed to run it in conic's. */
export interface PropOptions {
  readonly declare: Declare;
  readonly runner: TestRunner;
  readonly clock: TestClock;
}

/** A test's arguments, of types that only the caller knows. */
type AnyValues = [unknown, ...unknown[]];

export function propWith(options: PropOptions): Prop {
  function prop<Values extends [unknown, ...unknown[]]>(
    arbitraries: Arbitraries<Values>,
    parameters?: fc.Parameters<NoInfer<Values>>,
  ): DeclareProp<Values>;
  function prop<Values extends object>(
    arbitraries: { readonly [Key in keyof Values]: fc.Arbitrary<Values[Key]> },
    parameters?: RecordParameters<NoInfer<Values>>,
  ): DeclareProp<[Values]>;
  function prop(arbitraries: object, parameters: object = {}): DeclareProp<AnyValues> {
    const [first, ...others] = listOf(arbitraries);
    const told = Array.isArray(arbitraries) ? parameters : inLists(parameters);
    if (!isParameters(told)) throw new InputError(limitOnCases('test.prop'));
    return function declare(name, predicate, timeout) {
      const site = new CallSite(declare);
      const seed = seedOf(told.seed, options.runner.seed());
      const property = fc.asyncProperty<AnyValues>(first, ...others, async (...values) =>
        assertKept(await predicate(...values)),
      );
      const body = (): Promise<void> => tryCases(property, { ...told, seed }, options.clock, site, timeout);
      options.declare(`${name} (with seed=${seed})`, body, timeout);
    };
  }
  return prop;
}

/** The arbitraries of all arguments: as listed, or one that makes a record. */
function listOf(arbitraries: object): readonly [fc.Arbitrary<unknown>, ...fc.Arbitrary<unknown>[]] {
  const fields: Readonly<Record<string, unknown>> = { ...arbitraries };
  const all = Object.values(fields);
  const wrong = all.find((value) => !isArbitrary(value));
  if (all.length === 0 || wrong !== undefined)
    throw new InputError({
      where: 'test.prop',
      found: all.length === 0 ? 'no arbitraries' : `a value of type ${typeof wrong}`,
      expected:
        'an arbitrary for each argument, in a list or in a record: test.prop([images.arbitrary(shape), scalars()])',
    });
  const [first, ...others] = all.filter(isArbitrary);
  if (Array.isArray(arbitraries) && first !== undefined) return [first, ...others];
  return [
    fc.record(
      Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (isArbitrary(value) ? [[key, value]] : []))),
    ),
  ];
}

/** The parameters for a record, as those for a list of one argument. */
const inLists = (parameters: object): object =>
  'examples' in parameters && Array.isArray(parameters.examples)
    ? { ...parameters, examples: parameters.examples.map((example: unknown) => [example]) }
    : parameters;

/** What the overloads let in; but for a limit on each case. */
const isParameters = (parameters: object): parameters is fc.Parameters<AnyValues> =>
  !('timeout' in parameters) || parameters.timeout === undefined;

const limitOnCases = (where: string): Problem => ({
  where,
  found: 'a timeout for each case',
  expected: 'none: cases in a batch wait for each other',
  remedy: 'Limit the whole test, with its own timeout or interruptAfterTimeLimit.',
});

/** As fast-check has it: only `false` says that a predicate does not hold; whatever else it gives is of no account. */
function assertKept(answer: unknown): void {
  if (answer === false) throw new Error('The predicate gave false.');
}

/** Runs the cases of one test. @throws Error that tells the counterexample; or what ended the run, if the model failed. */
async function tryCases(
  property: fc.IAsyncProperty<AnyValues>,
  parameters: fc.Parameters<AnyValues>,
  clock: TestClock,
  site: CallSite,
  timeout: number | undefined,
): Promise<void> {
  if (fc.readConfigureGlobal().timeout !== undefined)
    throw site.error(new InputError(limitOnCases('fc.configureGlobal')).message);
  const { interruptAfterTimeLimit, reporter, asyncReporter, ...rest } = parameters;
  const limits = [interruptAfterTimeLimit, clock.limit(timeout)].filter((limit) => limit !== undefined);
  const time = deadline(limits.length === 0 ? undefined : Math.min(...limits), undefined);
  const asked = Subject.asked;
  const faults = new FaultsApart(property);
  let fault: Error | undefined;
  try {
    const details = await checkBatched(faults, rest, {
      worthwhile: () => Subject.asked > asked,
      // Cases only started ahead may fail too; the runner comes to them, or has ended for a reason of its own.
      onVerdict: (_values, verdict) => void (fault ??= faults.behind(verdict)),
      signal: time.signal,
    });
    // What this test has started must not go on into the next one, which would take it for its own.
    if (!time.signal.aborted) await faults.idle(time.signal);
    if (fault !== undefined) throw site.error(fault.message, { cause: upToConic(fault.cause ?? fault) });
    if (asyncReporter !== undefined) await asyncReporter(details);
    else if (reporter !== undefined) reporter(details);
    else if (details.failed) throw await failureOf(details, site);
  } finally {
    time.release();
  }
}

/** What fast-check says of a failure, with the error of the smallest case as its cause. */
async function failureOf(details: fc.RunDetails<AnyValues>, site: CallSite): Promise<Error> {
  const cause = details.failed && 'errorInstance' in details ? details.errorInstance : undefined;
  const message = (await fc.asyncDefaultReportMessage(details)) ?? 'The property does not hold.';
  return site.error(message, cause === undefined || cause === null ? {} : { cause: upToConic(cause) });
}
