import { seeded } from '../hunt/hardSwish.js';

/** Choices that a seed decides. */
export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed * 2654435761 + 97);
  }

  /** In [0, 1). */
  share(): number {
    return this.#random();
  }

  /** Whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.#random() < probability;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }

  pick<Item>(...items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.#random() * items.length)] ?? items[0];
  }

  /** About as a normal distribution has them: mean 0, deviation 1. */
  normal(): number {
    let sum = 0;
    for (let i = 0; i < 6; i++) sum += this.#random();
    return (sum - 3) * Math.SQRT2;
  }

  normals(count: number, scale = 1): number[] {
    return Array.from({ length: count }, () => this.normal() * scale);
  }
}
