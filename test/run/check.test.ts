import { afterEach, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ClassifierError } from '../../src/errors.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import type { Subject } from '../../src/classifier/subject.js';
import { images } from '../../src/generate/images.js';
import type { Image } from '../../src/image/image.js';
import { asFastCheck, check, measure } from '../../src/run/check.js';
import type { Outcome } from '../../src/run/outcome.js';
import type { RunProgress } from '../../src/run/progress.js';
import type { Property } from '../../src/run/property.js';
import type { RunOptions } from '../../src/run/setup.js';
import { scalarInvariance } from '../../properties/index.js';
import { changed, given, linear, row } from './networks.js';
import { InputError } from '../../src/errors.js';

// Before any fake timers.
const realTurn = setImmediate;
const turn = (): Promise<void> => new Promise((resolve) => realTurn(resolve));
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await turn();
};

afterEach(() => {
  jest.useRealTimers();
  fc.resetConfigureGlobal();
});

/** Scores: the pixel, and what is left of white. Bright images have label 0. */
const pixel = linear([[1], [-1]], [0, 1]);

/** A property of one-pixel images, by their level from 0 to 255. */
const ofLevels = (
  judge: (level: number, subject: Subject, image: Image) => Outcome | Promise<Outcome>,
  change: Partial<Property<Image>> = {},
): Property<Image> => ({
  name: 'levels',
  claim: 'levels are fine',
  needs: [],
  cases: ({ images: any }) => any,
  examine: async (one, subject) => {
    await subject.scores(one);
    return judge(Math.round(one.pixels()[0]! * 255), subject, one);
  },
  ...change,
});

const held: Outcome = { kind: 'held', margin: 1 };
const vacuous: Outcome = { kind: 'vacuous', why: 'nothing to see' };
const inconclusive: Outcome = { kind: 'inconclusive', why: 'too close to call' };
const violated = async (image: Image, subject: Subject, margin = -1): Promise<Outcome> => ({
  kind: 'violated',
  margin,
  why: 'it is wrong',
  views: [{ title: 'original', image, scores: await subject.scores(image) }],
});

const greys: RunOptions = { images: images.constant(row(1)), seed: 42 };
const levelOf = (image: Image): number => Math.round(image.pixels()[0]! * 255);
const levelsOf = (seed: number, count: number): number[] =>
  fc.sample(images.constant(row(1)), { seed, numRuns: count }).map(levelOf);

