import * as fc from 'fast-check';
import { now, turn } from '../clock.js';
import { InputError, messageOf, optionProblem } from '../errors.js';
import { Lookahead } from './lookahead.js';
import { Queue } from './queue.js';
import { newSeed } from '../settings/seed.js';

// The one file that knows how fast-check runs a property. fast-check tries one case at a time; a model wants batches. So the
// property handed to `fc.check` is wrapped in one that has looked ahead: it knows the random generators which the runner is
// going to pass, has generated the cases and started their predicates, and gives the runner each verdict when it asks. The
// runner stays fast-check's own: seeds, paths, examples, shrinking and reports are what they are without conic.

/** What a run of a predicate came to: null, a failure, or an unmet precondition. */
export type CaseVerdict = Awaited<ReturnType<fc.IAsyncProperty<unknown>['run']>>;

/** How many cases are in flight. */
export interface BatchOptions {
  /** Cases generated and started at once; ideally as many as fill a batch. Default 256. */
  readonly window?: number;
  /**
   * Cases started at once to begin with, two such windows; later as many as have been heard of, up to all windows. A run that ends
   * early has then started few in vain, and one that is cut off has some to show. Default: `window`, and all of them.
   */
  readonly firstWindow?: number;
  /** Windows in flight. Two a worker keep it busy: one under way and one to go on with. Default 2. */
  readonly windows?: number;
  /** Shrink candidates started at once; doubles up to `window` while none fails. Default 8. */
  readonly shrinkWindow?: number;
  /** Whether the property's runBeforeEach and runAfterEach are called around each predicate. Default true. */
  readonly hooks?: boolean;
  /**
   * Whether cases gain from company. Cases run one by one until it says so; it is asked after each of them. Default: they do,
   * the first included.
   */
  readonly worthwhile?: () => boolean;
}

/** Who listens to a run, and may end it. */
export interface RunListener<Ts> {
  /**
   * Hears of every verdict that the runner asked for, in its order. Cases only started ahead are not mentioned. The run is
   * interrupted after the one to which it answers `'stop'`, and is told that a case holds where it answers `'passes'`: while a
   * failure is made simpler, that candidate is then passed over. Any other answer goes on.
   */
  readonly onVerdict?: (input: Ts, verdict: CaseVerdict) => unknown;
  /** Interrupts the run when aborted, even while a predicate hangs. */
  readonly signal?: AbortSignal;
}

/** A case: its value, the generator state and the number it came from, and its verdict once it has been started. */
interface Entry<Ts> {
  readonly value: fc.Value<Ts>;
  readonly state?: readonly number[] | undefined;
  readonly runId?: number | undefined;
  /** Entries to start together with this one. */
  readonly companions?: readonly Entry<Ts>[];
  verdict?: Promise<CaseVerdict>;
}

/** In milliseconds. */
const breathEvery = 20;

type BatchedParameters<Ts> = fc.Parameters<Ts> & { readonly seed: number; readonly numRuns: number };

/**
 * `fc.check` with many cases of an async property in flight. Same seeds, same paths, same counterexamples.
 *
 * @throws InputError if there is no case at the path. Error if `timeout` is set: under batching a case waits for others, so a limit for one makes no sense.
 */
export async function checkBatched<Ts>(
  property: fc.IAsyncProperty<Ts>,
  parameters: fc.Parameters<Ts>,
  options: BatchOptions & RunListener<Ts> = {},
): Promise<fc.RunDetails<Ts>> {
  const merged: fc.Parameters<Ts> = { ...globalParameters<Ts>(), ...parameters };
  if (merged.timeout !== undefined)
    throw new Error('timeout: cases in a batch wait for each other; limit the whole run instead.');
  const seed = wholeSeed(merged.seed ?? newSeed());
  const full = { ...merged, seed, numRuns: merged.numRuns ?? 100 };
  if (full.path !== undefined && Number.parseInt(full.path, 10) > furthest) throw noSuchPath(full.path);
  const batched = new BatchedProperty(property, full, options);
  const interrupt = (): void => batched.interrupt();
  options.signal?.addEventListener('abort', interrupt);
  try {
    return await fc.check(batched, full);
  } catch (cause) {
    // What fast-check says of a place in the tree of simpler cases where there is none.
    if (full.path !== undefined && messageOf(cause).startsWith('Unable to replay')) throw noSuchPath(full.path, cause);
    throw cause;
  } finally {
    options.signal?.removeEventListener('abort', interrupt);
  }
}

