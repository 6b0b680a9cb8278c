import { disposeOpened } from '../classifier/file/opened.js';
import { describePropertiesWith } from './describeProperties.js';
import { matchersFor } from './matchers/index.js';
import type { TestRunner } from './runner.js';
import { testWith } from './test.js';
import { TestClock } from './time.js';
import { Waiting } from './waiting.js';

/**
 * What every kind of runner gets: matchers, `test.prop`, `describeProperties`; and when a test file ends, its models are
 * disposed of.
 */
export function install(runner: TestRunner) {
  const clock = new TestClock(runner);
  const waiting = new Waiting();
  runner.beforeEach(async () => clock.start());
  runner.afterEach(async () => {
    if (!runner.concurrent()) waiting.assertNone(runner.failed());
  });
  runner.afterAll(async () => {
    await disposeOpened();
    await waiting.ended();
  });
  return {
    matchers: matchersFor({ runner, clock, waiting }),
    test: testWith(runner, clock),
    describeProperties: describePropertiesWith(runner, clock),
  };
}
