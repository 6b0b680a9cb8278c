import { InputError } from '../errors.js';
import { propWith, type Prop } from './prop.js';
import type { DeclareEach, Each, TestRunner } from './runner.js';
import type { TestClock } from './time.js';

/** A test's body. */
export type TestBody = () => unknown;

/** A way of declaring tests, `.prop` and `.each` included. */
export interface Declarer {
  (name: string, body?: TestBody, timeout?: number): void;
  readonly prop: Prop;
  /** The runner's own: a test for each row of a table. */
  readonly each: Each;
}

/** The runner's own `test`, and `.prop` on it and on its variants. */
export interface Test extends Declarer {
  readonly only: Declarer;
  readonly skip: Declarer;
  /** Expected to fail; a violated property passes. */
  readonly failing: Declarer;
  readonly todo: (name: string) => void;
  /** `prop` refuses: see the message. */
  readonly concurrent: { readonly prop: Prop };
}

/** `test` with `.prop`, on any runner. */
export function testWith(runner: TestRunner, clock: TestClock): Test {
  const { test } = runner;
  const declarer = (declare: DeclareEach): Declarer =>
    Object.assign(
      (name: string, body?: TestBody, timeout?: number) =>
        body === undefined ? test.todo(name) : declare(name, async () => void (await body()), timeout),
      // Vitest finds out by `this` which variant a table is for.
      { prop: propWith({ declare, runner, clock }), each: declare.each.bind(declare) },
    );
  const concurrent = (): never => {
    throw new InputError({
      where: 'test.concurrent.prop',
      found: 'a property to be run side by side with other tests',
      expected: 'test.prop',
      remedy:
        'The cases of one property already share batches; tests side by side would only wait for the same workers.',
    });
  };
  return Object.assign(declarer(test), {
    only: declarer(test.only),
    skip: declarer(test.skip),
    failing: declarer(test.failing),
    todo: test.todo,
    concurrent: { prop: concurrent },
  });
}
