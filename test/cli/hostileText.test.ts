import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { sums } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const at = (name: string): string => join(files.folder, name);

/** A name that would set an output of a pipeline, and colour the terminal. */
const name = '::set-output name=a::b \u001b[31m##vso[task.complete]';

function expectTame(text: string): void {
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(text).not.toMatch(/^\s*::|##(\[|vso\[)/m);
}

test('a model with such a name is checked, certified and replayed', async () => {
  const model = files.write(`${name}.onnx`, sums());
  for (const args of [
    ['check', model, '--cases', '5', '--seed', '1'],
    ['certify', model],
    ['replay', '--model', model],
  ]) {
    const { out, err } = await conic(args);
    expectTame(out);
    expectTame(err);
    expect(out).toContain('set-output name=a::b');
  }
});

test('errors are tame as well, and one line each, whatever is in a name', async () => {
  const { status, err } = await conic(['check', `missing\n${name}.onnx`]);
  expect(status).toBe(2);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).toContain('found no such file');
  expectTame(err);
  const option = await conic(['check', `--${name}`]);
  expect(option.status).toBe(2);
  expectTame(option.err);
});

test('certificates of rays go into no folder that holds something else', async () => {
  mkdirSync(at('photos'));
  writeFileSync(at('photos/cat.png'), '');
  const images = join(samples, 'bag');
  for (const kind of [['--ray', '--images', images], ['--region', '2', '--images', images], ['--structure']]) {
    const { status, err } = await conic(['certify', lenet('zero-bias'), ...kind, '--report', at('photos')]);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('holds something else (cat.png)') });
  }
  expect(readdirSync(at('photos'))).toEqual(['cat.png']);
});

test('replay and certify write what people read, too', async () => {
  const rendered = ['junit.xml', 'report.html', 'report.json', 'summary.md'];
  const certified = await conic(['certify', lenet('zero-bias'), '--report', at('structure')]);
  expect(certified.status).toBe(0);
  expect(readdirSync(at('structure')).toSorted()).toEqual(rendered);
  const replayed = await conic(['replay', at('no-store'), '--model', lenet('bias'), '--report', at('replay')]);
  expect(replayed.status).toBe(3);
  expect(readdirSync(at('replay')).toSorted()).toEqual(rendered);
  // Replaced by its like, and by nothing else.
  expect((await conic(['certify', lenet('zero-bias'), '--report', at('structure')])).status).toBe(0);
  expect((await conic(['certify', lenet('zero-bias'), '--report', at('replay')])).status).toBe(2);
  expect(existsSync(at('replay/report.json'))).toBe(true);
});
