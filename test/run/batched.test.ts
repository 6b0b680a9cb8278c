import { afterEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { congruential32 } from 'pure-rand/generator/congruential32';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { checkBatched, type BatchOptions } from '../../src/run/batched.js';

afterEach(() => {
  fc.resetConfigureGlobal();
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A number that depends on the value alone. */
const hash = (value: unknown): number => {
  let bits = 0x811c9dc5;
  for (const character of fc.stringify(value)) bits = Math.imul(bits ^ character.charCodeAt(0), 0x01000193);
  return bits >>> 0;
};

/** What a predicate does with a value, by its hash: the same in every run. */
interface Behaviour {
  /** One value in so many fails; 0: none. */
  readonly failing: number;
  /** One value in so many is skipped by `fc.pre`; 0: none. */
  readonly skipped: number;
  /** Waits for up to so many turns of the event loop. */
  readonly turns: number;
  /** Throws instead of returning false. */
  readonly throws: boolean;
}

const predicateOf =
  ({ failing, skipped, turns, throws }: Behaviour) =>
  async (value: unknown): Promise<boolean> => {
    const place = hash(value);
    for (let i = place % (turns + 1); i > 0; i--) await turn();
    fc.pre(skipped === 0 || place % skipped !== 1);
    const fails = failing !== 0 && place % failing === 0;
    if (fails && throws) throw new Error(`no ${fc.stringify(value)}`);
    return !fails;
  };

const arbitraries: Record<string, () => fc.Arbitrary<unknown>> = {
  integers: () => fc.integer(),
  'few integers': () => fc.nat(7),
  tuples: () => fc.tuple(fc.nat(100), fc.boolean(), fc.double()),
  strings: () => fc.string({ maxLength: 12 }),
  arrays: () => fc.array(fc.nat(9), { maxLength: 6 }),
  chained: () => fc.nat(20).chain((length) => fc.array(fc.integer(), { maxLength: length })),
  filtered: () => fc.integer().filter((n) => n % 3 !== 0),
  'one of': () => fc.oneof(fc.nat(), fc.string(), fc.constant(null)),
  constants: () => fc.constantFrom(1, 2, 3),
  records: () => fc.record({ a: fc.nat(), b: fc.option(fc.nat()) }),
};

const randomTypes: readonly NonNullable<fc.Parameters['randomType']>[] = [
  'mersenne',
  'congruential',
  'congruential32',
  'xorshift128plus',
  'xoroshiro128plus',
  (seed) => congruential32(seed ^ 0x5f5f),
  (seed) => xoroshiro128plus(seed + 1),
];

/** Its jumps take milliseconds; it has tests of its own. */
const slow = 'mersenne';

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  failing: fc.constantFrom(0, 2, 5, 20, 100, 300),
  skipped: fc.constantFrom(0, 0, 2, 3, 10),
  turns: fc.constantFrom(0, 0, 3),
  throws: fc.boolean(),
});

const parameters = fc.record(
  {
    seed: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()),
    numRuns: fc.integer({ min: 1, max: 60 }),
    unbiased: fc.boolean(),
    randomType: fc.constantFrom(...randomTypes.filter((type) => type !== slow)),
    endOnFailure: fc.boolean(),
    skipEqualValues: fc.boolean(),
    ignoreEqualValues: fc.boolean(),
    maxSkipsPerRun: fc.constantFrom(0, 1, 3),
    verbose: fc.constantFrom(0, 1, 2),
    markInterruptAsFailure: fc.boolean(),
    path: fc.constantFrom('0', '3', '17'),
  },
  { requiredKeys: ['seed', 'numRuns', 'maxSkipsPerRun'] },
);

const windows: fc.Arbitrary<BatchOptions> = fc.record(
  {
    window: fc.constantFrom(1, 2, 7, 16, 64),
    firstWindow: fc.constantFrom(1, 4, 100),
    windows: fc.constantFrom(1, 2, 3),
    shrinkWindow: fc.constantFrom(1, 3, 8),
  },
  { requiredKeys: ['window', 'windows', 'shrinkWindow'] },
);

