/** Lets so many pieces of work go on at once; the others wait, and go in the order in which they came. */
export class Turns {
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async take<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#underWay < this.most) this.#underWay++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody who comes later gets it first.
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay--;
      else next();
    }
  }
}
