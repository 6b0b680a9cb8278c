import { afterAll, expect, test } from '@jest/globals';
import { gate } from '../../src/gate/gate.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

/** A model that answers so often, and then never again. */
const silentAfter = (calls: number): string =>
  files.write(
    `silent${calls}.mjs`,
    `let calls = 0;
     export const shape = { height: 2, width: 2, channels: 1 };
     export const labels = ['a', 'b'];
     export default ({ data, count }) =>
       ++calls > ${calls} ? new Promise(() => undefined) : Array.from({ length: count }, (_, i) => [data[4 * i], 0.4]);`,
  );

test.each([1, 3, 8])('a gate on a model that falls silent ends: after %s answers', async (calls) => {
  const report = await gate(
    {
      model: silentAfter(calls),
      seed: 1,
      timeLimit: 1,
      cases: 100,
      properties: { 'scalar-invariance': { noneViolated: true }, gamma: { rate: { atMost: 0.5 } } },
      margin: { scalar: 0.5, share: 0.5 },
    },
    { folder: files.folder },
  );
  expect(report.verdict).not.toBe('pass');
  for (const { outcome, reason } of report.limits)
    if (outcome !== 'fail') expect(reason).toContain('the time limit came after');
});
