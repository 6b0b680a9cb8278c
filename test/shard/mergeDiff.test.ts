import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Classifier } from '../../src/classifier/classifier.js';
import { diff } from '../../src/diff/diff.js';
import type { DiffOptions } from '../../src/diff/options.js';
import { diffReportOf } from '../../src/diff/report/diffReport.js';
import { shareDiff } from '../../src/diff/shareDiff.js';
import type { DiffReport } from '../../src/report/documents/diff.js';
import { diffPartOf } from '../../src/shard/diffPartOf.js';
import { mergeDiff } from '../../src/shard/mergeDiff.js';
import { partPath, writePart } from '../../src/shard/partFile.js';
import { shareOf } from '../../src/shard/shard.js';
import { wholeRunOf } from '../../src/shard/wholeRun.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { linear } from '../run/networks.js';

const files = temporaryFiles();
afterAll(files.remove);
const plain = linear([
  [1, 0.5],
  [-1, 0.25],
]);
const others = {
  same: plain,
  biased: linear(
    [
      [1, 0.5],
      [-1, 0.25],
    ],
    [0, 0.4],
  ),
  tilted: linear([
    [1, 0.4],
    [-1, 0.3],
  ]),
};

/** Parts of a comparison, merged. */
async function mergedDiff(
  one: Classifier,
  other: Classifier,
  options: DiffOptions,
  count: number,
): Promise<DiffReport> {
  const folder = join(files.folder, `parts-${Math.random()}`);
  const written: string[] = [];
  for (let index = 1; index <= count; index++) {
    const shard = { index, count };
    const share = await shareDiff(one, other, options, { isFirst: index === 1, of: (total) => shareOf(shard, total) });
    const file = partPath(folder, 'diff', shard);
    await writePart(file, diffPartOf(shard, share, { model: {}, other: {}, images: undefined }));
    written.push(file);
  }
  const run = await wholeRunOf(written);
  if (run.first.verb !== 'diff') throw new Error(run.first.verb);
  return (await mergeDiff(run.first, run.files, async () => [one, other])).report;
}

/** The text of a report without what two runs never share. */
const lasting = (report: DiffReport): string =>
  JSON.stringify(report)
    .replace(/"durationMs":\d+/, '"durationMs":0')
    .replace(/"evaluated":\{[^}]*\}/, '');

test('whatever the models, the claim, the seed and the number of parts, a merged comparison is the single one', async () => {
  const runs = fc.record({
    other: fc.constantFrom<keyof typeof others>('same', 'biased', 'tilted'),
    count: fc.integer({ min: 1, max: 5 }),
    options: fc.record(
      {
        seed: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        made: fc.integer({ min: 1, max: 900 }),
        claim: fc.constantFrom('label', 'ranking', 'scores'),
        rays: fc.boolean(),
        worst: fc.integer({ min: 0, max: 20 }),
        maxRate: fc.constantFrom(0.05, 0.6),
      },
      { requiredKeys: ['seed', 'made'] },
    ),
  });
  await fc.assert(
    fc.asyncProperty(runs, async ({ other, count, options }) => {
      const [one, second] = [plain, others[other]];
      expect(lasting(await mergedDiff(one, second, options, count))).toBe(
        lasting(diffReportOf(await diff(one, second, options))),
      );
    }),
    { numRuns: 10, endOnFailure: true },
  );
}, 120_000);
