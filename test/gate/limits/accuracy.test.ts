import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import pc from 'picocolors';
import type { GateConfig } from '../../../src/gate/config/config.js';
import { gate } from '../../../src/gate/gate.js';
import { gatePage } from '../../../src/gate/report/page.js';
import { gateJsonSchema, type GateReport } from '../../../src/gate/report/schema.js';
import { consoleText } from '../../../src/report/formats/console.js';
import { png } from '../../image/fixtures.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { halves } from '../models.js';

const files = temporaryFiles();
afterAll(files.remove);
files.write('halves.onnx', halves());
files.write('dark.onnx', halves(0.4));

/** 60 images in folders named as the labels; so many of them are in the other one. */
async function folderOf(name: string, wrong: number): Promise<void> {
  for (const label of ['up', 'down']) mkdirSync(join(files.folder, name, label), { recursive: true });
  for (let i = 0; i < 60; i++) {
    const isUp = i % 2 === 0;
    const samples = Uint8Array.from(isUp ? [200, 200 - i, 10, i] : [10, i, 200, 200 - i]);
    const folder = isUp === i >= wrong ? 'up' : 'down';
    files.write(`${name}/${folder}/${i}.png`, await png({ samples, height: 2, width: 2, channels: 1 }));
  }
}

beforeAll(async () => {
  await folderOf('right', 0);
  await folderOf('some', 6);
  await folderOf('half', 30);
});

const config = (change: Partial<GateConfig>): GateConfig => ({
  model: { path: 'halves.onnx', labels: ['up', 'down'] },
  seed: 1,
  images: 'right',
  accuracy: { atLeast: 0.9 },
  ...change,
});
const run = (change: Partial<GateConfig> = {}): Promise<GateReport> => gate(config(change), { folder: files.folder });
const ruled = ({ limits }: GateReport) => limits.find(({ name }) => name === 'accuracy');

describe('the limit on accuracy', () => {
  test('is kept where the lower bound is above it', async () => {
    const report = await run();
    expect(report.verdict).toBe('pass');
    expect(ruled(report)).toMatchObject({
      outcome: 'pass',
      measured: 1,
      limit: 0.9,
      cases: 60,
      reason: '60 of 60 images get the label they are known by: at least 95.1 %, with 95 % confidence',
      unit: { name: 'share of images', as: 'share', better: 'more' },
    });
    // 0.05 ** (1 / 60)
    expect(ruled(report)?.interval?.low).toBeCloseTo(0.9513, 4);
  });

  test('is not decided where it lies between the bounds', async () => {
    const report = await run({ images: 'some' });
    expect(report.verdict).toBe('inconclusive');
    expect(ruled(report)).toMatchObject({
      outcome: 'inconclusive',
      measured: 0.9,
      reason: '54 of 60 images get the label they are known by, which are too few to tell whether it is 90 % or more',
    });
  });

  test('fails where the upper bound is below it, as severely as is told', async () => {
    const report = await run({ images: 'some', accuracy: { atLeast: 0.99 } });
    expect(report.verdict).toBe('fail');
    expect(ruled(report)).toMatchObject({ outcome: 'fail' });
    const warned = await run({ images: 'some', accuracy: { atLeast: 0.99, severity: 'warn' } });
    expect(warned).toMatchObject({ verdict: 'pass', warnings: 1 });
    // With less confidence it is decided sooner.
    expect((await run({ images: 'some', accuracy: { atLeast: 0.85, confidence: 0.8 } })).verdict).toBe('pass');
  });

  test('is not decided without images, or without labels', async () => {
    const { images: _images, ...made } = config({});
    for (const report of [await gate(made, { folder: files.folder }), await run({ model: 'halves.onnx' })]) {
      expect(report.verdict).toBe('inconclusive');
      expect(ruled(report)).toMatchObject({ cases: 0, reason: 'no image has a label that is known' });
    }
  });
});

