import { afterAll, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const place = (name: string): string => join(files.folder, name);

const asked = ['--images', samples, '--limit', '30', '--property', 'scalar-invariance'];
const run = (net: 'bias' | 'zero-bias', seed = 7): string[] => ['check', lenet(net), ...asked, '--seed', String(seed)];

test('a search that finds nothing says how many cases it tried, and tells no rate', async () => {
  const kept = ['--store', place('store'), '--report', place('held')];
  const { status, out } = await conic([...run('zero-bias'), '--search', '--cases', '100', ...kept]);
  expect(status).toBe(0);
  expect(out).toContain('held: no counterexample found for lenet-zero-bias: searched, 100 cases');
  expect(out).toMatch(/scalar-invariance +held +100 searched/);
  const { results } = JSON.parse(readFileSync(place('held/report.json'), 'utf8'));
  expect(results[0].searched).toBeGreaterThan(20);
  expect(results[0].byLabel).toBeUndefined();
});

test('what a search found comes again as its report says', async () => {
  const narrow = ['--scalars', '0.6..1'];
  const found = await conic([...run('bias', 8), ...narrow, '--search', '--store', place('found')]);
  expect(found.status).toBe(1);
  const [, path = ''] = /--path (\S+)/.exec(found.out) ?? [];
  // Made of another one.
  expect(path).toMatch(/^\d+\+/);
  const again = await conic([...run('bias', 8), ...narrow, '--path', path, '--read-only', '--store', place('none')]);
  expect(again.status).toBe(1);
  const counterexample = (out: string): string =>
    out.slice(out.indexOf('counterexample:'), out.search(/(?:clearest|cause):/));
  expect(counterexample(again.out)).toBe(counterexample(found.out).replace(/, \d+ times/, ', 0 times'));
  const replayed = await conic(['replay', place('found'), '--model', lenet('bias')]);
  expect(replayed.status).toBe(1);
  expect(replayed.out).toContain('still failing');
});

test.each([
  ['--measure', 'found a search where a rate is measured'],
  ['--shard', 'found a search in a part of a run'],
])('%s is refused', async (flag, said) => {
  const { status, err } = await conic([...run('bias'), '--search', flag, ...(flag === '--shard' ? ['1/2'] : [])]);
  expect(status).toBe(2);
  expect(err).toContain(`--search: ${said}`);
});