describe('verdicts', () => {
  test('held', async () => {
    const result = await check(
      ofLevels(() => held),
      pixel,
      { ...greys, cases: 50 },
    );
    expect(result).toMatchObject({
      property: 'levels',
      claim: 'levels are fine',
      verdict: 'held',
      cases: 50,
      planned: 50,
      held: 50,
      violated: 0,
      vacuous: 0,
      inconclusive: 0,
      reasons: {},
      smallestMargin: 1,
      seed: 42,
    });
    expect(result).not.toHaveProperty('reason');
    expect(result).not.toHaveProperty('counterexample');
  });

  test('violated, with the simplest level that is', async () => {
    const result = await check(
      ofLevels((level, subject, one) => (level > 99 ? violated(one, subject) : held)),
      pixel,
      { ...greys, cases: 200 },
    );
    expect(result).toMatchObject({ verdict: 'violated', violated: 1 });
    expect(result.cases).toBe(levelsOf(42, 200).findIndex((level) => level > 99) + 1);
    expect(result.held).toBe(result.cases - 1);
    expect(result.counterexample).toMatchObject({
      seed: 42,
      why: 'it is wrong',
      margin: -1,
      label: '1',
      labelAfter: '1',
      cause: { kind: 'unknown' },
    });
    expect(levelOf(result.counterexample!.case)).toBe(100);
    expect(result.counterexample!.path.split(':')).toHaveLength(result.counterexample!.shrinks + 1);
  });

  test('vacuous and inconclusive cases are counted, with their reasons', async () => {
    const levels = levelsOf(42, 100);
    const judge = (level: number): Outcome => (level % 3 === 0 ? vacuous : level % 3 === 1 ? inconclusive : held);
    const result = await check(ofLevels(judge), pixel, { ...greys, cases: 100 });
    const [none, close] = [0, 1].map((rest) => levels.filter((level) => level % 3 === rest).length);
    expect(result).toMatchObject({
      verdict: 'held',
      cases: 100,
      held: 100 - none! - close!,
      vacuous: none,
      inconclusive: close,
      reasons: { 'nothing to see': none, 'too close to call': close },
    });
  });

  test.each([
    ['vacuous', vacuous],
    ['inconclusive', inconclusive],
  ])('all %s is no answer', async (_kind, outcome) => {
    const result = await check(
      ofLevels(() => outcome),
      pixel,
      { ...greys, cases: 20 },
    );
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'too few cases', cases: 20, held: 0 });
  });

  test('batch-dependent: wrong in a batch and right alone', async () => {
    const moody = fromFunction(
      ({ data, count }) => Array.from({ length: count }, (_, i) => [count > 1 ? -1 : 1, data[i]!, 0]),
      { shape: row(1), labels: 3 },
    );
    const first = ofLevels(async (_level, subject, one) =>
      (await subject.scores(one))[0]! < 0 ? violated(one, subject) : held,
    );
    for (const run of [check, measure]) {
      const result = await run(first, moody, { ...greys, cases: 20 });
      expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'batch-dependent' });
      expect(result).not.toHaveProperty('counterexample');
    }
  });

  test('a property with few cases tries no more', async () => {
    const result = await check(
      ofLevels(() => held, { count: 3 }),
      pixel,
      greys,
    );
    expect(result).toMatchObject({ verdict: 'held', cases: 3, planned: 3 });
  });

  test('a rate is measured', async () => {
    const rate = ofLevels((level, subject, one) => (level > 99 ? violated(one, subject) : held), { kind: 'rate' });
    const expected = levelsOf(42, 80).filter((level) => level > 99).length;
    const result = await check(rate, pixel, { ...greys, cases: 80 });
    expect(result).toMatchObject({ verdict: 'measured', violated: expected, held: 80 - expected, cases: 80 });
    expect(levelOf(result.counterexample!.case)).toBe(100);
  });
});