describe('the limit on accuracy along a transformation', () => {
  // In the dark the upper half wins: of what was made darker, half of the images are lost.
  const dark = { path: 'dark.onnx', labels: ['up', 'down'] };
  const at = (strength: number, atLeast = 0.9) => ({ along: 'gamma', at: strength, atLeast });

  test('finds a model that is right about images as they are, and not once they are darker', async () => {
    expect((await run({ model: dark })).verdict).toBe('pass');
    const report = await run({ model: dark, accuracy: at(8) });
    expect(report.verdict).toBe('fail');
    expect(report.limits[0]).toMatchObject({
      name: 'accuracy:gamma:8',
      measured: 0.5,
      claim: 'at least 90 % of images get the label they are known by at gamma 8, with 95 % confidence',
      reason: expect.stringMatching(/^30 of 60 images get the label they are known by at gamma 8: at most 6\d.\d %, /),
    });
    expect((await run({ accuracy: at(8) })).verdict).toBe('pass');
    expect((await run({ model: dark, accuracy: at(0.5) })).verdict).toBe('pass');
    expect((await run({ model: dark, accuracy: at(8, 0.5) })).verdict).toBe('inconclusive');
  });

  test('is asked for at several strengths by a list', async () => {
    const report = await run({ model: dark, accuracy: [{ atLeast: 0.9 }, at(0.5), at(8)] });
    expect(report.verdict).toBe('fail');
    expect(report.limits.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['accuracy:gamma:8', 'fail'],
      ['accuracy', 'pass'],
      ['accuracy:gamma:0.5', 'pass'],
    ]);
    expect(new Ajv2020().compile(gateJsonSchema())(report)).toBe(true);
  });

  test('says what it needs', async () => {
    const wrong = (accuracy: GateConfig['accuracy']) => expect(run({ accuracy: accuracy! })).rejects;
    await wrong({ atLeast: 0.5, along: 'gamma' }).toThrow('found one of along and at without the other');
    await wrong({ atLeast: 0.5, along: 'gama', at: 2 }).toThrow('Did you mean gamma?');
    await wrong(at(-1)).toThrow('accuracy.at: found the strength -1; expected a number above 0');
    await wrong([at(2), at(2)]).toThrow('found two limits on the same accuracy');
  });
});

describe('the limit on accuracy for each label', () => {
  // Four of the 30 images in the folder `up` show something else; all in `down` are what they are said to be.
  beforeAll(async () => {
    for (const label of ['up', 'down']) mkdirSync(join(files.folder, 'odd', label), { recursive: true });
    for (let i = 0; i < 60; i++) {
      const samples = Uint8Array.from(i % 2 === 0 && i >= 8 ? [200, 200 - i, 10, i] : [10, i, 200, 200 - i]);
      const image = await png({ samples, height: 2, width: 2, channels: 1 });
      files.write(`odd/${i % 2 === 0 ? 'up' : 'down'}/${i}.png`, image);
    }
  });
  const given = { images: 'odd', accuracy: { atLeast: 0.8, confidence: 0.8 } } as const;

  test('finds the label that does not keep what all together keep', async () => {
    expect(ruled(await run(given))).toMatchObject({ outcome: 'pass', measured: 56 / 60 });
    const report = await run({ ...given, accuracy: { ...given.accuracy, each: 'label' } });
    expect(report.limits[0]).toMatchObject({
      name: 'accuracy:each-label',
      outcome: 'inconclusive',
      claim: 'at least 80 % of images get the label they are known by, for each label, with 80 % confidence',
      labels: [
        { label: 'up', outcome: 'inconclusive', cases: 30, measured: 26 / 30 },
        { label: 'down', outcome: 'pass', cases: 30, measured: 1 },
      ],
    });
    const severe = { ...given.accuracy, atLeast: 0.97, each: 'label' } as const;
    const failing = await run({ ...given, accuracy: [given.accuracy, severe] });
    expect(failing.limits.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['accuracy:each-label', 'fail'],
      ['accuracy', 'pass'],
    ]);
    expect(failing.limits[0]?.reason).toContain(
      '1 of 2 labels do not keep it: up (26 of 30 get the label they are known by',
    );
  });
});

describe('a model at chance', () => {
  const scalar = { 'scalar-invariance': { noneViolated: true, cases: 20 } } as const;
  const chance = { images: 'half', properties: scalar, accuracy: { atLeast: 0.1 } } as const;

  test('passes no gate, whatever its limits', async () => {
    const report = await run(chance);
    expect(report.verdict).toBe('inconclusive');
    expect(report.misfed).toMatchObject({ labelled: 60, correct: 30 });
    expect(report.limits[0]).toMatchObject({ name: 'chance', outcome: 'inconclusive', measured: 0.5 });
    expect(report.limits.slice(1).map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
    expect(new Ajv2020().compile(gateJsonSchema())(report)).toBe(true);
    const text = consoleText(gatePage(report), { colours: pc.createColors(false) });
    expect(text).toContain('0.50 of 60 images get the label that the folder says, which is what guessing gives');
    expect(text).toContain('If it is meant: allowChance: true');
  });

  test('fails where a limit does', async () => {
    expect((await run({ ...chance, accuracy: { atLeast: 0.9 } })).verdict).toBe('fail');
  });

  test('passes where that is meant', async () => {
    const report = await run({ ...chance, allowChance: true });
    expect(report.verdict).toBe('pass');
    expect(report).not.toHaveProperty('misfed');
    expect(report.limits.map(({ name }) => name)).not.toContain('chance');
  });
});