/**
 * The last case that a path may begin at. fast-check goes there one case after the other and hears no signal on its way: this
 * many take it some seconds.
 */
const furthest = 1e7;

const noSuchPath = (path: string, cause?: unknown): InputError =>
  new InputError(
    {
      ...optionProblem(['path'], {
        found: `${path}, where there is no case`,
        expected: `a path that an earlier run reported, its first number at most ${furthest}`,
        remedy: 'Repeat what that run printed: its path with its seed, property, images and scalars.',
      }),
    },
    { cause },
  );

/** A seed as fast-check reads it: of more than 32 bits or with a fraction, it is folded into 32. */
export function wholeSeed(seed: number): number {
  const whole = seed | 0;
  return seed === whole ? whole : whole ^ ((seed - whole) * 0x100000000);
}

/** The global parameters that say nothing about the type of values. */
function globalParameters<Ts>(): fc.Parameters<Ts> {
  const { reporter: _reporter, asyncReporter: _asyncReporter, ...rest } = fc.readConfigureGlobal();
  return rest;
}

class BatchedProperty<Ts> implements fc.IAsyncProperty<Ts> {
  readonly #window: number;
  readonly #firstWindow: number;
  readonly #windows: number;
  readonly #shrinkWindow: number;
  #lookahead: Lookahead | undefined;
  readonly #ahead = new Queue<Entry<Ts>>();
  readonly #examples: readonly Entry<Ts>[];
  #current: Entry<Ts> | undefined;
  #release: ((verdict: CaseVerdict) => void) | undefined;
  /** Index of the next case that has not been generated. */
  #next: number;
  /** Index after the last case that is wanted if none is skipped. */
  readonly #end: number;
  /** Whether every case gets the same odds (fc's `unbiased`); unknown until the runner's first call. */
  #unbiased: boolean | undefined;
  /** Whether cases run one by one. */
  #alone: boolean;
  /** Whether the listener has heard enough. */
  #over = false;
  /** How many verdicts the runner has been given. */
  #heard = 0;
  /** When timers last had their turn. */
  #breath = now();

  constructor(
    private readonly inner: fc.IAsyncProperty<Ts>,
    parameters: BatchedParameters<Ts>,
    private readonly options: BatchOptions & RunListener<Ts>,
  ) {
    this.#window = options.window ?? 256;
    this.#firstWindow = options.firstWindow ?? Infinity;
    this.#windows = options.windows ?? 2;
    this.#shrinkWindow = options.shrinkWindow ?? 8;
    const path = parameters.path ?? '';
    // The runner goes through the examples first, and counts them.
    const examples = parameters.examples ?? [];
    const start = path === '' ? 0 : Number.parseInt(path, 10);
    this.#next = Math.max(0, start - examples.length);
    this.#end = start + parameters.numRuns - examples.length;
    // A path into a shrink tree names a single case; there is nothing to look ahead to.
    if (!path.includes(':')) this.#lookahead = new Lookahead(parameters.seed, parameters.randomType, this.#next);
    const companions: Entry<Ts>[] = [];
    for (const example of examples.slice(start, start + parameters.numRuns))
      companions.push({ value: new fc.Value(example, undefined), companions });
    this.#examples = companions;
    this.#alone = options.worthwhile !== undefined;
  }

  isAsync(): true {
    return true;
  }

  generate(random: fc.Random, runId?: number): fc.Value<Ts> {
    this.#unbiased = runId === undefined;
    const known = this.#ahead.take();
    if (known !== undefined && known.runId === runId && sameState(known.state, random.getState()))
      this.#current = known;
    else {
      if (known !== undefined) {
        // The runner went another way than foreseen: what was started is thrown away, and no more is.
        this.#ahead.clear();
        this.#lookahead = undefined;
      }
      this.#next = (runId ?? this.#next) + 1;
      this.#current = { value: this.inner.generate(random, runId) };
      this.#lookahead?.skipTo(this.#next);
    }
    return this.#current.value;
  }

  shrink(value: fc.Value<Ts>): fc.Stream<fc.Value<Ts>> {
    return fc.stream(this.#candidates(this.inner.shrink(value)));
  }

  *#candidates(source: fc.Stream<fc.Value<Ts>>): IterableIterator<fc.Value<Ts>> {
    for (let size = this.#shrinkWindow; ; size = Math.min(size * 2, this.#window)) {
      const companions: Entry<Ts>[] = [];
      while (companions.length < size) {
        const { done, value } = source.next();
        if (done === true) break;
        companions.push({ value, companions });
      }
      if (companions.length === 0) return;
      for (const entry of companions) {
        this.#current = entry;
        yield entry.value;
      }
    }
  }