describe('time and signals', () => {
  const hanging = (from: number): Property<Image> => {
    let calls = 0;
    return ofLevels(() => (++calls > from ? new Promise(() => undefined) : held));
  };

  test('a time limit ends a run that hangs', async () => {
    const result = await check(hanging(300), pixel, { ...greys, cases: 1000, timeLimit: 0.5 });
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'time limit', cases: 300, held: 300 });
  });

  test('a time limit ends a run whose model answers full batches at once', async () => {
    const result = await check(
      ofLevels(() => held),
      pixel,
      { ...greys, cases: 1_000_000_000, timeLimit: 0.1 },
    );
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'time limit', violated: 0 });
  });

  test('a signal too', async () => {
    const controller = new AbortController();
    const running = check(hanging(10), pixel, { ...greys, cases: 1000, signal: controller.signal });
    await turns(20);
    controller.abort();
    expect(await running).toMatchObject({ verdict: 'inconclusive', reason: 'aborted', cases: 10 });
  });

  test('one that was aborted before tries nothing', async () => {
    let calls = 0;
    const counted = ofLevels(() => {
      calls++;
      return held;
    });
    for (const run of [check, measure])
      expect(await run(counted, pixel, { ...greys, signal: AbortSignal.abort() })).toMatchObject({
        verdict: 'inconclusive',
        reason: 'aborted',
        cases: 0,
      });
    expect(calls).toBe(0);
  });

  test('a time limit ends the wait for cases started ahead of a violation', async () => {
    let first: number | undefined;
    const property = ofLevels((level, subject, one) => {
      // The first is wrong, now and when it is confirmed; the others never come back.
      first ??= level;
      return level === first ? violated(one, subject) : new Promise<Outcome>(() => undefined);
    });
    const result = await check(property, pixel, { ...greys, cases: 300, timeLimit: 0.05 });
    expect(result).toMatchObject({ cases: 1 });
  });

  test('what was measured before the time was up is kept, with a counterexample', async () => {
    let calls = 0;
    const property = ofLevels((level, subject, one) => {
      if (++calls > 256 && calls < 400) return new Promise<Outcome>(() => undefined);
      return level > 99 ? violated(one, subject) : held;
    });
    const result = await measure(property, pixel, { ...greys, cases: 400, timeLimit: 0.5 });
    expect(result).toMatchObject({ verdict: 'violated', cases: 256 });
    expect(result.counterexample).toBeDefined();
  });

  test('work under fake timers', async () => {
    jest.useFakeTimers();
    const result = await check(
      ofLevels(() => held),
      pixel,
      { ...greys, cases: 600, timeLimit: 60 },
    );
    expect(result).toMatchObject({ verdict: 'held', cases: 600 });
    expect(await check(hanging(0), pixel, { ...greys, timeLimit: 0.02 })).toMatchObject({ reason: 'time limit' });
  });

  test('the model is asked nothing more when a run has been stopped', async () => {
    let asked = 0;
    const counted: Classifier = {
      ...pixel,
      classify: async (batch) => {
        asked++;
        await turn();
        return pixel.classify(batch);
      },
    };
    const controller = new AbortController();
    const endless = ofLevels(async (_, subject, one) => {
      for (let i = 1; ; i++) await subject.scores(one.times(1 / i));
    });
    const running = check(endless, counted, { ...greys, cases: 300, signal: controller.signal });
    await turns(20);
    controller.abort();
    expect(await running).toMatchObject({ verdict: 'inconclusive', reason: 'aborted', cases: 0 });
    // Batches that were under way come to an end.
    await turns(5);
    const before = asked;
    expect(before).toBeGreaterThan(0);
    await turns(50);
    expect(asked).toBe(before);
  });

  test('nothing is left running when a run is over', async () => {
    let running = 0;
    const slow = changed(pixel, (scores) => scores);
    const classify: Classifier['classify'] = async (batch) => {
      running++;
      await turns(3);
      running--;
      return slow.classify(batch);
    };
    const property = ofLevels((level, subject, one) => (level > 200 ? violated(one, subject) : held));
    for (const run of [check, measure]) {
      await run(property, { ...slow, classify }, { ...greys, cases: 700 });
      expect(running).toBe(0);
    }
  });
});

