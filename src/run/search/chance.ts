import * as fc from 'fast-check';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';

/** What a search leaves to chance, the same every time with the same seed. */
export class Chance {
  readonly #random: fc.Random;

  constructor(seed: number) {
    this.#random = new fc.Random(xorshift128plus(seed));
  }

  /** A whole number from 0 to `count - 1`. */
  below(count: number): number {
    return this.#random.nextInt(0, count - 1);
  }

  /** A number from 0 up to 1. */
  share(): number {
    return this.#random.nextInt(0, 2 ** 31 - 1) / 2 ** 31;
  }

  /** One of some, each as likely as it weighs. */
  weighted<Item>(items: readonly Item[], weight: (item: Item) => number): Item | undefined {
    const weights = items.map(weight);
    let left = this.share() * weights.reduce((sum, each) => sum + each, 0);
    return items.find((_, i) => (left -= weights[i]!) < 0) ?? items.at(-1);
  }
}
