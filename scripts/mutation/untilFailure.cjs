const { TestEnvironment } = require('jest-environment-node');

/** Every test below a block that has not begun. */
const testsBelow = (block) => block.children.flatMap((child) => (child.type === 'test' ? [child] : testsBelow(child)));

/** Skips what is left of a file's tests once one has failed: that one has noticed the mutant. */
module.exports = class UntilFailure extends TestEnvironment {
  async handleTestEvent({ name, test }, { rootDescribeBlock }) {
    if (name !== 'test_done' || test.errors.length === 0) return;
    for (const other of testsBelow(rootDescribeBlock))
      if (other.startedAt === null || other.startedAt === undefined) other.mode = 'skip';
  }
};