describe('a model or property that fails', () => {
  test('ends the run with its own error, and nothing is shrunk', async () => {
    let after = 0;
    let thrown = false;
    const classifier = fromFunction(
      ({ data, count }) => {
        if (thrown) after += count;
        if (data.some((value) => value > 0.9)) {
          thrown = true;
          throw new Error('out of memory');
        }
        return Array.from({ length: count }, () => [1, 0]);
      },
      { shape: row(1), labels: 2, batchLimit: 16 },
    );
    for (const run of [check, measure]) {
      thrown = false;
      after = 0;
      const failed = run(
        ofLevels(() => held),
        classifier,
        { ...greys, cases: 500 },
      );
      await expect(failed).rejects.toThrow(ClassifierError);
      await expect(failed).rejects.toThrow('out of memory');
      // Windows that had been started may still be asked about; no shrinking comes on top.
      expect(after).toBeLessThanOrEqual(3 * 16);
    }
  });

  test('is heard of with its own error when the property throws', async () => {
    const bug = new TypeError('x is undefined');
    let calls = 0;
    const property = ofLevels(() => {
      calls++;
      throw bug;
    });
    await expect(check(property, pixel, { ...greys, cases: 10 })).rejects.toBe(bug);
    // Cases that had been started are gone through; no shrinking comes on top.
    expect(calls).toBeLessThanOrEqual(10);
  });

  test('while shrinking, too', async () => {
    const property = ofLevels((level, subject, one) => {
      if (level === 0) throw new Error('no level');
      return violated(one, subject);
    });
    await expect(check(property, pixel, { ...greys, cases: 10 })).rejects.toThrow('no level');
  });

  test('leaves no rejection unheard', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const classifier = fromFunction(() => Promise.reject(new Error('gone')), {
      shape: row(1),
      labels: 2,
      batchLimit: 4,
    });
    await expect(check(scalarInvariance(), classifier, { cases: 50, seed: 1 })).rejects.toThrow('gone');
    await turns(10);
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});

describe('counterexamples of scalar invariance', () => {
  // Label 0 while the pixel is above the bias.
  const biased = linear([[1], [0]], [0, 0.125], { labels: ['light', 'dark'] });

  test('say which labels, at which scalar nearest 1', async () => {
    const edge = { images: fc.constant(given(0.5)), seed: 7, shrink: 'edge' } as const;
    const result = await check(scalarInvariance(), biased, edge);
    expect(result.verdict).toBe('violated');
    expect(result.counterexample).toMatchObject({ label: 'light', labelAfter: 'dark', cause: { kind: 'network' } });
    // The border is at 0.125 / 0.5.
    expect(result.counterexample!.scalar!).toBe(0.24);
    expect(result.counterexample!.views.map(({ title }) => title)).toEqual(['original', 'scaled']);
    expect(result.counterexample!.why).toBe('light became dark');
  });

  test('the scalar is nearest 1 for the image that is shown, not for one before it was shrunk', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { counterexample } = await check(scalarInvariance(), biased, {
        images: images.constant(row(1)),
        seed,
        shrink: 'edge',
      });
      const [level] = counterexample!.case.image.pixels();
      const border = 0.125 / level!;
      expect(counterexample!.scalar!).toBeLessThanOrEqual(border);
      // To two digits: 0.10 is next to 0.11.
      expect(Math.log(border / counterexample!.scalar!)).toBeLessThan(Math.log(1.1) + 1e-6);
    }
  });
});

describe('measure', () => {
  test('counts what plain fast-check counts', async () => {
    const judge = (level: number): Outcome['kind'] =>
      (['held', 'violated', 'vacuous', 'inconclusive'] as const)[(level * 7) % 4]!;
    const property = ofLevels(async (level, subject, one) => {
      const kind = judge(level);
      return kind === 'violated'
        ? violated(one, subject, -level - 1)
        : { held, vacuous, inconclusive, violated: held }[kind];
    });
    for (const seed of [1, 2, 3, -5]) {
      const counts = { held: 0, violated: 0, vacuous: 0, inconclusive: 0 };
      let worst = -1;
      await fc.check(
        fc.asyncProperty(images.constant(row(1)), async (one) => {
          const level = levelOf(one);
          counts[judge(level)]++;
          if (judge(level) === 'violated') worst = Math.max(worst, level);
        }),
        { seed, numRuns: 700 },
      );
      const result = await measure(property, pixel, { ...greys, seed, cases: 700 });
      expect(result).toMatchObject({
        verdict: 'violated',
        cases: 700,
        held: counts.held,
        violated: counts.violated,
        vacuous: counts.vacuous,
        inconclusive: counts.inconclusive,
        smallestMargin: -worst - 1,
      });
      expect(result.counterexample).toBeDefined();
    }
  });

  test('shrinks the worst case and no other', async () => {
    // Two separate faults: few levels are much worse than others.
    const property = ofLevels((level, subject, one) =>
      level > 200 ? violated(one, subject, -5) : level > 50 && level < 100 ? violated(one, subject, -1) : held,
    );
    const result = await measure(property, pixel, { ...greys, cases: 300 });
    const levels = levelsOf(42, 300);
    const first = levels.findIndex((level) => level > 200);
    expect(result.counterexample!.path.split(':')[0]).toBe(String(first));
    const { counterexample, errorInstance } = await fc.check(await asFastCheck(property, pixel, greys), {
      seed: 42,
      path: result.counterexample!.path,
      endOnFailure: true,
    });
    expect(errorInstance).toMatchObject({ message: 'it is wrong' });
    expect(counterexample![0].recipe).toEqual(result.counterexample!.case.recipe);
  });

  test('a path given is where it begins, and the worst case is found from there', async () => {
    const property = ofLevels((level, subject, one) => (level > 99 ? violated(one, subject, -level) : held));
    const levels = levelsOf(42, 40).slice(15);
    const result = await measure(property, pixel, { ...greys, cases: 25, path: '15' });
    const worst = levels.indexOf(Math.max(...levels));
    expect(result.violated).toBe(levels.filter((level) => level > 99).length);
    expect(result.counterexample!.path.split(':')[0]).toBe(String(15 + worst));
  });
});