const comparable = <Ts>(details: fc.RunDetails<Ts>): string => {
  const { errorInstance, runConfiguration, ...rest } = details;
  const configuration = { ...runConfiguration, randomType: null, logger: null };
  const error = errorInstance instanceof Error ? errorInstance.message : errorInstance;
  return fc.stringify({ ...rest, error, configuration });
};

const combination = fc.record({
  arbitrary: fc.constantFrom(...Object.keys(arbitraries)),
  behaviour,
  parameters,
  windows,
  examples: fc.constantFrom(0, 0, 0, 1, 4),
});

/** The same property twice, plain and batched, and whatever the two say. */
async function both(given: Combination) {
  const property = () => fc.asyncProperty(arbitraries[given.arbitrary]!(), predicateOf(given.behaviour));
  const examples = fc
    .sample(arbitraries[given.arbitrary]!(), { numRuns: given.examples + 1, seed: 5 })
    .slice(1)
    .map((value): [unknown] => [value]);
  const settings: fc.Parameters<[unknown]> = { ...given.parameters, ...(examples.length === 0 ? {} : { examples }) };
  const plain = await fc.check(property(), settings);
  const batched = await checkBatched(property(), settings, given.windows);
  return { plain, batched, property, settings };
}

type Combination = typeof combination extends fc.Arbitrary<infer Value> ? Value : never;

describe('checkBatched', () => {
  test('says what fc.check says, whatever the parameters', async () => {
    let failures = 0;
    for (const given of fc.sample(combination, { seed: 1, numRuns: 1000 })) {
      const { plain, batched, property, settings } = await both(given);
      expect({ given, said: comparable(batched) }).toEqual({ given, said: comparable(plain) });
      if (batched.counterexamplePath === null) continue;
      failures++;
      // And plain fast-check finds it again by what was reported.
      const replayed = await fc.check(property(), {
        ...settings,
        seed: batched.seed,
        path: batched.counterexamplePath,
        endOnFailure: true,
      });
      expect(fc.stringify(replayed.counterexample)).toBe(fc.stringify(batched.counterexample));
      const again = await checkBatched(
        property(),
        { ...settings, seed: batched.seed, path: batched.counterexamplePath },
        given.windows,
      );
      expect(fc.stringify(again.counterexample)).toBe(fc.stringify(batched.counterexample));
    }
    expect(failures).toBeGreaterThan(100);
  });
});

/** Counts predicates between their start and their end. */
class Traffic {
  now = 0;
  most = 0;
  started = 0;

  through = async (passes = true): Promise<boolean> => {
    this.started++;
    this.most = Math.max(this.most, ++this.now);
    await turn();
    this.now--;
    return passes;
  };
}

