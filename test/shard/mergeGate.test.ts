import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Property } from '../../src/core.js';
import type { GateConfig } from '../../src/gate/config/config.js';
import { gate } from '../../src/gate/gate.js';
import type { GateReport } from '../../src/gate/report/schema.js';
import { shareGate } from '../../src/gate/shareGate.js';
import type { Image } from '../../src/image/image.js';
import { gatePartOf } from '../../src/shard/gatePartOf.js';
import { mergeGate } from '../../src/shard/mergeGate.js';
import { partPath, writePart } from '../../src/shard/partFile.js';
import { shareOf } from '../../src/shard/shard.js';
import { wholeRunOf } from '../../src/shard/wholeRun.js';
import { halves } from '../gate/models.js';
import { png } from '../image/fixtures.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);
files.write('good.onnx', halves());
files.write('biased.onnx', halves(0.6));
files.write('worse.onnx', halves(0.03));
const scalar = 'scalar-invariance';

/** Says nothing of dark images; of some it is too close to call, and the brightest violate it. */
const patchy: Property<Image> = {
  name: 'patchy',
  claim: 'no image is bright',
  needs: [],
  cases: ({ images }) => images,
  examine: async (image, subject) => {
    const scores = await subject.scores(image);
    const level = Math.round(image.pixels()[0]! * 255);
    if (level < 40) return { kind: 'vacuous', why: level < 20 ? 'very dark' : 'dark' };
    if (level < 60) return { kind: 'inconclusive', why: 'close' };
    if (level < 252) return { kind: 'held', margin: 252 - level, original: { image, scores } };
    return { kind: 'violated', margin: 251 - level, why: 'bright', views: [{ title: 'it', image, scores }] };
  },
};
const options = { folder: files.folder, properties: [patchy], today: new Date() };

/** Parts of a gate, merged. */
async function mergedGate(config: GateConfig, count: number, spare?: number): Promise<GateReport> {
  const folder = join(files.folder, `parts-${Math.random()}`);
  const written: string[] = [];
  for (let index = count; index >= 1; index--) {
    const shard = { index, count };
    const own = { isFirst: index === 1, of: (total: number) => shareOf(shard, total), spare };
    const file = partPath(folder, 'gate', shard);
    await writePart(file, gatePartOf(shard, await shareGate(config, options, own)));
    written.push(file);
  }
  const run = await wholeRunOf(written);
  if (run.first.verb !== 'gate') throw new Error(run.first.verb);
  return (await mergeGate(run.first, run.files)).report;
}

/** The text of a report without what two runs never share. */
const lasting = (report: GateReport): string =>
  JSON.stringify({ ...report, started: '' }).replaceAll(/"(durationMs|evaluated)":\d+/g, '"$1":0');

const seed = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const model = fc.constantFrom('good.onnx', 'biased.onnx', 'worse.onnx');
const propertyLimits = fc.constantFrom(
  { noneViolated: true, cases: 30 } as const,
  { rate: { atMost: 0.1 } },
  { rate: { atMost: 0.2, typical: 0.05 }, leastCases: 20 },
  { noneViolated: true, leastCases: 9, cases: 11 } as const,
  { rate: { atMost: 0.3 }, cases: 100 },
  { rate: { atMost: 0.4, each: 'label' }, cases: 70 } as const,
);
const configs: fc.Arbitrary<GateConfig> = fc
  .record({
    seed,
    model,
    earlyStop: fc.boolean(),
    failOn: fc.constantFrom('fail', 'warn'),
    one: propertyLimits,
    other: propertyLimits,
  })
  .map(({ one, other, ...rest }) => ({ ...rest, properties: { [scalar]: one, patchy: other }, baseline: false }));

test('whatever the configuration, the seed and the number of parts, a merged gate is the single one', async () => {
  await fc.assert(
    fc.asyncProperty(configs, fc.integer({ min: 1, max: 6 }), async (config, count) => {
      expect(lasting(await mergedGate(config, count))).toBe(lasting(await gate(config, options)));
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 120_000);

test('margins, proofs, the zero image, agreement and a baseline are merged as well', async () => {
  const limits: GateConfig = {
    model: 'worse.onnx',
    seed: 3,
    cases: 130,
    properties: { [scalar]: { leastCases: 20, cases: 60, regression: { absolute: 0.05 } } },
    margin: { scalar: 0.01, share: 0.98 },
    proved: { scalars: { min: 0.01, max: 1 }, share: 0.9 },
    zeroImage: { atMost: 0.502 },
    agreement: { with: 'good.onnx', rate: 0.1 },
  };
  await gate({ ...limits, model: 'biased.onnx', baseline: false, report: 'released' }, options);
  const compared = { ...limits, baseline: 'released/report.json' };
  const single = await gate(compared, options);
  expect(single.verdict).toBe('fail');
  for (const count of [2, 5]) expect(lasting(await mergedGate(compared, count))).toBe(lasting(single));
}, 60_000);

test('accuracy for each label is merged as well', async () => {
  for (const label of ['up', 'down']) mkdirSync(join(files.folder, 'photos', label), { recursive: true });
  for (let i = 0; i < 300; i++) {
    const samples = Uint8Array.from(i % 2 === 0 && i >= 20 ? [200, 200, i % 100, i % 50] : [i % 50, 10, 200, 200]);
    const image = await png({ samples, height: 2, width: 2, channels: 1 });
    files.write(`photos/${i % 2 === 0 ? 'up' : 'down'}/${i}.png`, image);
  }
  const config: GateConfig = {
    model: { path: 'good.onnx', labels: ['up', 'down'] },
    images: 'photos',
    seed: 1,
    accuracy: [{ atLeast: 0.9 }, { atLeast: 0.97, each: 'label' }, { atLeast: 0.5, along: 'gamma', at: 2 }],
  };
  const single = await gate(config, options);
  expect(single.limits.map(({ outcome }) => outcome)).toEqual(['fail', 'pass', 'pass']);
  expect(lasting(await mergedGate(config, 2))).toBe(lasting(single));
}, 60_000);

test('where more cases are undecided than parts could know, a merge says how many to spare', async () => {
  const config: GateConfig = {
    model: 'good.onnx',
    seed: 1,
    properties: { patchy: { rate: { atMost: 0.6 }, cases: 40 } },
    earlyStop: false,
    baseline: false,
  };
  await expect(mergedGate(config, 2, 0)).rejects.toThrow(
    /^patchy: found 40 cases one after the other in the parts, of which \d+ are decided; expected .* --spare \d\.\d\./,
  );
  expect(lasting(await mergedGate(config, 2, 3))).toBe(lasting(await gate(config, options)));
});

test('what has no parts is refused before anything is inspected', async () => {
  const own = { isFirst: true, of: (total: number) => ({ from: 0, to: total }), spare: undefined };
  const config: GateConfig = { model: 'good.onnx', zeroImage: { atMost: 0.6 } };
  await expect(shareGate(config, options, own)).rejects.toThrow('seed: found none with --shard');
  await expect(shareGate({ ...config, seed: 1, mend: true }, options, own)).rejects.toThrow(
    'config: mend: found true for a part of a gate',
  );
});
