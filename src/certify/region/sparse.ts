/** Numbers at some places; 0 at all others. */
export class Sparse {
  readonly values: Float64Array;
  /** Those of the first `count` have been added to. */
  readonly places: Int32Array;
  count = 0;
  readonly #used: Uint8Array;

  constructor(size: number) {
    this.values = new Float64Array(size);
    this.places = new Int32Array(size);
    this.#used = new Uint8Array(size);
  }

  /** @returns the sum there. */
  add(place: number, value: number): number {
    if (this.#used[place] === 0) {
      this.#used[place] = 1;
      this.places[this.count++] = place;
    }
    return (this.values[place]! += value);
  }

  clear(): void {
    for (let at = 0; at < this.count; at++) {
      const place = this.places[at]!;
      this.values[place] = 0;
      this.#used[place] = 0;
    }
    this.count = 0;
  }
}
