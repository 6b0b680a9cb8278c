import type { ImageBatch, Tensor } from '../../classifier/classifier.js';
import { scaled, type Prober } from './probes.js';
import { compareRows, measured, partsFromMultiples, type ExactRange, type MeasuredRow } from './scaling.js';

/** What is known of a tensor from all images and scalars that were tried. */
export interface Seen {
  /** Undefined where all its numbers were 0, or out of range. */
  readonly degree: number | undefined;
  /** What was seen where it did not scale first. */
  readonly broken:
    | {
        readonly exponent: number;
        readonly what: string;
        /** Whether the numbers part from any multiple by more than rounding explains. */
        readonly beyondRounding: boolean;
      }
    | undefined;
  readonly judged: boolean;
}

type Known = { -readonly [Key in keyof Seen]: Seen[Key] };

/** An image, and at which of its multiples floats have run out of range. */
interface Tried {
  readonly batch: ImageBatch;
  readonly ended: Set<number>;
}

/**
 * Looks whether tensors are multiplied by powers of two where images are. One image and one scalar at a time: nothing but two
 * readings of the tensors is held, and what is seen to break ends the search for all that comes after it.
 */
export class Scan {
  readonly #limits = new Map<number, string>();
  readonly #images: readonly Tried[];
  readonly #used = { images: 0, scalars: new Set<number>() };

  /** @param images one each, in the order in which they are tried. */
  constructor(
    private readonly prober: Prober,
    images: readonly ImageBatch[],
    private readonly exponents: readonly number[],
    private readonly rangeOf: (tensor: string) => ExactRange,
  ) {
    this.#images = images.map((batch) => ({ batch, ended: new Set<number>() }));
  }

  /** Where floats ran out of range, a sentence each: what lies behind was not judged there. */
  get limits(): readonly string[] {
    return [...this.#limits.values()];
  }

  /** How many images and scalars were needed. */
  get tried(): { readonly images: number; readonly scalars: number } {
    return { images: this.#used.images, scalars: this.#used.scalars.size };
  }

  /**
   * Reads tensors of every image at every scalar, until the first of them is seen to break.
   *
   * @param names in the order of computation.
   * @returns those that could be read, up to the first that breaks; and how many numbers an image has in all of them.
   */
  async look(names: readonly string[]): Promise<{ readonly seen: ReadonlyMap<string, Seen>; readonly size: number }> {
    const seen = new Map<string, Known>();
    let left = names;
    let size = 0;
    for (const [i, tried] of this.#images.entries()) {
      if (left.length === 0) break;
      const before = await this.#read(tried.batch, left);
      left = left.filter((name) => before.has(name));
      if (i === 0) for (const { numbers } of before.values()) size += numbers.length;
      for (const name of left)
        if (!seen.has(name)) seen.set(name, { degree: undefined, broken: undefined, judged: false });
      for (const exponent of this.exponents) {
        if (left.length === 0) break;
        if (tried.ended.has(exponent)) continue;
        this.#used.images = Math.max(this.#used.images, i + 1);
        this.#used.scalars.add(exponent);
        const after = await this.#read(scaled(tried.batch, exponent), left);
        const broken = this.#judge(left, before, after, seen, exponent, tried.ended);
        if (broken < 0) continue;
        // What comes after it may be broken because of it. What comes before may still turn out to be.
        for (const name of left.slice(broken + 1)) seen.delete(name);
        left = left.slice(0, broken);
      }
    }
    return { seen, size };
  }

  /** @returns the place of the first that breaks, or -1. */
  #judge(
    names: readonly string[],
    before: ReadonlyMap<string, MeasuredRow>,
    after: ReadonlyMap<string, MeasuredRow>,
    seen: ReadonlyMap<string, Known>,
    exponent: number,
    ended: Set<number>,
  ): number {
    for (const [place, name] of names.entries()) {
      const [a, b, known] = [before.get(name), after.get(name), seen.get(name)];
      if (a === undefined || b === undefined || known === undefined) continue;
      const end = this.#compare(name, a, b, exponent, known);
      if (end !== undefined) {
        ended.add(exponent);
        if (!this.#limits.has(exponent))
          this.#limits.set(exponent, `${end} at 2^${exponent} from "${name}" on: not judged there`);
        return -1;
      }
      if (known.broken !== undefined) return place;
    }
    return -1;
  }

  /** @returns the end of the range of floats, where that is in the way of an answer. */
  #compare(
    name: string,
    before: MeasuredRow,
    after: MeasuredRow,
    exponent: number,
    known: Known,
  ): 'underflow' | 'overflow' | undefined {
    const fail = (what: string, beyondRounding: boolean): undefined => {
      known.judged = true;
      known.broken = { exponent, what: `multiplied by 2^${exponent}, ${what}`, beyondRounding };
    };
    if (before.numbers.length !== after.numbers.length) return fail('the image gives a tensor of another size', true);
    const expected = known.degree === undefined ? undefined : known.degree * exponent;
    const scaling = compareRows(before, after, expected, this.rangeOf(name));
    if (scaling.kind === 'range') return scaling.end;
    if (scaling.kind === 'broken')
      return fail(
        `the image gives ${scaling.after} where it gave ${scaling.before}`,
        partsFromMultiples(before, after),
      );
    known.judged = true;
    if (scaling.kind === 'zero') return undefined;
    known.degree ??= scaling.shift / exponent;
    if (scaling.shift === known.degree * exponent) return undefined;
    return fail(`the image gives 2^${scaling.shift} times as much, and degree ${known.degree} elsewhere`, true);
  }

  async #read(batch: ImageBatch, names: readonly string[]): Promise<ReadonlyMap<string, MeasuredRow>> {
    const tensors = await this.prober.read(batch, names);
    return new Map([...tensors].map(([name, { data }]: [string, Tensor]) => [name, measured(data)]));
  }
}