describe('cases in flight', () => {
  test('fc.check has one; batched has windows of them', async () => {
    const [plain, batched] = [new Traffic(), new Traffic()];
    await fc.check(
      fc.asyncProperty(fc.nat(), () => plain.through()),
      { numRuns: 40, seed: 1 },
    );
    await checkBatched(
      fc.asyncProperty(fc.nat(), () => batched.through()),
      { numRuns: 40, seed: 1 },
      { window: 10 },
    );
    expect(plain.most).toBe(1);
    // Two windows, and the case in hand.
    expect(batched.most).toBeGreaterThanOrEqual(20);
    expect(batched.most).toBeLessThanOrEqual(31);
    expect(batched.started).toBe(40);
  });

  test.each(randomTypes.map((randomType, i) => [typeof randomType === 'function' ? `function ${i}` : randomType, i]))(
    'with random type %s',
    async (_name, index) => {
      const randomType = randomTypes[Number(index)];
      const traffic = new Traffic();
      const settings = { numRuns: 30, seed: 1, randomType: randomType! };
      await checkBatched(
        fc.asyncProperty(fc.nat(), () => traffic.through()),
        settings,
        { window: 10 },
      );
      expect(traffic.most).toBeGreaterThanOrEqual(20);
    },
  );

  test.each([2 ** 31, -(2 ** 33) - 5, 2 ** 53 - 1, 0.25, -1.5, 1e300])('with seed %d', async (seed) => {
    const traffic = new Traffic();
    const property = () => fc.asyncProperty(fc.nat(), () => traffic.through());
    const details = await checkBatched(property(), { numRuns: 30, seed }, { window: 10 });
    expect(traffic.most).toBeGreaterThanOrEqual(20);
    expect(details.seed).toBe((await fc.check(property(), { numRuns: 30, seed })).seed);
  });

  test.each([
    ['a path', { path: '25' }],
    ['examples', { examples: [[1], [2], [3]] as [number][] }],
    ['a path and examples', { path: '2', examples: [[1], [2], [3]] as [number][] }],
    ['a path beyond examples', { path: '20', examples: [[1], [2], [3]] as [number][] }],
    ['no bias', { unbiased: true }],
    ['examples and no bias', { unbiased: true, examples: [[1]] as [number][] }],
    ['no seed', {}],
  ])('with %s', async (_name, parameters: fc.Parameters<[number]>) => {
    const traffic = new Traffic();
    const property = fc.asyncProperty(fc.nat(), (_n: number) => traffic.through());
    const { numRuns } = await checkBatched(property, { numRuns: 30, ...parameters }, { window: 10 });
    expect(numRuns).toBe(30);
    expect(traffic.most).toBeGreaterThanOrEqual(20);
    expect(traffic.started).toBe(30);
  });

  test('with cases that are skipped, all the way to the end', async () => {
    const traffic = new Traffic();
    const odd = fc.asyncProperty(fc.nat(), async (n) => {
      await traffic.through();
      fc.pre(n % 2 === 1);
    });
    const { numRuns, numSkips } = await checkBatched(odd, { numRuns: 60, seed: 3 }, { window: 20 });
    expect(numRuns).toBe(60);
    expect(numSkips).toBeGreaterThan(20);
    expect(traffic.started).toBe(numRuns + numSkips);
    expect(traffic.most).toBeGreaterThanOrEqual(40);
  });

  test('while shrinking too', async () => {
    let shrinking = false;
    const [searching, shrunk] = [new Traffic(), new Traffic()];
    const small = fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (n) => {
      const passes = await (shrinking ? shrunk : searching).through(n < 1000);
      shrinking ||= !passes;
      return passes;
    });
    const details = await checkBatched(small, { numRuns: 10, seed: 3 }, { window: 1, shrinkWindow: 8 });
    expect(details.counterexample).toEqual([1000]);
    expect(shrunk.most).toBeGreaterThanOrEqual(8);
  });

  test('generation goes on while verdicts are pending', async () => {
    let generated = 0;
    const heard: number[] = [];
    const counted = fc.nat().map((n) => {
      generated++;
      return n;
    });
    const property = fc.asyncProperty(counted, async () => turn());
    await checkBatched(
      property,
      { numRuns: 50, seed: 1 },
      { window: 10, windows: 3, onVerdict: () => heard.push(generated) },
    );
    // When the first verdict is in, three windows have been made; at the end, no more than asked for.
    expect(heard[0]).toBeGreaterThanOrEqual(30);
    expect(heard[0]).toBeLessThan(50);
    expect(generated).toBe(50);
  });

  test('no more are started ahead than the windows hold, however long the run', async () => {
    let [started, heard, most] = [0, 0, 0];
    const property = fc.asyncProperty(fc.nat(), async () => void started++);
    const onVerdict = (): void => {
      most = Math.max(most, started - ++heard);
    };
    await checkBatched(property, { numRuns: 5000, seed: 1 }, { window: 16, windows: 2, onVerdict });
    expect(started).toBe(5000);
    expect(most).toBeLessThanOrEqual(3 * 16);
  });
});

