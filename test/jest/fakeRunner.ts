import type { Declare, DeclareEach, Each, TestRunner } from '../../src/jest/runner.js';
import { TestClock } from '../../src/jest/time.js';

/** A test that was declared, and how. */
export interface Declared {
  readonly how: string;
  readonly name: string;
  readonly body: () => Promise<void>;
  readonly timeout: number | undefined;
}

/** What a runner tells of itself and of the test in hand. */
export interface Telling {
  seed?: number | undefined;
  timeout?: number | undefined;
  concurrent?: boolean;
  failed?: boolean;
}

/** A test runner that declares tests and runs none. */
export function fakeRunner(telling: Telling = {}) {
  const declared: Declared[] = [];
  const suites: string[] = [];
  const hooks = new Map<string, (() => Promise<void>)[]>();
  const hook = (name: string) => (body: () => Promise<void>) =>
    void hooks.set(name, [...(hooks.get(name) ?? []), body]);
  const declarer = (how: string): DeclareEach => {
    const declare: Declare = (name, body, timeout) => void declared.push({ how, name, body, timeout });
    return Object.assign(declare, { each: eachOf(declare) });
  };
  const runner: TestRunner = {
    test: Object.assign(declarer('test'), {
      only: declarer('only'),
      skip: declarer('skip'),
      failing: declarer('failing'),
      todo: (name: string) =>
        void declared.push({ how: 'todo', name, body: async () => undefined, timeout: undefined }),
    }),
    describe: (name, body) => {
      suites.push(name);
      body();
    },
    beforeAll: hook('beforeAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
    afterAll: hook('afterAll'),
    seed: () => telling.seed,
    timeout: () => telling.timeout,
    concurrent: () => telling.concurrent === true,
    failed: () => telling.failed === true,
  };
  return {
    runner,
    clock: new TestClock(runner),
    declared,
    suites,
    /** Runs the hooks of a kind. */
    call: async (name: 'beforeAll' | 'beforeEach' | 'afterEach' | 'afterAll'): Promise<void> => {
      for (const body of hooks.get(name) ?? []) await body();
    },
    /** Runs the test that was declared last, or the one of this name; tells what it threw. */
    run: async (name?: string): Promise<unknown> => {
      const test = name === undefined ? declared.at(-1) : declared.find((each) => each.name === name);
      if (test === undefined) throw new Error(`no test ${name}`);
      return test.body().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    },
  };
}

/** A test for each row, named with it. */
const eachOf =
  (declare: Declare): Each =>
  (rows: readonly unknown[]) =>
  (name: string, body: (...row: never[]) => void | Promise<void>, timeout?: number) => {
    for (const row of rows)
      declare(
        `${name} ${String(row)}`,
        async () => void (await Reflect.apply(body, undefined, Array.isArray(row) ? row : [row])),
        timeout,
      );
  };

/** The message of what was thrown; empty if nothing was. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : '');
