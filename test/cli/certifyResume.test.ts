import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const place = (name: string): string => join(files.folder, name);
const rays = ['certify', lenet('bias'), '--images', samples, '--limit', '16', '--ray'];
const part = [...rays, '--scalars', '0.5..2', '--shard', '1/1', '--parts', place('parts')];
const journal = place('parts/certify-ray-1-of-1.journal');
const lines = (): readonly string[] =>
  existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').slice(0, -1) : [];

/** Without what two runs never share. */
const lasting = (json: string): string =>
  json
    .replaceAll(/"durationMs": ?[\d.e+-]+/g, '"durationMs": 0')
    .replace(/"environment": \{[^}]*\}/, '"environment": {}');
const reportIn = (folder: string): string => lasting(readFileSync(place(`${folder}/report.json`), 'utf8'));

test('a part of certificates that was killed goes on with those it had', async () => {
  const single = await conic([...rays, '--scalars', '0.5..2', '--report', place('single')]);
  const killed = await conic(part, {
    meanwhile: (child) => {
      // As soon as there are two.
      const watch = setInterval(() => lines().length > 2 && child.kill('SIGKILL'), 5);
      child.on('exit', () => clearInterval(watch));
    },
  });
  expect(killed.signal).toBe('SIGKILL');
  const before = lines();
  expect(before.length).toBeGreaterThan(2);
  expect(readdirSync(place('parts'))).not.toContain('certify-ray-1-of-1.part.json');

  const other = [...rays, '--scalars', '0.25..2', '--shard', '1/1', '--parts', place('parts'), '--resume'];
  expect(await conic(other)).toMatchObject({
    status: 2,
    out: '',
    err: expect.stringContaining('found a part of certificates that differs in options ('),
  });
  expect(lines()).toEqual(before);

  // What a process leaves that is killed while it writes.
  appendFileSync(journal, '{"index":');
  expect(await conic([...part, '--resume'])).toMatchObject({ status: single.status, err: '' });
  expect(existsSync(journal)).toBe(false);
  const { content } = JSON.parse(readFileSync(place('parts/certify-ray-1-of-1.part.json'), 'utf8'));
  // Durations tell that these are the ones that were kept.
  expect(content.rays.slice(0, before.length - 1)).toEqual(before.slice(1).map((line) => JSON.parse(line).certificate));
  expect(await conic(['merge', place('parts'), '--report', place('merged')])).toMatchObject({ status: single.status });
  expect(reportIn('merged')).toBe(reportIn('single'));
}, 120_000);

test('without --resume a part begins anew; without --shard there is nothing to go on with', async () => {
  const region = ['certify', lenet('zero-bias'), '--images', samples, '--limit', '12', '--region', '2'];
  const first = [...region, '--shard', '1/1', '--parts', place('regions')];
  files.write(
    'regions/certify-region-1-of-1.journal',
    '{"schema":"conic.certify-journal/1","images":9,"identity":{}}\n',
  );
  expect(await conic(first)).toMatchObject({ err: '', out: expect.stringContaining('certificates: ') });
  expect(readdirSync(place('regions'))).toEqual(['certify-region-1-of-1.part.json']);
  files.write('regions/certify-region-1-of-1.journal', 'mine\n');
  expect(await conic(first)).toMatchObject({ status: 2, err: expect.stringContaining('found something else') });
  expect(await conic([...region, '--resume'])).toMatchObject({
    status: 2,
    err: expect.stringContaining('--resume: found a run that is no part of one; expected a part'),
  });
}, 60_000);