describe('a first window', () => {
  const startedAhead = async (numRuns: number): Promise<readonly number[]> => {
    let started = 0;
    const ahead: number[] = [];
    const property = fc.asyncProperty(fc.nat(), async () => void started++);
    const onVerdict = (): void => void ahead.push(started - ahead.length);
    await checkBatched(property, { numRuns, seed: 1 }, { window: 64, firstWindow: 4, windows: 2, onVerdict });
    expect(started).toBe(numRuns);
    return ahead;
  };

  test('begins with few, and starts as many as the runner has heard of', async () => {
    const ahead = await startedAhead(2000);
    expect(ahead[0]).toBeLessThanOrEqual(3 * 4);
    ahead.forEach((count, heard) => expect(count).toBeLessThanOrEqual(3 * Math.max(4, heard)));
    expect(Math.max(...ahead)).toBeGreaterThan(64);
    expect(Math.max(...ahead)).toBeLessThanOrEqual(3 * 64);
  });
});

describe('the slowest random type', () => {
  test('says what fc.check says', async () => {
    const property = () => fc.asyncProperty(fc.nat(), async (n) => n % 10 !== 3);
    const settings = { seed: 7, numRuns: 20, randomType: slow, verbose: 2 } as const;
    expect(comparable(await checkBatched(property(), settings, { window: 4 }))).toBe(
      comparable(await fc.check(property(), settings)),
    );
  });
});

describe('what a run tells', () => {
  test('verdicts come in the runner’s order, and only those it asked for', async () => {
    const heard: unknown[] = [];
    const seen = fc.sample(fc.nat(), { seed: 9, numRuns: 30 });
    await checkBatched(
      fc.asyncProperty(fc.nat(), async (n) => {
        for (let i = hash(n) % 5; i > 0; i--) await turn();
      }),
      { seed: 9, numRuns: 30 },
      { window: 8, onVerdict: ([n]) => heard.push(n) },
    );
    expect(heard).toEqual(seen);
  });

  test('global parameters of fast-check count, given ones first', async () => {
    fc.configureGlobal({ numRuns: 7, seed: 11, unbiased: true, endOnFailure: true });
    const property = () => fc.asyncProperty(fc.integer(), async (n) => n < 1e9);
    expect(comparable(await checkBatched(property(), {}))).toBe(comparable(await fc.check(property(), {})));
    expect(
      (
        await checkBatched(
          fc.asyncProperty(fc.nat(), async () => true),
          { numRuns: 3 },
        )
      ).numRuns,
    ).toBe(3);
    const custom = { randomType: (seed: number) => congruential32(seed), verbose: 2 };
    fc.configureGlobal(custom);
    expect(comparable(await checkBatched(property(), { seed: 4 }))).toBe(
      comparable(await fc.check(property(), { seed: 4 })),
    );
  });

  test('a time limit for one case is refused, a global one too', async () => {
    const property = fc.asyncProperty(fc.nat(), async () => true);
    await expect(checkBatched(property, { timeout: 100 })).rejects.toThrow('timeout');
    fc.configureGlobal({ timeout: 100 });
    await expect(checkBatched(property, {})).rejects.toThrow('timeout');
  });

  test('plugins that change how values are made are followed', async () => {
    const unbiased: fc.Plugin<[number]> = () => ({
      decorateGenerate: (generate) => (random, _runId) => generate(random, undefined),
    });
    const property = () => fc.asyncProperty(fc.integer(), async (n) => n % 100 !== 0);
    const run = (check: typeof checkBatched) =>
      check<[number]>(property(), { seed: 5, numRuns: 50, plugins: [unbiased], examples: [[1]], verbose: 2 });
    const [plain, batched] = [await run(fc.check), await run(checkBatched)];
    expect(fc.stringify(batched.executionSummary)).toBe(fc.stringify(plain.executionSummary));
  });
});

