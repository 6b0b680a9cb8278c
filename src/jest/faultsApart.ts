import * as fc from 'fast-check';
import { InputError } from '../errors.js';
import type { CaseVerdict } from '../run/batched.js';

/**
 * A property for which errors of conic, a model that throws or an image that does not fit, are no counterexamples: they
 * interrupt the run, and are told apart.
 */
export class FaultsApart<Ts> implements fc.IAsyncProperty<Ts> {
  readonly #faults = new Map<CaseVerdict, InputError>();
  readonly #running = new Set<Promise<CaseVerdict>>();

  constructor(private readonly property: fc.IAsyncProperty<Ts>) {}

  isAsync(): true {
    return true;
  }

  generate(random: fc.Random, runId?: number): fc.Value<Ts> {
    return this.property.generate(random, runId);
  }

  shrink(value: fc.Value<Ts>): fc.Stream<fc.Value<Ts>> {
    return this.property.shrink(value);
  }

  runBeforeEach(): Promise<void> {
    return this.property.runBeforeEach();
  }

  runAfterEach(): Promise<void> {
    return this.property.runAfterEach();
  }

  async run(value: Ts): Promise<CaseVerdict> {
    const running = this.property.run(value);
    this.#running.add(running);
    const verdict = await running;
    this.#running.delete(running);
    if (verdict === null || fc.PreconditionFailure.isFailure(verdict) || !(verdict.error instanceof InputError))
      return verdict;
    const interruption = new fc.PreconditionFailure(true);
    this.#faults.set(interruption, verdict.error);
    return interruption;
  }

  /** The error that a verdict stands for, if it does for one. */
  behind(verdict: CaseVerdict): InputError | undefined {
    return this.#faults.get(verdict);
  }

  /** Resolves when no case is running, or when nobody wants to wait any longer. */
  async idle(signal: AbortSignal | undefined): Promise<void> {
    const ended = Promise.allSettled(this.#running);
    if (signal === undefined) return void (await ended);
    await Promise.race([ended, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))]);
  }
}
