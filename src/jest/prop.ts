import * as fc from 'fast-check';
import { Subject } from '../classifier/subject.js';
import { InputError, type Problem } from '../errors.js';
import { fromCorpus } from '../generate/fromCorpus.js';
import { isArbitrary } from '../generate/isArbitrary.js';
import { isImageSource, type ImageSource } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import { checkBatched } from '../run/batched.js';
import { deadline } from '../clock.js';
import { CallSite, upToConic } from './callSite.js';
import { FaultsApart } from './faultsApart.js';
import type { Declare, TestRunner } from './runner.js';
import { seedOf } from './seed.js';
import type { TestClock } from './time.js';

/** What gives an argument of a predicate its values: an arbitrary, or a source of images. */
type PropSource = fc.Arbitrary<unknown> | ImageSource;

/** The values that sources give, each by its place or name. */
type ValuesOf<Sources> = {
  -readonly [Key in keyof Sources]: Sources[Key] extends fc.Arbitrary<infer Value>
    ? Value
    : Sources[Key] extends ImageSource
      ? Image
      : never;
};

/** The same, known to be a list. */
type ListOf<Sources> = ValuesOf<Sources> extends infer Values extends AnyValues ? Values : never;

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
 * of arbitraries for a single argument. A source of images, such as `images.from('samples')`, may stand wherever an arbitrary of images
 * may; its images are taken in their own size, which is to be the same for all. The seed stands in the test's name.
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
  <Sources extends readonly [PropSource, ...PropSource[]]>(
    sources: readonly [...Sources],
    parameters?: fc.Parameters<NoInfer<ListOf<Sources>>>,
  ): DeclareProp<ListOf<Sources>>;
  <Sources extends Readonly<Record<string, PropSource>>>(
    sources: Sources,
    parameters?: RecordParameters<NoInfer<ValuesOf<Sources>>>,
  ): DeclareProp<[ValuesOf<Sources>]>;
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
  function prop<Sources extends readonly [PropSource, ...PropSource[]]>(
    sources: readonly [...Sources],
    parameters?: fc.Parameters<NoInfer<ListOf<Sources>>>,
  ): DeclareProp<ListOf<Sources>>;
  function prop<Sources extends Readonly<Record<string, PropSource>>>(
    sources: Sources,
    parameters?: RecordParameters<NoInfer<ValuesOf<Sources>>>,
  ): DeclareProp<[ValuesOf<Sources>]>;
  function prop(sources: object, parameters: object = {}): DeclareProp<AnyValues> {
    assertSources(sources);
    const told = Array.isArray(sources) ? parameters : inLists(parameters);
    if (!isParameters(told)) throw new InputError(limitOnCases('test.prop'));
    return function declare(name, predicate, timeout) {
      const site = new CallSite(declare);
      const seed = seedOf(told.seed, options.runner.seed());
      const body = async (): Promise<void> => {
        const [first, ...others] = await arbitrariesOf(sources).catch((thrown: unknown) => {
          throw thrown instanceof InputError ? site.error(thrown.message) : thrown;
        });
        const property = fc.asyncProperty<AnyValues>(first, ...others, async (...values) =>
          assertKept(await predicate(...values)),
        );
        await tryCases(property, { ...told, seed }, options.clock, site, timeout);
      };
      options.declare(`${name} (with seed=${seed})`, body, timeout);
    };
  }
  return prop;
}

/** @throws InputError if there is none, or something else among them. */
function assertSources(sources: object): void {
  const all: readonly unknown[] = Object.values(sources);
  const wrong = all.find((value) => !isArbitrary(value) && !isImageSource(value));
  if (all.length > 0 && wrong === undefined) return;
  throw new InputError({
    where: 'test.prop',
    found: all.length === 0 ? 'no arbitraries' : `a value of type ${typeof wrong}`,
    expected:
      'an arbitrary for each argument, in a list or in a record: test.prop([images.arbitrary(shape), scalars()])',
  });
}

/** The arbitraries of all arguments: as listed, or one that makes a record. Images are read now. */
async function arbitrariesOf(sources: object): Promise<readonly [fc.Arbitrary<unknown>, ...fc.Arbitrary<unknown>[]]> {
  const fields: Readonly<Record<string, unknown>> = { ...sources };
  const read = await Promise.all(
    Object.entries(fields).map(async ([name, source]) => [name, await arbitraryOf(source)] as const),
  );
  const [first, ...others] = read.map(([, arbitrary]) => arbitrary);
  return Array.isArray(sources) && first !== undefined ? [first, ...others] : [fc.record(Object.fromEntries(read))];
}

async function arbitraryOf(source: unknown): Promise<fc.Arbitrary<unknown>> {
  if (isArbitrary(source)) return source;
  if (!isImageSource(source)) throw new TypeError('test.prop: no arbitrary and no source of images');
  if (source.ownShape === undefined)
    throw new InputError({
      where: 'test.prop',
      found: 'a source of images that does not say what shape they have',
      expected: "images.from('folder'), or images.of(await source.load(shape))",
    });
  return fromCorpus(await source.load(await source.ownShape()));
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
