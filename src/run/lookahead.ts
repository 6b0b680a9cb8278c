import * as fc from 'fast-check';
import { congruential32 } from 'pure-rand/generator/congruential32';
import { mersenne } from 'pure-rand/generator/mersenne';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';
import { jumpedAhead, QuickSource } from './jumpAhead.js';

/** A random generator by name, or a function that makes one from a seed. */
type RandomType = fc.Parameters['randomType'];
type RandomSource = Exclude<RandomType, string | undefined>;

/** So many jumps one after the other take no longer than a matrix takes to be applied. */
const fewJumps = 32;

/** The random generators `fc.check` is going to hand over, a window at a time. */
export class Lookahead {
  #source: ReturnType<RandomSource>;
  #index = 0;

  constructor(
    private readonly seed: number,
    randomType: RandomType,
    index: number,
  ) {
    const source = sourceOf(randomType);
    this.#source = source === xorshift128plus ? new QuickSource(source(seed).getState()) : source(seed);
    this.skipTo(index);
  }

  /** Goes on at a later case. */
  skipTo(index: number): void {
    const source = this.#source;
    const jumps = index - this.#index;
    if (jumps > fewJumps && source instanceof QuickSource) {
      this.#source = new QuickSource(jumpedAhead(source.getState(), jumps));
      this.#index = index;
    }
    while (index > this.#index) this.each(Math.min(index - this.#index, 1024), () => undefined);
  }

  /** The next `count` generators. */
  take(count: number): readonly fc.Random[] {
    const recorded: fc.Random[] = [];
    this.each(count, (random) => recorded.push(random.clone()));
    return recorded;
  }

  /**
   * Lends the next `count` generators, one after the other. `fc.sample` moves on the source it is given, as `fc.check` moves on its
   * own, so one sample continues where the last one stopped.
   */
  each(count: number, use: (random: fc.Random) => void): void {
    this.#index += count;
    // A property and not an arbitrary, which fc.sample would wrap in a property with the global hooks.
    const recorder: fc.IRawProperty<undefined, false> = {
      isAsync: () => false,
      generate: (random) => {
        use(random);
        return nothing;
      },
      shrink: () => fc.Stream.nil(),
      run: () => null,
      runBeforeEach: () => undefined,
      runAfterEach: () => undefined,
    };
    fc.sample(recorder, {
      seed: this.seed,
      randomType: () => this.#source,
      numRuns: count,
      path: '',
      examples: [],
      plugins: [],
    });
  }
}

const nothing = new fc.Value(undefined, undefined);

/** The value of the case with this number, as a run with this seed generates it. */
export function generatedAt<Value>(
  property: Pick<fc.IRawProperty<Value>, 'generate'>,
  { seed, randomType, number }: { readonly seed: number; readonly randomType: RandomType; readonly number: number },
): Value {
  const [random] = new Lookahead(seed, randomType, number).take(1);
  return property.generate(random!, number).value;
}

/** The generator behind a run. Should it differ from fast-check's own, the states differ too and nothing is foreseen. */
function sourceOf(randomType: RandomType): RandomSource {
  if (typeof randomType === 'function') return randomType;
  switch (randomType) {
    case 'mersenne':
      return mersenne;
    case 'congruential':
    case 'congruential32':
      return congruential32;
    case 'xoroshiro128plus':
      return xoroshiro128plus;
    default:
      return xorshift128plus;
  }
}