  async run(input: Ts): Promise<CaseVerdict> {
    if (this.#isBreathless()) await this.#breathe();
    if (this.#isStopped()) return interrupted();
    const entry = this.#entryOf(input);
    this.#start(entry);
    if (this.#alone) {
      const verdict = await this.#orInterrupted(entry.verdict!);
      this.#alone = this.options.worthwhile?.() === false;
      // Whatever is not a case that holds may end the search: nothing is started after it.
      if (verdict !== null || this.#isStopped()) {
        return this.options.onVerdict?.(input, verdict) === 'passes' ? null : verdict;
      }
    }
    if (!this.#alone) {
      if (entry.companions === undefined) this.#lookAhead();
      else entry.companions.forEach((companion) => this.#start(companion));
    }
    const verdict = await this.#orInterrupted(entry.verdict!);
    this.#heard++;
    const answer = this.options.onVerdict?.(input, verdict);
    this.#over = answer === 'stop';
    return answer === 'passes' ? null : verdict;
  }

  /**
   * Whether timers and signals of the system have long had no turn. Full batches that are answered at once, as functions do,
   * never give them one, and no time limit would be heard.
   */
  #isBreathless(): boolean {
    return this.options.signal !== undefined && now() - this.#breath > breathEvery;
  }

  async #breathe(): Promise<void> {
    await turn();
    this.#breath = now();
  }

  #isStopped(): boolean {
    return this.#over || this.options.signal?.aborted === true;
  }

  /** Ends the wait for the case in hand; the runner hears that it is interrupted, and keeps what it has. */
  interrupt(): void {
    this.#release?.(interrupted());
  }

  #orInterrupted(verdict: Promise<CaseVerdict>): Promise<CaseVerdict> {
    if (this.options.signal === undefined) return verdict;
    return new Promise((resolve, reject) => {
      this.#release = resolve;
      verdict.then(resolve, reject);
    });
  }

  // The hooks of the property bracket its predicate where it is started.
  async runBeforeEach(): Promise<void> {}

  async runAfterEach(): Promise<void> {}

  /** The entry whose value the runner passes: the one it was last given, or an example. */
  #entryOf(input: Ts): Entry<Ts> {
    if (this.#current?.value.value_ === input) return this.#current;
    return (
      this.#examples.find(({ value }) => Object.is(value.value_, input)) ?? { value: new fc.Value(input, undefined) }
    );
  }

  #start(entry: Entry<Ts>): void {
    if (entry.verdict !== undefined) return;
    entry.verdict = this.#examine(entry.value.value_);
    // A hook that fails is heard of when the runner asks, which it may never do.
    entry.verdict.catch(() => undefined);
  }

  #examine(input: Ts): Promise<CaseVerdict> {
    return this.options.hooks === false ? this.inner.run(input) : this.#examineWithHooks(input);
  }

  async #examineWithHooks(input: Ts): Promise<CaseVerdict> {
    await this.inner.runBeforeEach();
    const verdict = await this.inner.run(input);
    await this.inner.runAfterEach();
    return verdict;
  }

  /** Keeps the windows filled: the next one is made while the engine works on the others. */
  #lookAhead(): void {
    if (this.#unbiased === undefined) return;
    // Few at first, and more as more is heard: half of them are made while the engine works on the others.
    const all = this.#window * this.#windows;
    const most = Math.min(all, Math.max(2 * this.#firstWindow, this.#heard));
    const window = most === all ? this.#window : Math.min(this.#window, Math.ceil(most / 2));
    while (this.#ahead.length <= most - window) {
      const wanted = Math.min(window, this.#end - this.#next);
      if (wanted <= 0 || this.#lookahead === undefined) return;
      for (const random of this.#lookahead.take(wanted)) {
        const state = random.getState();
        const runId = this.#unbiased ? undefined : this.#next;
        const entry: Entry<Ts> = { value: this.inner.generate(random, runId), state, runId };
        this.#next++;
        this.#ahead.add(entry);
        this.#start(entry);
      }
    }
  }
}

const interrupted = (): CaseVerdict => new fc.PreconditionFailure(true);

/** Without states to compare, nothing that was foreseen can be trusted. */
function sameState(one: readonly number[] | undefined, other: readonly number[] | undefined): boolean {
  return (
    one !== undefined && other !== undefined && one.length === other.length && one.every((word, i) => word === other[i])
  );
}