describe('the same seed', () => {
  test('gives the same cases whatever the model', async () => {
    const seen: Record<string, string[]> = { one: [], other: [] };
    const property = (name: string): Property<{ readonly image: Image; readonly scaled: Image }> => {
      const base = scalarInvariance();
      return {
        ...base,
        examine: async (one, subject) => {
          seen[name]!.push(fc.stringify(one));
          await subject.scores(one.scaled);
          return held;
        },
      };
    };
    const shape = { height: 4, width: 4, channels: 1 };
    const weights = (seed: number) => [0, 1].map((line) => Array.from({ length: 16 }, (_, i) => (i * seed + line) % 5));
    await check(property('one'), linear(weights(1), undefined, { shape, batchLimit: 7 }), { seed: 5, cases: 100 });
    await check(property('other'), linear(weights(3), [1, 2], { shape, scores: 'label' }), { seed: 5, cases: 100 });
    expect(seen.one).toEqual(seen.other);
    expect(seen.one).toHaveLength(100);
  });

  test('gives the same result', async () => {
    const biased = linear([[1], [0]], [0, 0.125]);
    const plain = ({ durationMs: _duration, ...rest }: Awaited<ReturnType<typeof check>>) => fc.stringify(rest);
    for (const run of [check, measure]) {
      const results = [await run(scalarInvariance(), biased, greys), await run(scalarInvariance(), biased, greys)];
      expect(plain(results[0]!)).toBe(plain(results[1]!));
    }
  });

  test('is another one each time where none is given', async () => {
    const seeds = new Set<number>();
    for (let i = 0; i < 5; i++)
      seeds.add(
        (
          await check(
            ofLevels(() => held),
            pixel,
            { images: images.constant(row(1)), cases: 1 },
          )
        ).seed,
      );
    expect(seeds.size).toBeGreaterThan(3);
  });
});

describe('replay', () => {
  const biased = linear([[1], [0]], [0, 0.125]);

  test('fast-check finds the reported case by seed and path', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const { counterexample } = await check(scalarInvariance(), biased, { seed, cases: 200 });
      const property = await asFastCheck(scalarInvariance(), biased, {});
      const replayed = await fc.check(property, { seed, path: counterexample!.path, endOnFailure: true });
      expect(replayed.failed).toBe(true);
      expect(fc.stringify(replayed.counterexample)).toBe(fc.stringify([counterexample!.case]));
      // And from the first failure on, it is shrunk the same way.
      const again = await fc.check(property, { seed, numRuns: 200 });
      expect(again.counterexamplePath).toBe(counterexample!.path);
    }
  });

  test('conic does too', async () => {
    for (const run of [check, measure])
      for (let seed = 0; seed < 20; seed++) {
        const { counterexample } = await run(scalarInvariance(), biased, { seed, cases: 200 });
        const { path } = counterexample!;
        for (const replay of [check, measure]) {
          const replayed = await replay(scalarInvariance(), biased, { seed, path, cases: 1 });
          expect(replayed.verdict).toBe('violated');
          expect(replayed.counterexample).toMatchObject({ seed, path });
          expect(fc.stringify(replayed.counterexample!.case)).toBe(fc.stringify(counterexample!.case));
        }
      }
  });

  test('of a case that no longer fails does not', async () => {
    const { counterexample, seed } = await check(scalarInvariance(), biased, { seed: 3 });
    const fixed = linear([[1], [0]]);
    const replayed = await check(scalarInvariance(), fixed, { seed, path: counterexample!.path, cases: 1 });
    expect(replayed.violated).toBe(0);
  });
});

