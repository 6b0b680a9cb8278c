// oxlint-disable-next-line import/no-unassigned-import -- it sets up the terminal, before conic looks at it
import './plainTerminal.js';
import { describe, expect, test } from '@jest/globals';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { install } from '../../src/jest/install.js';
import { fakeRunner, messageOf, type Telling } from './fakeRunner.js';
import { openBiasFree } from './lenets.js';

const shape = { height: 1, width: 1, channels: 1 };

/** A model that answers when it is let. */
function held() {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const model = fromFunction(
    async ({ data, count }) => {
      await released;
      return Array.from({ length: count }, (_, i) => [data[i] ?? 0, 0.1]);
    },
    { shape, labels: 2, id: 'held' },
  );
  return { model, release };
}

const fail = (): never => {
  throw new Error('no such matcher');
};

/** conic on a runner that runs nothing; `forget` is a test that asks and does not await. */
function installed(telling: Telling) {
  const fake = fakeRunner({ seed: 1, ...telling });
  const { matchers } = install(fake.runner);
  const { model, release } = held();
  const matcher = matchers['toBeScalarInvariant'] ?? fail;
  const ask = () => Reflect.apply(matcher, { isNot: false }, [model]);
  return { ...fake, ask, release };
}

const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('a matcher that a test does not wait for', () => {
  test('fails the test, at the user’s line, and nothing else', async () => {
    const { ask, call, release } = installed({});
    await call('beforeEach');
    const answer = ask();
    const thrown = await thrownBy(call('afterEach'));
    expect(messageOf(thrown)).toMatch(
      /^The test ended before expect\(model\)\.toBeScalarInvariant\(…\) had an answer\./,
    );
    expect(String(thrown instanceof Error ? thrown.stack : '').split('\n    at ')[1]).toMatch(/install\.test\.ts/);
    release();
    expect(await answer).toMatchObject({ pass: true });
    await call('beforeEach');
    await call('afterEach');
  });

  test('fails nothing where tests run side by side, as the hooks are those of any', async () => {
    const { ask, call, release } = installed({ concurrent: true });
    const answer = ask();
    await call('afterEach');
    release();
    expect(await answer).toMatchObject({ pass: false });
  });

  test('is not held against a test that failed before it came to wait', async () => {
    const { ask, call } = installed({ failed: true });
    void ask();
    await call('afterEach');
    await call('afterAll');
  });
});

test('when a file ends its models are disposed of', async () => {
  const { call } = installed({});
  const model = await openBiasFree();
  const image = new Float32Array(28 * 28);
  await model.classify({ data: image, count: 1 });
  await call('afterAll');
  await expect(model.classify({ data: image, count: 1 })).rejects.toThrow(/dispose/);
  await call('afterAll');
  await model.dispose();
});
