import * as fc from 'fast-check';

/** One drawn value and the means to shrink it. */
export interface Drawn<T> {
  readonly value: T;
  readonly shrink: () => Iterable<Drawn<T>>;
}

/** Draws values of an arbitrary with everything fast-check itself needs to shrink them. */
export function draw<T>(arbitrary: fc.Arbitrary<T>, { seed, count }: { seed: number; count: number }): Drawn<T>[] {
  const drawn: Drawn<T>[] = [];
  const of = (value: fc.Value<T>): Drawn<T> => ({
    value: value.value,
    *shrink() {
      for (const smaller of arbitrary.shrink(value.value_, value.context)) yield of(smaller);
    },
  });
  // An arbitrary that draws from the one under test, so as to keep the context.
  class Keeping extends fc.Arbitrary<undefined> {
    override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<undefined> {
      drawn.push(of(arbitrary.generate(random, biasFactor)));
      return new fc.Value(undefined, undefined);
    }
    override canShrinkWithoutContext(_value: unknown): _value is undefined {
      return false;
    }
    override shrink(): fc.Stream<fc.Value<undefined>> {
      return fc.Stream.nil();
    }
  }
  fc.sample(new Keeping(), { seed, numRuns: count });
  return drawn;
}

/** Walks shrink trees as a runner does: to the first candidate that fails, again and again. */
export function shrinkPath<T>(from: Drawn<T>, fails: (value: T) => boolean, limit: number): T[] {
  const path = [from.value];
  let [at, steps]: [Drawn<T> | undefined, number] = [from, 0];
  while (at !== undefined) {
    let next: Drawn<T> | undefined;
    for (const candidate of at.shrink()) {
      if (++steps > limit) throw new Error(`no end after ${limit} candidates`);
      if (!fails(candidate.value)) continue;
      next = candidate;
      break;
    }
    if (next !== undefined) path.push(next.value);
    at = next;
  }
  return path;
}

/** A predicate that fails about one in `rarity` values, by what they print as. */
export function failing<T>(salt: number, rarity: number, print: (value: T) => string = fc.stringify) {
  return (value: T): boolean => {
    let bits = salt;
    for (const character of print(value)) bits = Math.imul(bits ^ character.charCodeAt(0), 0x01000193);
    return ((bits ^ (bits >>> 15)) >>> 0) % rarity === 0;
  };
}
