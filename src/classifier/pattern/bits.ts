/** A row of bits that is written from its beginning, and then taken. */
export class Bits {
  #words: Uint32Array;
  #word = 0;
  #filled = 0;
  #position = 0;

  constructor(length: number) {
    this.#words = new Uint32Array(Math.ceil(length / 32));
  }

  /** Adds the `width` (at most 31) low bits of a value. */
  add(value: number, width: number): void {
    this.#word |= value << this.#filled;
    this.#filled += width;
    if (this.#filled < 32) return;
    this.#words[this.#position++] = this.#word;
    this.#filled -= 32;
    // The bits that did not fit. Shifting by 32 would shift by 0.
    this.#word = this.#filled === 0 ? 0 : value >>> (width - this.#filled);
  }

  /** All that was written, 32 bits a number, the first bit lowest. */
  take(): Uint32Array {
    if (this.#filled > 0) this.#words[this.#position] = this.#word;
    return this.#words;
  }
}
