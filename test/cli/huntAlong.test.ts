import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { huntAlongSchema } from '../../src/report/documents/huntAlong.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const place = (name: string): string => join(files.folder, name);
const coats = join(samples, 'coat');
const along = (name: string, ...more: readonly string[]) =>
  conic(['hunt', lenet('bias'), '--images', coats, '--along', name, ...more]);

test('hunts along gamma: flips on both sides, curves, a sheet, every format; no bias is blamed', async () => {
  const out = place('gamma');
  const { status, out: said } = await along('gamma', '--strengths', '0.25..4', '--worst', '2', '--out', out);
  expect(status).toBe(1);
  expect(said).toContain('hunted along gamma 0.25 to 4');
  expect(said).toContain('strength: the power that every pixel is raised to; nothing is done at 1');
  expect(said).not.toContain('a bias');
  const document: unknown = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  const schema: unknown = JSON.parse(readFileSync('dist/hunt-along.schema.json', 'utf8'));
  expect(new Ajv2020({ strict: false }).validate(Object(schema), document)).toBe(true);
  const report = huntAlongSchema.parse(document);
  const { worst, flipped } = report.summary;
  const flips = report.results.flatMap(({ below, above }) => [below, above].filter((flip) => flip !== undefined));
  expect(flips.length).toBeGreaterThanOrEqual(flipped);
  expect(flips.every(({ strength, witness }) => strength > 0.25 && strength < 4 && witness.margin > 0)).toBe(true);
  expect(worst).toHaveLength(2);
  const rows = report.summary.byLabel;
  expect(rows?.reduce((sum, row) => sum + row.violated, 0)).toBe(flipped);
  expect(readFileSync(join(out, 'summary.md'), 'utf8')).toContain('| images by label |');
  expect(report.files).toHaveLength(5);
  for (const file of [...report.files, 'report.html', 'junit.xml', 'summary.md'])
    expect(existsSync(join(out, file))).toBe(true);
  const curve = readFileSync(join(out, report.files.find((file) => file.endsWith('.svg')) ?? ''), 'utf8');
  expect(curve).toContain('gamma');
  expect(curve).toContain('0.25');
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('no part of the network is blamed');
});

test('says why it says nothing of grey images, with status 3', async () => {
  const { status, out } = await along('white-balance');
  expect(status).toBe(3);
  expect(out).toContain('vacuous (an image without colours has no white balance)');
});

test.each<readonly [string, readonly string[], string]>([
  ['an unknown name', ['--along', 'gama'], 'Did you mean gamma?'],
  ['a strength that there is not', ['--along', 'gamma', '--strengths', '0..2'], 'expected a number above 0'],
  [
    'a flag about scalars',
    ['--along', 'gamma', '--scalars', '0.1..1'],
    '--scalars: found it together with a hunt along gamma',
  ],
  ['strengths of nothing', ['--strengths', '0.5..2'], '--strengths: found it without along'],
])('refuses %s', async (_, flags, message) => {
  const { status, err } = await conic(['hunt', lenet('bias'), '--images', coats, ...flags]);
  expect([status, err]).toEqual([2, expect.stringContaining(message)]);
});
