import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import pc from 'picocolors';
import type { GateConfig } from '../../../src/gate/config/config.js';
import { gate } from '../../../src/gate/gate.js';
import { gatePage } from '../../../src/gate/report/page.js';
import { gateJsonSchema, type GateReport } from '../../../src/gate/report/schema.js';
import { simultaneous } from '../../../src/gate/statistics/simultaneous.js';
import { consoleText } from '../../../src/report/formats/console.js';
import { png } from '../../image/fixtures.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { halves } from '../models.js';

const files = temporaryFiles();
afterAll(files.remove);
files.write('sound.onnx', halves());
// In the dark the upper half wins, so images of the other label lose theirs, and only these.
files.write('biased.onnx', halves(0.05));

/** Of 40 images, so many are of the label that the biased model loses. */
async function folderOf(name: string, down: number): Promise<void> {
  mkdirSync(join(files.folder, name), { recursive: true });
  for (let i = 0; i < 40; i++) {
    const samples = Uint8Array.from(i < down ? [0, i, 200, 200] : [200, 200, i, 0]);
    files.write(`${name}/${String(i).padStart(2, '0')}.png`, await png({ samples, height: 2, width: 2, channels: 1 }));
  }
}

beforeAll(async () => {
  await folderOf('rare', 4);
  await folderOf('none', 0);
});

const config = (change: Partial<GateConfig>): GateConfig => ({
  model: { path: 'biased.onnx', labels: ['up', 'down'] },
  seed: 1,
  images: 'rare',
  scalars: { min: 0.001, max: 1 },
  ...change,
});
const sound = { path: 'sound.onnx', labels: ['up', 'down'] };
const run = (change: Partial<GateConfig>): Promise<GateReport> => gate(config(change), { folder: files.folder });
const rated = (rate: NonNullable<NonNullable<GateConfig['properties']>[string]['rate']>) => ({
  properties: { 'scalar-invariance': { rate, cases: 1000 } },
});
const labelsOf = ({ limits }: GateReport) => limits[0]?.labels?.map(({ label, outcome }) => [label, outcome]);

describe('a model that fails on one label alone', () => {
  test('passes a rate of all cases, and not one of each label', async () => {
    expect((await run(rated({ atMost: 0.2 }))).verdict).toBe('pass');
    const report = await run(rated({ atMost: 0.2, each: 'label' }));
    expect(report.verdict).toBe('fail');
    expect(labelsOf(report)).toEqual([
      ['up', 'pass'],
      ['down', 'fail'],
    ]);
    const [limit] = report.limits;
    expect(limit?.claim).toBe('at most 20 % of cases are violated, for each label, with 95 % confidence');
    expect(limit?.reason).toMatch(/^1 of 2 labels do not keep it: down \(\d+ of \d+ violated, /);
    // Two labels: each bound with half of the doubt.
    expect(limit?.interval?.confidence).toBeCloseTo(0.95);
    expect(limit?.interval?.low).toBeGreaterThan(0.2);
    expect(new Ajv2020().compile(gateJsonSchema())(report)).toBe(true);
    expect(report.results[0]?.byLabel?.find(({ label }) => label === 'up')).toMatchObject({ violated: 0 });
    expect(report.results[0]?.byLabel?.[0]).not.toHaveProperty('smallestMargin');
    expect(consoleText(gatePage(report), { colours: pc.createColors(false) })).toContain('do not keep it: down');
  });

  test('passes a margin of all images, and not one of each label', async () => {
    const margin = { scalar: 0.01, share: 0.85 } as const;
    expect((await run({ margin })).verdict).toBe('pass');
    const report = await run({ margin: { ...margin, each: 'label' } });
    expect(report.verdict).toBe('fail');
    expect(report.limits[0]).toMatchObject({ measured: 0, cases: 40 });
    expect(labelsOf(report)).toEqual([
      ['up', 'pass'],
      ['down', 'fail'],
    ]);
    expect((await run({ model: sound, margin: { ...margin, each: 'label' } })).verdict).toBe('pass');
  });

  test('can be accepted, up to what was seen', async () => {
    const accept = { reason: 'known', expires: '2999-01-01' };
    const change = rated({ atMost: 0.2, each: 'label' });
    const options = { folder: files.folder };
    const accepted = await gate(config(change), { ...options, accept });
    expect(accepted.limits[0]?.outcome).toBe('accepted');
    expect((await run(change)).verdict).toBe('pass');
  });
});

describe('a limit on each label', () => {
  test('is kept by a model that keeps it for each', async () => {
    const report = await run({ model: sound, ...rated({ atMost: 0.1, each: 'label' }) });
    expect(report.verdict).toBe('pass');
    expect(report.limits[0]?.reason).toMatch(/^each of 2 labels keeps it; the nearest is /);
  });

  test('is undecided where a label has too few cases, or none', async () => {
    const few = await run({
      model: sound,
      properties: { 'scalar-invariance': { rate: { atMost: 0.1, each: 'label' }, cases: 60 } },
    });
    expect(few.verdict).toBe('inconclusive');
    expect(few.limits[0]?.reason).toMatch(/^1 of 2 labels have too few cases to tell: down \(0 of \d violated, /);
    const none = await run({ model: sound, images: 'none', ...rated({ atMost: 0.1, each: 'label' }) });
    expect(none.verdict).toBe('inconclusive');
    expect(none.limits[0]?.reason).toBe('1 of 2 labels have too few cases to tell: down (no case)');
    const margin = { scalar: 0.01, share: 0.85, each: 'label' } as const;
    expect((await run({ model: sound, images: 'none', margin })).verdict).toBe('inconclusive');
    // With a confidence, four images show little.
    const sure = await run({ model: sound, margin: { ...margin, confidence: 0.95 } });
    expect(labelsOf(sure)).toEqual([
      ['up', 'pass'],
      ['down', 'inconclusive'],
    ]);
  });

  test('is asked for by name', async () => {
    const wrong: GateConfig = JSON.parse(
      JSON.stringify(config(rated({ atMost: 0.1 }))).replace('0.1', '0.1,"each":"class"'),
    );
    await expect(gate(wrong, { folder: files.folder })).rejects.toThrow(
      'properties.scalar-invariance.rate.each: found "class"; expected label',
    );
  });
});

test('bounds that are looked at many times over hold together', () => {
  expect(simultaneous(0.95, 10)).toBeCloseTo(0.995, 12);
  expect(simultaneous(0.95, 1)).toBeCloseTo(0.95, 12);
  // Labels that fail by chance: with the doubt shared among ten of them, some label of ten does so at most once in twenty.
  expect(1 - simultaneous(0.95, 10) ** 10).toBeLessThanOrEqual(0.05);
});
