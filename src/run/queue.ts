/** First in, first out. Taking from the front of an array moves all the others, of which many workers have tens of thousands. */
export class Queue<Item> {
  readonly #items: (Item | undefined)[] = [];
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  take(): Item | undefined {
    const item = this.#items[this.#first];
    this.#items[this.#first++] = undefined;
    // Stryker disable next-line all: it says how soon places that are free are given back, and nothing else.
    if (this.#first > this.length) {
      this.#items.splice(0, this.#first);
      this.#first = 0;
    }
    return item;
  }

  clear(): void {
    this.#items.length = 0;
    this.#first = 0;
  }
}
