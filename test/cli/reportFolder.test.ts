import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { sums } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic, expectMistake } from './conic.js';
import { lenet } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const model = files.write('sums.onnx', sums());
const at = (name: string): string => join(files.folder, name);

// Said before the run: more cases than any test would wait for.
const long = [model, '--cases', '1000000000'];

test('a folder that holds other things is left alone', async () => {
  mkdirSync(at('other'));
  writeFileSync(at('other/notes.txt'), 'mine');
  await expectMistake(
    [...long, '--report', at('other')],
    'other: found a folder that holds something else (notes.txt)',
  );
  writeFileSync(at('other/report.json'), '{ "schema": "conic.report/1" }');
  await expectMistake([...long, '--report', at('other')], 'A report replaces the whole folder; choose another place.');
  await expectMistake([...long, '--report', '.'], '.: found the working folder, or one above it', {
    cwd: at('other'),
  });
  expect(readFileSync(at('other/notes.txt'), 'utf8')).toBe('mine');
});

test.each([
  ['a file', 'sums.onnx', 'found a file in its place or above it; expected a folder for the report, or none yet.'],
  ['a place below a file', 'sums.onnx/report', 'found a file in its place or above it'],
])('%s is no place', async (_, name, message) => {
  await expectMistake([...long, '--report', at(name)], message);
});

(existsSync('/proc/self') ? test : test.skip)('nor is one where nobody can write', async () => {
  await expectMistake([...long, '--report', '/proc/conic/report'], 'found no way to write there (ENOENT');
});

test('a mistake elsewhere leaves no folder behind', async () => {
  await expectMistake(['missing.onnx', '--report', at('new/deep/report')], 'found no such file');
  expect(existsSync(at('new'))).toBe(false);
});

test('a report is made with the folders above it, and replaced by the next', async () => {
  const args = ['check', '--report', at('deep/report'), '--cases', '20', '--seed', '1'];
  expect((await conic([...args, lenet('bias')])).status).toBe(1);
  const rendered = ['junit.xml', 'report.html', 'report.json', 'summary.md'];
  expect(readdirSync(at('deep/report')).toSorted()).toEqual(['counterexamples', ...rendered]);
  expect((await conic([...args, lenet('zero-bias'), '--property', 'zero-image-uniformity'])).status).toBe(0);
  expect(readdirSync(at('deep/report')).toSorted()).toEqual(rendered);
  expect(readdirSync(at('deep'))).toEqual(['report']);
});
