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
  /** @param folder an empty one for whatever it writes; it is removed afterwards. */
  readonly run: (attempts: number, folder: string) => Promise<Findings>;
}

/** Counts attempts and what came of them. */
export class Tried {
  #attempts = 0;
  readonly #ends = new Map<string, number>();
  readonly #wrong: string[] = [];

  /** An attempt that ended in this way, and what was wrong with that. */
  end(how: string, wrong: readonly string[] = []): void {
    this.#attempts++;
    this.#ends.set(how, (this.#ends.get(how) ?? 0) + 1);
    this.#wrong.push(...wrong);
  }

  /** Something wrong that is no attempt of its own. */
  wrong(...what: readonly string[]): void {
    this.#wrong.push(...what);
  }

  get findings(): Findings {
    return { attempts: this.#attempts, ends: Object.fromEntries(this.#ends), wrong: this.#wrong };
  }
}
