/**
 * Work that needs room, of which there is only so much: each waits until what it needs is free, in the order in which they
 * came. What needs more than there is at all waits for all of it, and then is alone.
 *
 * @example
 * const budget = new Budget(100);
 * await Promise.all([budget.use(60, decode), budget.use(60, decode)]); // one after the other
 */
export class Budget {
  #free: number;
  readonly #waiting: { readonly need: number; readonly start: () => void }[] = [];

  constructor(private readonly total: number) {
    this.#free = total;
  }

  async use<Result>(amount: number, work: () => Promise<Result>): Promise<Result> {
    const need = Math.min(amount, this.total);
    if (this.#waiting.length > 0 || need > this.#free)
      await new Promise<void>((start) => this.#waiting.push({ need, start }));
    else this.#free -= need;
    try {
      return await work();
    } finally {
      this.#free += need;
      this.#startNext();
    }
  }

  #startNext(): void {
    for (let next = this.#waiting[0]; next !== undefined && next.need <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.need;
      next.start();
    }
  }
}
