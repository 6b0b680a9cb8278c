import * as fc from 'fast-check';
import { congruential32 } from 'pure-rand/generator/congruential32';
import { mersenne } from 'pure-rand/generator/mersenne';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';

/** A random generator by name, or a function that makes one from a seed. */
type RandomType = fc.Parameters['randomType'];
type RandomSource = Exclude<RandomType, string | undefined>;

/** The random generators `fc.check` is going to hand over, a window at a time. */
export class Lookahead {
  readonly #source: ReturnType<RandomSource>;
  #index = 0;

  constructor(
    private readonly seed: number,
    randomType: RandomType,
    index: number,
  ) {
    this.#source = sourceOf(randomType)(seed);
    this.skipTo(index);
  }

  /** Goes on at a later case. */
  skipTo(index: number): void {
    while (index > this.#index) this.take(Math.min(index - this.#index, 1024));
  }

  /**
   * The next `count` generators. `fc.sample` moves on the source it is given, as `fc.check` moves on its own, so one
   * sample continues where the last one stopped.
   */
  take(count: number): readonly fc.Random[] {
    const recorded: fc.Random[] = [];
    this.#index += count;
    // A property and not an arbitrary, which fc.sample would wrap in a property with the global hooks.
    const recorder: fc.IRawProperty<undefined, false> = {
      isAsync: () => false,
      generate: (random) => {
        recorded.push(random.clone());
        return new fc.Value(undefined, undefined);
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
    return recorded;
  }
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
