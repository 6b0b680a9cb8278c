import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { GateConfig } from '../../../src/gate/config/config.js';
import { gate } from '../../../src/gate/gate.js';
import type { GateReport } from '../../../src/gate/report/schema.js';
import { conic } from '../../cli/conic.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { halves } from '../models.js';

const files = temporaryFiles();
afterAll(files.remove);
files.write('good.onnx', halves());

/** A folder of 20 files, of which so many are no images although they are called so. */
async function folderOf(unreadable: number): Promise<string> {
  const folder = `of-${unreadable}`;
  mkdirSync(join(files.folder, folder));
  const raw = { width: 2, height: 2, channels: 1 } as const;
  for (let i = 0; i < 20; i++) {
    const name = `${folder}/${i}.png`;
    if (i < unreadable) files.write(name, 'no image');
    else
      await sharp(Buffer.of(200, 100, 50, i), { raw })
        .png()
        .toFile(join(files.folder, name));
  }
  return folder;
}

beforeAll(async () => {
  for (const unreadable of [0, 1, 2, 19]) await folderOf(unreadable);
});

const config = (unreadable: number, change: Partial<GateConfig> = {}): GateConfig => ({
  model: 'good.onnx',
  seed: 1,
  images: { path: `of-${unreadable}`, skipUnreadable: true },
  properties: { 'scalar-invariance': { noneViolated: true, cases: 20 } },
  ...change,
});
const run = (unreadable: number, change: Partial<GateConfig> = {}): Promise<GateReport> =>
  gate(config(unreadable, change), { folder: files.folder });

test('images that were left out are a limit that nobody has to ask for', async () => {
  const few = await run(1);
  expect(few.verdict).toBe('pass');
  expect(few.limits).toContainEqual(
    expect.objectContaining({
      name: 'images/skipped',
      outcome: 'pass',
      limit: 0.05,
      measured: 0.05,
      cases: 20,
      unit: { name: 'share of images', as: 'share', better: 'less' },
    }),
  );
  const most = await run(19);
  expect(most.verdict).toBe('inconclusive');
  expect(most.limits[0]).toMatchObject({
    name: 'images/skipped',
    outcome: 'inconclusive',
    measured: 0.95,
    reason: '19 of 20 images could not be read',
  });
});

test('how many may be is a setting', async () => {
  expect((await run(2)).verdict).toBe('inconclusive');
  expect((await run(2, { skippedImages: { atMost: 0.1 } })).verdict).toBe('pass');
  expect((await run(1, { skippedImages: { atMost: 0 } })).verdict).toBe('inconclusive');
});

test('nothing is said where all were read, unless it is asked for', async () => {
  expect((await run(0)).limits.map(({ name }) => name)).toEqual(['scalar-invariance/none-violated']);
  const asked = await run(0, { skippedImages: { atMost: 0.1 } });
  expect(asked.limits).toContainEqual(
    expect.objectContaining({ name: 'images/skipped', outcome: 'pass', measured: 0 }),
  );
});

test('it is no limit on the model', async () => {
  const { properties: _properties, ...alone } = config(0, { skippedImages: { atMost: 1 } });
  await expect(gate(alone, { folder: files.folder })).rejects.toThrow('found no limit');
  // Nor does it decide a gate whose limits on the model only warn and decided nothing.
  const warned = await run(1, {
    properties: { 'scalar-invariance': { noneViolated: true, cases: 20, severity: 'warn' } },
    scalars: { min: 1, max: 1 },
  });
  expect(warned.verdict).toBe('inconclusive');
});

test('the command says it, with exit status 3', async () => {
  files.write('skipped.json', JSON.stringify(config(19)));
  const { status, out } = await conic(['gate', '--config', 'skipped.json'], { cwd: files.folder });
  expect(status).toBe(3);
  expect(out).toContain('images/skipped');
  expect(out).toContain('19 of 20 images could not be read');
});
