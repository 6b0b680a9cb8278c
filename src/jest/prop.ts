import * as fc from 'fast-check';
import { Subject } from '../classifier/subject.js';
import { InputError } from '../errors.js';
import { checkBatched } from '../run/batched.js';
import { deadline } from '../run/clock.js';
import { CallSite } from './callSite.js';
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

/**
 * Declares a test that tries a predicate on many values, as @fast-check/jest does: one arbitrary an argument, or a record
 * of arbitraries for a single argument. The seed stands in the test's name.
 *
 * If the predicate asks a conic {@link Subject}, cases run side by side so that their questions share batches; then it must
 * not depend on the order of cases. Other predicates run one case at a time.
 *
 * @example
 * test.prop([images.arbitrary(shape), scalars()], { numRuns: 500 })('keeps its label', async (image, scalar) => {
 *   const [before, after] = await Promise.all([subject.scores(image), subject.scores(image.times(scalar))]);
 *   expect(labelOf(after)).toBe(labelOf(before));
 * });
 */
export interface Prop {
  <const Values extends readonly [unknown, ...unknown[]]>(
    arbitraries: Arbitraries<Values>,
    parameters?: fc.Parameters<Values>,
  ): DeclareProp<Values>;
  <Values extends object>(
    arbitraries: { readonly [Key in keyof Values]: fc.Arbitrary<Values[Key]> },
    parameters?: fc.Parameters<[Values]>,
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
  function prop<const Values extends readonly [unknown, ...unknown[]]>(
    arbitraries: Arbitraries<Values>,
    parameters?: fc.Parameters<Values>,
  ): DeclareProp<Values>;
  function prop<Values extends object>(
    arbitraries: { readonly [Key in keyof Values]: fc.Arbitrary<Values[Key]> },
    parameters?: fc.Parameters<[Values]>,
  ): DeclareProp<[Values]>;
  function prop(arbitraries: object, parameters: object = {}): DeclareProp<AnyValues> {
    const [first, ...others] = listOf(arbitraries);
    if (!isParameters(parameters))
      throw new InputError({
        where: 'test.prop',
        found: 'a timeout for each case',
        expected: 'none: cases in a batch wait for each other',
        remedy: 'Limit the whole test, with its own timeout or interruptAfterTimeLimit.',
      });
    return function declare(name, predicate, timeout) {
      const site = new CallSite(declare);
      const seed = seedOf(parameters.seed, options.runner.seed()) ?? freshSeed();
      const property = fc.asyncProperty<AnyValues>(first, ...others, async (...values) =>
        assertKept(await predicate(...values)),
      );
      const body = (): Promise<void> => tryCases(property, { ...parameters, seed }, options.clock, site, timeout);
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

/** By what it can do: suites may have a fast-check of their own beside conic's. */
const isArbitrary = (value: unknown): value is fc.Arbitrary<unknown> =>
  typeof value === 'object' && value !== null && 'generate' in value && 'shrink' in value;

/** What the overloads let in; but for a limit on each case. */
const isParameters = (parameters: object): parameters is fc.Parameters<AnyValues> =>
  !('timeout' in parameters) || parameters.timeout === undefined;

const freshSeed = (): number => Math.trunc(Math.random() * 2 ** 32) - 2 ** 31;

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
  const { interruptAfterTimeLimit, reporter, asyncReporter, ...rest } = parameters;
  const limits = [interruptAfterTimeLimit, clock.limit(timeout)].filter((limit) => limit !== undefined);
  const time = deadline(limits.length === 0 ? undefined : Math.min(...limits), undefined);
  const asked = Subject.asked;
  const faults: unknown[] = [];
  try {
    const details = await checkBatched(withoutFaults(property, faults), rest, {
      worthwhile: () => Subject.asked > asked,
      ...(time.signal === undefined ? {} : { signal: time.signal }),
    });
    if (faults.length > 0) throw faults[0];
    if (asyncReporter !== undefined) await asyncReporter(details);
    else if (reporter !== undefined) reporter(details);
    else if (details.failed) throw await failureOf(details, site);
  } finally {
    time.release();
  }
}

/** A property for which errors of conic, a model that throws or an image that does not fit, are no counterexamples. */
function withoutFaults<Ts>(property: fc.IAsyncProperty<Ts>, faults: unknown[]): fc.IAsyncProperty<Ts> {
  return {
    isAsync: () => true,
    generate: (random, runId) => property.generate(random, runId),
    shrink: (value) => property.shrink(value),
    runBeforeEach: () => property.runBeforeEach(),
    runAfterEach: () => property.runAfterEach(),
    run: async (value) => {
      const verdict = await property.run(value);
      if (verdict === null || fc.PreconditionFailure.isFailure(verdict) || !(verdict.error instanceof InputError))
        return verdict;
      faults.push(verdict.error);
      return new fc.PreconditionFailure(true);
    },
  };
}

/** What fast-check says of a failure, with the error of the smallest case as its cause. */
async function failureOf(details: fc.RunDetails<AnyValues>, site: CallSite): Promise<Error> {
  const cause = details.failed && 'errorInstance' in details ? details.errorInstance : undefined;
  const message = (await fc.asyncDefaultReportMessage(details)) ?? 'The property does not hold.';
  return site.error(message, cause === undefined || cause === null ? {} : { cause });
}