describe('hooks', () => {
  test('bracket every predicate', async () => {
    const said: string[] = [];
    const property = fc
      .asyncProperty(fc.nat(), async () => void said.push('run'))
      .beforeEach(async () => void said.push('before'))
      .afterEach(async () => void said.push('after'));
    await checkBatched(property, { numRuns: 10, seed: 1 }, { window: 1, windows: 1 });
    expect(said.filter((word) => word === 'before')).toHaveLength(10);
    expect(said.filter((word) => word === 'after')).toHaveLength(10);
  });

  test('one that fails ends the run, and cases started ahead are not heard of', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const property = fc
      .asyncProperty(fc.nat(), async () => turn())
      .beforeEach(() => {
        throw new Error('no set-up');
      });
    await expect(checkBatched(property, { numRuns: 20, seed: 1 })).rejects.toThrow('no set-up');
    for (let i = 0; i < 5; i++) await turn();
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});

describe('a run that ends early', () => {
  test('leaves no rejection unheard', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    let first = true;
    const property = fc.asyncProperty(fc.nat(), async () => {
      const fails = first;
      first = false;
      if (fails) return false;
      await turn();
      await turn();
      throw new Error('too late');
    });
    const { failed } = await checkBatched(property, { numRuns: 50, seed: 1, endOnFailure: true }, { window: 10 });
    expect(failed).toBe(true);
    for (let i = 0; i < 5; i++) await turn();
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  test('an abort ends it even while a predicate hangs for ever', async () => {
    const controller = new AbortController();
    let started = 0;
    const property = fc.asyncProperty(fc.nat(), async () => {
      if (++started === 5) controller.abort();
      await new Promise(() => undefined);
    });
    const details = await checkBatched(property, { numRuns: 50, seed: 1 }, { window: 10, signal: controller.signal });
    expect(details.interrupted).toBe(true);
    expect(details.numRuns).toBe(0);
  });

  test('an abort in the middle keeps what there is', async () => {
    const controller = new AbortController();
    let heard = 0;
    const details = await checkBatched(
      fc.asyncProperty(fc.nat(), async () => true),
      { numRuns: 50, seed: 1 },
      {
        window: 10,
        signal: controller.signal,
        onVerdict: () => {
          if (++heard === 20) controller.abort();
        },
      },
    );
    expect(details).toMatchObject({ failed: false, interrupted: true, numRuns: 20 });
  });

  test('a signal that was aborted before starts nothing', async () => {
    let started = 0;
    const property = fc.asyncProperty(fc.nat(), async () => void started++);
    const details = await checkBatched(property, { numRuns: 50 }, { signal: AbortSignal.abort() });
    expect(details.interrupted).toBe(true);
    expect(started).toBe(0);
  });

  test('an abort while shrinking keeps the counterexample found so far', async () => {
    const controller = new AbortController();
    let failures = 0;
    const details = await checkBatched(
      fc.asyncProperty(fc.nat(), async (n) => n < 100),
      { numRuns: 50, seed: 1 },
      {
        window: 10,
        signal: controller.signal,
        onVerdict: (_input, verdict) => {
          if (verdict !== null && ++failures === 2) controller.abort();
        },
      },
    );
    expect(details).toMatchObject({ failed: true, interrupted: true, numShrinks: 1 });
    const replayed = await fc.check(
      fc.asyncProperty(fc.nat(), async (n) => n < 100),
      { seed: details.seed, path: details.counterexamplePath ?? '', endOnFailure: true },
    );
    expect(replayed.counterexample).toEqual(details.counterexample);
  });

  test('lets go of the signal', async () => {
    const { signal } = new AbortController();
    let listening = 0;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...given: Parameters<typeof add>) => (listening++, add(...given));
    signal.removeEventListener = (...given: Parameters<typeof remove>) => (listening--, remove(...given));
    await checkBatched(
      fc.asyncProperty(fc.nat(), async () => true),
      { numRuns: 5 },
      { signal },
    );
    expect(listening).toBe(0);
  });
});