describe('fast-check’s global settings', () => {
  // They are a test suite's, about its own properties.
  test.each<[string, fc.GlobalParameters]>([
    ['timeout', { timeout: 1 }],
    ['interruptAfterTimeLimit', { interruptAfterTimeLimit: 0 }],
    ['skipAllAfterTimeLimit', { skipAllAfterTimeLimit: 0 }],
    ['markInterruptAsFailure', { markInterruptAsFailure: true }],
    ['numRuns', { numRuns: 3 }],
    ['endOnFailure', { endOnFailure: true }],
    ['skipEqualValues', { skipEqualValues: true }],
    ['unbiased and seed', { unbiased: true, seed: 77 }],
    ['randomType', { randomType: 'congruential' }],
    ['maxSkipsPerRun', { maxSkipsPerRun: 0 }],
    ['verbose', { verbose: 2 }],
    ['hooks', { asyncBeforeEach: async () => Promise.reject(new Error('not mine')) }],
  ])('change nothing: %s', async (_name, parameters) => {
    const property = ofLevels((level, subject, one) => (level > 99 ? violated(one, subject) : held));
    const plain = ({ durationMs: _duration, ...rest }: Awaited<ReturnType<typeof check>>) => fc.stringify(rest);
    const run = async (): Promise<string[]> => [
      plain(await check(property, pixel, { ...greys, cases: 60 })),
      plain(await measure(property, pixel, { ...greys, cases: 60 })),
      plain(
        await check(
          ofLevels(() => held),
          pixel,
          { ...greys, cases: 60 },
        ),
      ),
    ];
    const expected = await run();
    fc.configureGlobal(parameters);
    expect(await run()).toEqual(expected);
  });
});

describe('progress', () => {
  test('goes up, and never beyond what is planned', async () => {
    const told: RunProgress[] = [];
    const slow = fromFunction(
      async ({ count }) => {
        const until = performance.now() + 15;
        while (performance.now() < until);
        return Array.from({ length: count }, () => [1, 0]);
      },
      { shape: row(1), labels: 2, batchLimit: 4 },
    );
    const property = ofLevels((level, subject, one) => (level > 253 ? violated(one, subject) : held));
    for (const run of [check, measure]) {
      told.length = 0;
      await run(property, slow, { ...greys, cases: 120, onProgress: (progress) => told.push(progress) });
      expect(told.length).toBeGreaterThan(0);
      told.forEach((progress, i) => {
        const before = told[i - 1];
        expect(progress).toMatchObject({ property: 'levels', planned: 120 });
        expect(progress.done).toBeLessThanOrEqual(120);
        if (before === undefined) return;
        expect(progress.done).toBeGreaterThanOrEqual(before.done);
        expect(progress.violated).toBeGreaterThanOrEqual(before.violated);
        if (before.phase === 'shrinking') expect(progress.phase).toBe('shrinking');
      });
    }
  });
});

