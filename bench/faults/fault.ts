/** What came of the attempts at one kind of fault. */
export interface Findings {
  readonly attempts: number;
  /** How they ended, in words, each with how often: `refused`, `a verdict`. */
  readonly ends: Readonly<Record<string, number>>;
  /** What should not be, a line each that says how it is seen again. */
  readonly wrong: readonly string[];
}

/** One kind of fault: what goes wrong around conic, and what conic has to make of it. */
export interface Fault {
  readonly name: string;
  /** Attempts of the whole run. */
  readonly whole: number;
  /** Why it cannot be tried here; undefined where it can. */
  readonly missing?: () => string | undefined;
  /**
   * @param folder an empty one for whatever it writes; it is removed afterwards.
   * @param tried is told how each attempt ended. It ends the run, by what it throws, where whoever runs it has seen enough.
   */
  readonly run: (attempts: number, folder: string, tried: Tried) => Promise<void>;
}

/** Counts attempts and what came of them. */
export class Tried {
  #attempts = 0;
  readonly #ends = new Map<string, number>();
  readonly #wrong: string[] = [];

  /** @param ended aborted where no more attempts are wanted. */
  constructor(readonly ended: AbortSignal) {}

  /**
   * An attempt that ended in this way, and what was wrong with that.
   *
   * @throws if no more attempts are wanted: Ctrl-C reaches the processes of this one as well, so that it is not counted.
   */
  end(how: string, wrong: readonly string[] = []): void {
    this.ended.throwIfAborted();
    this.count(how, 1, wrong);
  }

  /** So many attempts that ended in this way, and what was wrong with them. */
  count(how: string, attempts: number, wrong: readonly string[]): void {
    this.#attempts += attempts;
    this.#ends.set(how, (this.#ends.get(how) ?? 0) + attempts);
    this.#wrong.push(...wrong);
  }

  get findings(): Findings {
    return { attempts: this.#attempts, ends: Object.fromEntries(this.#ends), wrong: this.#wrong };
  }
}
