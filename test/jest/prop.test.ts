import { resolve } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { Subject } from '../../src/classifier/subject.js';
import type { Image } from '../../src/image/image.js';
import type { ImageShape } from '../../src/image/shape.js';
import { images } from '../../src/generate/images.js';
import { testWith } from '../../src/jest/test.js';
import { fakeRunner, messageOf, type Telling } from './fakeRunner.js';

afterEach(() => fc.resetConfigureGlobal());

/** conic's `test` on a runner that runs nothing by itself. */
function suite(telling: Telling = { seed: 42 }) {
  const fake = fakeRunner(telling);
  return { ...fake, test: testWith(fake.runner, fake.clock) };
}

const pixel = { height: 1, width: 1, channels: 1 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A model that counts how often it is asked, and how many images it is asked about. */
function counted(scoresOf: (value: number) => readonly number[] = (value) => [value, 0.1]) {
  const count = { calls: 0, images: 0 };
  const classifier = fromFunction(
    async ({ data, count: given }) => {
      count.calls++;
      count.images += given;
      return Array.from({ length: given }, (_, i) => [...scoresOf(data[i] ?? 0)]);
    },
    { shape: pixel, labels: 2, id: 'counted' },
  );
  return { count, subject: new Subject(classifier) };
}

/** How many predicates are under way at once. */
class Traffic {
  most = 0;
  started = 0;
  #now = 0;

  async through(work: () => Promise<unknown>): Promise<void> {
    this.started++;
    this.most = Math.max(this.most, ++this.#now);
    await turn();
    await work();
    this.#now--;
  }
}

describe('a declared property', () => {
  test('has its seed in its name, and a timeout if one is given', () => {
    const { test: it, declared } = suite();
    it.prop([fc.nat()])('holds', () => true);
    it.prop([fc.nat()], { seed: 7 })('holds', () => true, 1234);
    fc.configureGlobal({ seed: 9 });
    it.prop([fc.nat()])('holds', () => true);
    expect(declared.map(({ name, timeout }) => [name, timeout])).toEqual([
      ['holds (with seed=42)', undefined],
      ['holds (with seed=7)', 1234],
      ['holds (with seed=9)', undefined],
    ]);
  });

  test('where the runner has no seed has a new one, and uses it', async () => {
    const { test: it, declared, run } = suite({});
    it.prop([fc.integer()])('fails', () => false);
    const seed = /\(with seed=(-?\d+)\)$/.exec(declared[0]?.name ?? '')?.[1];
    expect(messageOf(await run())).toContain(`seed: ${seed},`);
  });

  test('is declared in the way it was asked for', () => {
    const { test: it, declared } = suite();
    for (const way of [it, it.only, it.skip, it.failing]) {
      way.prop([fc.nat()])('prop', () => true);
      way('plain', () => 1, 5);
      way('to do');
      way.each([[1], [2]])('row', () => undefined);
    }
    it.todo('later');
    expect(declared.map(({ how, name }) => `${how}: ${name}`)).toEqual([
      ...['test', 'only', 'skip', 'failing'].flatMap((how) => [
        `${how}: prop (with seed=42)`,
        `${how}: plain`,
        'todo: to do',
        `${how}: row 1`,
        `${how}: row 2`,
      ]),
      'todo: later',
    ]);
    expect(declared.find(({ name }) => name === 'plain')?.timeout).toBe(5);
  });

  test('each is the runner’s own, with its variant for `this`', () => {
    const { runner, clock } = fakeRunner();
    const asked: unknown[] = [];
    const { skip } = runner.test;
    const each = Object.assign(skip, {
      each(this: unknown) {
        asked.push(this);
        return () => undefined;
      },
    });
    const it = testWith({ ...runner, test: Object.assign(runner.test, { skip: each }) }, clock);
    it.skip.each([1])('row', () => undefined);
    expect(asked).toEqual([skip]);
  });

  test('each gives rows with their types', async () => {
    const { test: it, declared } = suite();
    const seen: [number, string][] = [];
    it.each([
      [1, 'a'],
      [2, 'b'],
    ])('row', (number, text) => {
      seen.push([number, text]);
    });
    it.each([{ a: 1 }])('record', ({ a }) => {
      seen.push([a, 'record']);
    });
    for (const { body } of declared) await body();
    expect(seen).toEqual([
      [1, 'a'],
      [2, 'b'],
      [1, 'record'],
    ]);
  });

  test('side by side with others is refused, with the reason', () => {
    expect(() => suite().test.concurrent.prop([fc.nat()])).toThrow(
      'test.concurrent.prop: found a property to be run side by side with other tests; expected test.prop. The cases of one property already share batches',
    );
  });

  test('needs arbitraries', () => {
    const { test: it } = suite();
    const prop = (given: unknown) => () => Reflect.apply(it.prop, undefined, [given]);
    expect(prop([])).toThrow('test.prop: found no arbitraries; expected an arbitrary for each argument');
    expect(prop({})).toThrow('found no arbitraries');
    expect(prop([fc.nat(), 5])).toThrow('found a value of type number');
    expect(prop({ a: fc.nat(), b: () => fc.nat() })).toThrow('found a value of type function');
    expect(prop(fc.nat())).toThrow('test.prop: found a value of type');
  });

  test('limits no single case', async () => {
    const { test: it, run } = suite();
    expect(() => it.prop([fc.nat()], { timeout: 100 })).toThrow(
      'test.prop: found a timeout for each case; expected none: cases in a batch wait for each other. Limit the whole test, with its own timeout or interruptAfterTimeLimit.',
    );
    fc.configureGlobal({ timeout: 100 });
    it.prop([fc.nat()])('holds', () => true);
    expect(messageOf(await run())).toMatch(/^fc\.configureGlobal: found a timeout for each case/);
  });
});

describe('values', () => {
  test('come one an argument, or as a record', async () => {
    const { test: it, run } = suite();
    const seen: unknown[] = [];
    it.prop([fc.constant(1), fc.constant('a')], { numRuns: 1 })('list', (number, text) => {
      seen.push([number.toFixed(1), text.toUpperCase()]);
    });
    expect(await run()).toBe(undefined);
    it.prop({ number: fc.constant(1), text: fc.constant('a') }, { numRuns: 1 })('record', ({ number, text }) => {
      seen.push([number.toFixed(1), text.toUpperCase()]);
    });
    expect(await run()).toBe(undefined);
    expect(seen).toEqual([
      ['1.0', 'A'],
      ['1.0', 'A'],
    ]);
  });

  test('are those of plain fast-check with this seed', async () => {
    const { test: it, run } = suite();
    const here: number[] = [];
    const there: number[] = [];
    it.prop([fc.integer()], { numRuns: 50 })('collects', (n) => void here.push(n));
    await run();
    fc.check(
      fc.property(fc.integer(), (n) => void there.push(n)),
      { seed: 42, numRuns: 50 },
    );
    expect(here).toEqual(there);
  });

  test('begin with the examples', async () => {
    const { test: it, run } = suite();
    const seen: unknown[] = [];
    it.prop([fc.nat(), fc.nat()], { numRuns: 2, examples: [[1, 2]] })('list', (a, b) => void seen.push([a, b]));
    await run();
    it.prop({ a: fc.nat() }, { numRuns: 2, examples: [{ a: 7 }] })('record', (record) => void seen.push(record));
    await run();
    expect([seen[0], seen[2]]).toEqual([[1, 2], { a: 7 }]);
    expect(seen).toHaveLength(4);
  });

  test('that are not wanted are skipped', async () => {
    const { test: it, run } = suite();
    let tried = 0;
    it.prop([fc.nat()], { numRuns: 20 })('even', (n) => {
      fc.pre(n % 2 === 0);
      tried++;
    });
    expect(await run()).toBe(undefined);
    expect(tried).toBe(20);
    it.prop([fc.nat()], { maxSkipsPerRun: 2 })('none', () => fc.pre(false));
    expect(messageOf(await run())).toMatch(/Failed to run property, too many pre-condition failures/);
  });
});

describe('a counterexample', () => {
  const failing: readonly [string, (n: number) => unknown][] = [
    ['throws', (n) => expect(n).toBeLessThan(1000)],
    ['gives false', (n) => n < 1000],
    ['rejects', async (n) => expect(n).toBeLessThan(1000)],
    ['gives false later', async (n) => n < 1000],
  ];

  test.each(failing)('of a predicate that %s is shrunk, and is plain fast-check’s', async (_how, predicate) => {
    const { test: it, run } = suite();
    it.prop([fc.nat({ max: 1e6 })])('small', predicate);
    const thrown = await run();
    const message = messageOf(thrown);
    expect(message).toMatch(/^Property failed after \d+ tests\n\{ seed: 42, path: "[\d:]+", endOnFailure: true \}/);
    expect(message).toContain('Counterexample: [1000]');
    const path = /path: "([\d:]+)"/.exec(message)?.[1] ?? '';
    const replayed = fc.check(
      fc.property(fc.nat({ max: 1e6 }), (n) => n < 1000),
      { seed: 42, path, endOnFailure: true },
    );
    expect(replayed.counterexample).toEqual([1000]);
    expect(replayed.numShrinks).toBe(0);
  });

  test('has the error of the smallest case as its cause, and points to the declaration', async () => {
    const { test: it, run } = suite();
    it.prop([fc.nat()])('fails', (n) => {
      throw new RangeError(`not ${n}`);
    });
    const thrown = await run();
    expect(thrown).toMatchObject({ cause: new RangeError('not 0') });
    expect(String(thrown instanceof Error ? thrown.stack : '').split('\n    at ')[1]).toMatch(/prop\.test\.ts/);
  });

  test('is found with `path` again', async () => {
    const { test: it, run } = suite();
    const seen: number[] = [];
    const big = (n: number): void => {
      seen.push(n);
      expect(n).toBeLessThan(1000);
    };
    it.prop([fc.nat({ max: 1e6 })])('small', big);
    const path = /path: "([\d:]+)"/.exec(messageOf(await run()))?.[1] ?? '';
    seen.length = 0;
    it.prop([fc.nat({ max: 1e6 })], { seed: 42, path, endOnFailure: true })('small', big);
    expect(messageOf(await run())).toContain('Counterexample: [1000]');
    expect(seen).toEqual([1000]);
  });

  test('goes to the reporter where there is one, which has the last word', async () => {
    const { test: it, run } = suite();
    const heard: fc.RunDetails<[number]>[] = [];
    it.prop([fc.nat()], { reporter: (details) => void heard.push(details) })('fails', () => false);
    expect(await run()).toBe(undefined);
    it.prop([fc.nat()], {
      asyncReporter: async (details) => {
        heard.push(details);
        throw new Error('mine');
      },
    })('fails', () => false);
    expect(messageOf(await run())).toBe('mine');
    expect(heard.map(({ failed, counterexample }) => [failed, counterexample])).toEqual([
      [true, [0]],
      [true, [0]],
    ]);
  });
});

describe('predicates that ask a subject', () => {
  test('share batches', async () => {
    const { test: it, run } = suite();
    const { count, subject } = counted();
    const traffic = new Traffic();
    it.prop([images.arbitrary(pixel)], { numRuns: 400 })('asks', (image) =>
      traffic.through(() => subject.scores(image)),
    );
    expect(await run()).toBe(undefined);
    expect(traffic.started).toBe(400);
    expect(traffic.most).toBeGreaterThanOrEqual(200);
    expect(count.images).toBe(400);
    expect(count.calls).toBeLessThanOrEqual(5);
  });

  test('share batches also if the first cases do not get so far', async () => {
    const { test: it, run } = suite();
    const { count, subject } = counted();
    let cases = 0;
    it.prop([images.arbitrary(pixel)], { numRuns: 400 })('asks', async (image) => {
      const number = cases++;
      fc.pre(number > 3);
      if (number > 6) await subject.scores(image);
    });
    expect(await run()).toBe(undefined);
    expect(count.images).toBeGreaterThan(300);
    expect(count.calls).toBeLessThanOrEqual(10);
  });

  test('give the counterexample of plain fast-check', async () => {
    const { test: it, run } = suite();
    const { subject } = counted();
    const dark = async (image: Image): Promise<boolean> => ((await subject.scores(image))[0] ?? 0) < 0.6;
    it.prop([images.arbitrary(pixel)])('dark', dark);
    const message = messageOf(await run());
    const plain = await fc.check(fc.asyncProperty(images.arbitrary(pixel), dark), { seed: 42 });
    expect(message).toContain(`path: "${plain.counterexamplePath}"`);
    expect(message).toContain(`Counterexample: ${fc.stringify(plain.counterexample)}`);
  });

  test('are let finish before the next test begins, so that they are not taken for its own', async () => {
    const { test: it, run } = suite();
    const { subject } = counted();
    let [going, cases] = [0, 0];
    it.prop([images.arbitrary(pixel)], { numRuns: 300, endOnFailure: true })('fails', async (image) => {
      const number = cases++;
      going++;
      await subject.scores(image);
      if (number > 3) for (let i = 0; i < 50; i++) await turn();
      going--;
      return number !== 3;
    });
    expect(messageOf(await run())).toContain('Counterexample');
    expect(cases).toBeGreaterThan(200);
    expect(going).toBe(0);
  });
});

describe('predicates that ask none', () => {
  test('run strictly one at a time, in order', async () => {
    const { test: it, run } = suite();
    const traffic = new Traffic();
    it.prop([fc.nat()], { numRuns: 200 })('alone', () => traffic.through(turn));
    expect(await run()).toBe(undefined);
    expect(traffic).toMatchObject({ started: 200, most: 1 });
  });

  test('also while shrinking', async () => {
    const { test: it, run } = suite();
    const traffic = new Traffic();
    it.prop([fc.nat({ max: 1e6 })])('small', async (n) => {
      await traffic.through(turn);
      return n < 1000;
    });
    expect(messageOf(await run())).toContain('Counterexample: [1000]');
    expect(traffic.most).toBe(1);
  });

  test('also after a test that asked one', async () => {
    const { test: it, run } = suite();
    const { subject } = counted();
    it.prop([images.arbitrary(pixel)])('asks', async (image) => void (await subject.scores(image)));
    await run();
    const traffic = new Traffic();
    it.prop([fc.nat()])('alone', () => traffic.through(turn));
    await run();
    expect(traffic.most).toBe(1);
  });
});

describe('a fault', () => {
  test('in the model fails with its own message, and is never shrunk', async () => {
    const { test: it, run } = suite();
    let calls = 0;
    const broken = new Subject(
      fromFunction(
        () => {
          calls++;
          throw new Error('no GPU');
        },
        { shape: pixel, labels: 2, id: 'broken' },
      ),
    );
    let predicates = 0;
    it.prop([images.arbitrary(pixel)], { numRuns: 1000 })('asks', async (image) => {
      predicates++;
      await broken.scores(image);
    });
    const thrown = await run();
    expect(messageOf(thrown)).toBe('broken: found an error while classifying: no GPU; expected scores.');
    expect(thrown).toMatchObject({ cause: new Error('no GPU') });
    expect(thrown instanceof Error ? thrown.stack : '').not.toMatch(/src\/classifier|dist/);
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.stack : '';
    expect(cause).toMatch(/^Error: no GPU\n +at .*prop\.test\.ts/);
    expect(cause).not.toMatch(/src\/(classifier|run|jest)\/|dist/);
    expect(predicates).toBe(1);
    expect(calls).toBe(1);
  });

  test('in the middle of a run as well', async () => {
    const { test: it, run } = suite();
    let shrunk = 0;
    const { subject, count } = counted((value) => {
      if (value > 0.9) throw new Error('too bright');
      return [value, 0.1];
    });
    it.prop([images.constant(pixel)], { numRuns: 300 })('asks', async (image) => {
      if (image.description.includes('again')) shrunk++;
      await subject.scores(image);
    });
    expect(messageOf(await run())).toBe('counted: found an error while classifying: too bright; expected scores.');
    expect(shrunk).toBe(0);
    expect(count.calls).toBeLessThanOrEqual(4);
  });

  test('of an image that does not fit', async () => {
    const { test: it, run } = suite();
    const { subject } = counted();
    let predicates = 0;
    it.prop([images.arbitrary({ ...pixel, width: 2 })])('asks', async (image) => {
      predicates++;
      await subject.scores(image);
    });
    expect(messageOf(await run())).toMatch(/: found an image of 1x2x1; expected 1x1x1, as counted takes\.$/);
    expect(predicates).toBe(1);
  });

  test('in a case that was only started ahead hides no counterexample', async () => {
    const { test: it, run } = suite();
    let cases = 0;
    const { subject } = counted();
    const other = new Subject(
      fromFunction(() => Promise.reject(new Error('no GPU')), { shape: pixel, labels: 2, id: 'broken' }),
    );
    it.prop([images.arbitrary(pixel)], { numRuns: 300, endOnFailure: true })('fails early', async (image) => {
      const number = cases++;
      await (number > 50 ? other : subject).scores(image);
      if (number === 5) for (let i = 0; i < 50; i++) await turn();
      return number < 5;
    });
    expect(messageOf(await run())).toMatch(/^Property failed after 6 tests/);
  });
});

describe('the time of a test', () => {
  test('ends the run, which has passed so far', async () => {
    const { test: it, run } = suite({ seed: 42, timeout: 400 });
    let cases = 0;
    it.prop([fc.nat()], { numRuns: 1e9 })('for ever', () => {
      cases++;
      return turn();
    });
    expect(await run()).toBe(undefined);
    expect(cases).toBeGreaterThan(0);
    expect(cases).toBeLessThan(1e9);
  });

  test('ends a run that hangs, which has not passed', async () => {
    const { test: it, run } = suite({ seed: 42, timeout: 200 });
    it.prop([fc.nat()])('hangs', () => new Promise(() => undefined));
    expect(messageOf(await run())).toMatch(/^Property interrupted after 0 tests\n\{ seed: 42 \}/);
  });

  test('may be less, as interruptAfterTimeLimit has it', async () => {
    const { test: it, run } = suite({ seed: 42, timeout: 1e6 });
    it.prop([fc.nat()], { interruptAfterTimeLimit: 50 })('hangs', () => new Promise(() => undefined));
    expect(messageOf(await run())).toMatch(/^Property interrupted after 0 tests/);
  });

  test('is no failure before the first violation, unless that is asked for', async () => {
    const { test: it, run } = suite({ seed: 42, timeout: 300 });
    it.prop([fc.nat()], { numRuns: 1e9, markInterruptAsFailure: true })('for ever', turn);
    expect(messageOf(await run())).toMatch(/^Property interrupted after \d+ tests/);
  });
});

describe('sources of images', () => {
  const samples = resolve('examples/fashion-mnist/images');

  test('stand where arbitraries do, in a list and in a record, and their images come in their own size', async () => {
    const { test: it, run } = suite();
    const seen: ImageShape[] = [];
    it.prop([images.from(samples, { limit: 5 }), fc.nat()], { numRuns: 3 })('list', (image, number) => {
      seen.push(image.shape);
      expect(typeof number).toBe('number');
    });
    expect(await run()).toBeUndefined();
    it.prop({ image: images.fromPixels(pixel, [Float32Array.of(0.5)]), scalar: fc.constant(2) }, { numRuns: 1 })(
      'record',
      ({ image, scalar }) => void seen.push(image.times(scalar / 2).shape),
    );
    expect(await run()).toBeUndefined();
    const grey = { height: 28, width: 28, channels: 1 };
    expect(seen).toEqual([grey, grey, grey, pixel]);
  });

  test('that are not there fail the test, and say which', async () => {
    const { test: it, run } = suite();
    it.prop([images.from('/nowhere')])('none', () => true);
    expect(messageOf(await run())).toContain('/nowhere: found nothing that can be read');
  });
});
