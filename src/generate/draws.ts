import * as fc from 'fast-check';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';

/** What some draws are told to come to: places from 0 up, by the name of the draw. */
export type ToldDraws = ReadonlyMap<string, number>;

/** One random choice on the way to a case: it came to the `place`-th of `size` values, counted from 0. */
export interface Draw {
  /** Its number among the draws, `3`; in a branch with the number of that before it, `1.3`. */
  readonly at: string;
  readonly size: number;
  readonly place: number;
  /** Where it comes to this unless told otherwise, whatever the random generator says. */
  readonly usual?: number;
}

/** Doubles have 53 bits, and so have the whole numbers that a draw can tell apart. */
const bits = 53;

const none: ToldDraws = new Map();

/**
 * A random generator that writes down what is drawn from it, and comes to something else where it is told. Whatever an arbitrary
 * makes of draws, a case is told by the generator it was made from and the draws that differ: small changes of these are small
 * changes of the case, and every case made like this is one that the arbitrary could have made by itself.
 *
 * A draw that is told takes as much of the generator as one that is not, so the others come to what they came to before.
 *
 * @example
 * const draws = new Draws(random);
 * scalars().generate(draws, undefined);
 * const [ladder, place] = draws.drawn; // and with other places:
 * scalars().generate(new Draws(random, new Map([['0', 2], ['1', 12345]])), undefined);
 */
export class Draws extends fc.Random {
  /** In the order in which they were drawn, those of branches among them. */
  readonly drawn: Draw[];
  #draws = 0;
  #branches = 0;

  /** @param told a place beyond the last one is not heard: the draw has become another one than it was told for. */
  constructor(
    private readonly source: fc.Random,
    private readonly told: ToldDraws = none,
    private readonly within: { readonly name: string; readonly drawn: Draw[] } = { name: '', drawn: [] },
  ) {
    // What the class itself draws from is never asked.
    super(xorshift128plus(0));
    this.drawn = within.drawn;
  }

  /** An ordinary generator: what is drawn from it cannot be told. */
  override clone(): fc.Random {
    return this.source.clone();
  }

  override next(count: number): number {
    return this.#draw(2 ** count, this.source.next(count));
  }

  override nextBoolean(): boolean {
    return this.#draw(2, this.source.nextBoolean() ? 1 : 0) === 1;
  }

  override nextInt(min = -(2 ** 31), max = 2 ** 31 - 1): number {
    return min + this.#draw(max - min + 1, this.source.nextInt(min, max) - min);
  }

  override nextBigInt(min: bigint, max: bigint): bigint {
    const drawn = this.source.nextBigInt(min, max) - min;
    const more = BigInt(Math.max(0, (max - min).toString(2).length - bits));
    const place = Number(drawn >> more);
    const told = this.#draw(Number((max - min) >> more) + 1, place);
    return min + (told === place ? drawn : BigInt(told) << more);
  }

  override nextDouble(): number {
    return this.#draw(2 ** bits, this.source.nextDouble() * 2 ** bits) / 2 ** bits;
  }

  override getState(): readonly number[] | undefined {
    return this.source.getState();
  }

  /** A draw that comes to what is usual unless it is told otherwise. @returns a place below `size`. */
  unlessTold(size: number, usual = 0): number {
    return this.#draw(size, usual, usual);
  }

  /**
   * Draws beside these, which take nothing of the generator: however many there are, the draws after them stay what they are. The
   * first of them, which is 0 unless told, says what the others come to.
   */
  branch(): Draws {
    const { told, drawn } = this;
    const name = `${this.within.name}${++this.#branches}.`;
    const seed = this.source.clone().nextInt() ^ Math.imul(this.#branches, 0x9e3779b1);
    const first = told.get(`${name}0`) ?? 0;
    const source = new fc.Random(xorshift128plus(Math.imul(seed ^ first, 0x85ebca6b) ^ first));
    const branch = new Draws(source, told, { name, drawn });
    branch.unlessTold(branchSeeds);
    return branch;
  }

  #draw(size: number, place: number, usual?: number): number {
    const at = `${this.within.name}${this.#draws++}`;
    const told = this.told.get(at);
    const taken = told === undefined || told >= size ? place : told;
    this.drawn.push({ at, size, place: taken, ...(usual === undefined ? {} : { usual }) });
    return taken;
  }
}

/** So many ways there are for the draws of a branch to come out. */
export const branchSeeds = 1_000_000;

/** The name of the draw that says what the others of the same branch come to; undefined for what is in no branch. */
export const branchSeedOf = (at: string): string | undefined => {
  const end = at.lastIndexOf('.');
  return end === -1 ? undefined : `${at.slice(0, end)}.0`;
};
