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

  /** Adds factor x weight at the places of some entries. */
  addProducts(
    factor: number,
    { places, weights }: { readonly places: Int32Array; readonly weights: Float64Array },
    from: number,
    to: number,
  ): void {
    const { values } = this;
    // Once there is something everywhere, nobody need be told of a place.
    if (this.count === values.length)
      for (let entry = from; entry < to; entry++) values[places[entry]!]! += factor * weights[entry]!;
    else for (let entry = from; entry < to; entry++) this.add(places[entry]!, factor * weights[entry]!);
  }

  clear(): void {
    if (this.count === this.values.length) {
      this.values.fill(0);
      this.#used.fill(0);
    } else
      for (let at = 0; at < this.count; at++) {
        const place = this.places[at]!;
        this.values[place] = 0;
        this.#used[place] = 0;
      }
    this.count = 0;
  }
}