describe('options', () => {
  test.each<[RunOptions, string]>([
    [{ cases: 0 }, 'cases: found 0; expected a whole number from 1 to 1000000000.'],
    [{ cases: 1.5 }, 'cases: found 1.5'],
    [{ seed: 2 ** 31 }, 'seed: found 2147483648; expected a whole number from -2147483648 to 2147483647.'],
    [{ seed: 0.5 }, 'seed: found 0.5'],
    [{ timeLimit: 0 }, 'timeLimit: found 0'],
    [{ path: 'x' }, 'path: found "x"; expected a path as reports have it, such as 12:0:3 or 12+1=7:0:3.'],
    [{ path: '1:' }, 'path: found "1:"'],
    [{ scalars: { min: 2, max: 1 } }, 'scalars: found 2..1; expected the lower one first'],
  ])('%j is refused', async (options, message) => {
    for (const run of [check, measure, asFastCheck])
      await expect(
        run(
          ofLevels(() => held),
          pixel,
          options,
        ),
      ).rejects.toThrow(message);
  });

  test.each(['0:500:2', '3:999999999999:1', '999999999999:1:2', '999999999999'])(
    'the path %s, where there is no case, is refused at once',
    async (path) => {
      for (const run of [check, measure]) {
        const found = run(
          ofLevels(() => held),
          pixel,
          { seed: 1, path },
        );
        await expect(found).rejects.toBeInstanceOf(InputError);
        await expect(found).rejects.toThrow(`path: found ${path}, where there is no case; expected a path that`);
      }
    },
  );

  test('words that mean nothing are refused', async () => {
    const property = ofLevels(() => held);
    // @ts-expect-error there is no such way
    const overflow = check(property, pixel, { overflow: 'wrap' });
    await expect(overflow).rejects.toThrow('overflow: found "wrap"; expected limit, clamp, allow.');
    // @ts-expect-error there is no such space
    const space = check(property, pixel, { space: 'outer' });
    await expect(space).rejects.toThrow('space: found "outer"; expected pixel, model.');
  });

  test('a corpus of another shape is refused', async () => {
    const corpus = images.fromPixels(row(2), [Float32Array.of(0, 1)]);
    await expect(
      check(
        ofLevels(() => held),
        pixel,
        { images: corpus },
      ),
    ).rejects.toThrow('expected 1x1x1');
  });

  test('images of another shape from an arbitrary, too', async () => {
    await expect(
      check(
        ofLevels(() => held),
        pixel,
        { images: images.constant(row(2)) },
      ),
    ).rejects.toThrow('expected 1x1x1, as network takes');
  });

  test('what a property needs and a classifier has not is refused', async () => {
    const bare = linear([[1], [0]], undefined, { scores: 'label', id: 'bare' });
    await expect(check(scalarInvariance({ claim: 'ranking' }), bare)).rejects.toThrow(
      'scalar-invariance:ranking on bare: found a classifier that gives labels and no scores; expected logits or probabilities.',
    );
  });

  test('a corpus: its very images are tried', async () => {
    const corpus = images.fromPixels(row(1), [Float32Array.of(0.25), Float32Array.of(0.5)]);
    const seen = new Set<Image>();
    const property = ofLevels((_level, _subject, one) => {
      seen.add(one);
      return held;
    });
    const { evaluated } = await check(property, pixel, { images: corpus, cases: 100, seed: 1 });
    expect(seen).toEqual(new Set(corpus.images));
    expect(evaluated).toBe(2);
  });
});

describe('until', () => {
  test('ends a measurement after the case that it names, which then counts as complete', async () => {
    const seen: string[] = [];
    const result = await measure(
      ofLevels(() => held),
      pixel,
      {
        ...greys,
        cases: 10_000,
        until: (counts, { kind }) => {
          seen.push(kind);
          return counts.held === 7;
        },
      },
    );
    expect(result).toMatchObject({ verdict: 'held', cases: 7, planned: 10_000 });
    expect(result.reason).toBeUndefined();
    expect(seen).toEqual(Array.from({ length: 7 }, () => 'held'));
  });

  test('leaves violations to be shrunk, and the same case stays the worst', async () => {
    const property = ofLevels((level, subject, image) => (level > 100 ? violated(image, subject, -level) : held));
    const run = () => measure(property, pixel, { ...greys, cases: 10_000, until: (counts) => counts.violated === 5 });
    const [one, two] = [await run(), await run()];
    expect(one).toMatchObject({ verdict: 'violated', violated: 5 });
    expect(one.cases).toBeLessThan(100);
    expect(levelOf(one.counterexample!.case)).toBeGreaterThan(100);
    expect(two.counterexample?.path).toBe(one.counterexample?.path);
    expect(two.evaluated).toBe(one.evaluated);
  });

  test('does not keep check from shrinking its violation', async () => {
    const property = ofLevels((level, subject, image) => (level > 100 ? violated(image, subject) : held));
    const result = await check(property, pixel, { ...greys, cases: 1000, until: ({ violated: count }) => count > 0 });
    expect(result.verdict).toBe('violated');
    expect(levelOf(result.counterexample!.case)).toBe(101);
  });
});
