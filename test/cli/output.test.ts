import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { reportSchema } from '../../src/report/documents/check.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic, expectMistake } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const report = join(files.folder, 'report');
const escape = '\u001b[';
const biased = ['check', lenet('bias'), '--images', samples, '--seed', '7', '--cases', '50'];

/** Without what two runs never share. */
const lasting = (json: string): string =>
  json.replaceAll(/"durationMs": \d+/g, '"durationMs": 0').replace(/"environment": \{[^}]*\}/, '"environment": {}');

test('conic, conic --help, conic check --help and conic --version', async () => {
  const [alone, help, check, version] = await Promise.all(
    [[], ['--help'], ['check', '--help'], ['--version']].map((args) => conic(args)),
  );
  expect(alone).toMatchObject({ status: 2, out: '', err: expect.stringContaining('Usage: conic [options] [command]') });
  expect(help).toMatchObject({
    status: 0,
    err: '',
    out: expect.stringContaining('  check           try properties on a model'),
  });
  expect(check).toMatchObject({ status: 0, err: '', out: expect.stringContaining('Exit status: 0 held, 1 violated') });
  const { version: packaged }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(version).toMatchObject({ status: 0, err: '', out: `${packaged}\n` });
});

test.each([
  [['chek'], "unknown command 'chek'\n(Did you mean check?)"],
  [['check', '--case', '3'], "unknown option '--case'\n(Did you mean --cases?)"],
  [['check', 'a.onnx', 'b.onnx'], 'too many arguments'],
  [
    ['check', '--scalars', 'nan..1'],
    "option '--scalars <lo..hi>' argument 'nan..1' is invalid. Found \"nan\"; expected",
  ],
])('%j says what there is', async (args, message) => {
  const { status, out, err } = await conic(args);
  expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringContaining(`conic: ${message}`) });
});

test('settings from a file: flags go first, mistakes name file and key', async () => {
  const config = files.write(
    'conic.json',
    JSON.stringify({ model: lenet('zero-bias'), cases: 9, seed: 3, json: true }),
  );
  const { status, out } = await conic(['check', '--config', config, '--cases', '5', '--property', 'scalar-invariance']);
  expect({ status, ...JSON.parse(out) }).toMatchObject({ status: 0, seed: 3, results: [{ cases: 5, planned: 5 }] });
  await expectMistake(
    ['--config', files.write('key.json', '{"proprety": []}')],
    'key.json: found the unknown key "pro',
  );
  await expectMistake(['--config', files.write('broken.json', '{"cases": 5,')], 'broken.json: found no JSON (');
  await expectMistake(
    ['--config', 'nowhere.json'],
    'nowhere.json: found no such file; expected a JSON file with settings',
  );
});

test('--json prints the report and nothing else, as --report writes it, and twice the same', async () => {
  const [printed, again] = [
    await conic([...biased, '--json', '--report', report]),
    await conic([...biased, '--json', '--report', report]),
  ];
  expect(printed).toMatchObject({ status: 1, err: '' });
  expect(again.out).toBe(readFileSync(join(report, 'report.json'), 'utf8'));
  expect(lasting(printed.out)).toBe(lasting(again.out));

  const value: object = JSON.parse(printed.out);
  expect(reportSchema.parse(value)).toEqual(value);
  const shipped: object = JSON.parse(readFileSync(resolve('dist/report.schema.json'), 'utf8'));
  const accepts = new Ajv2020({ allErrors: true }).compile(shipped);
  expect({ accepted: accepts(value), errors: accepts.errors }).toEqual({ accepted: true, errors: null });
  expect(accepts({ ...value, verdict: 'fine' })).toBe(false);
});

test('the line "again:" gives the same counterexample', async () => {
  const { out } = await conic([...biased, '--property', 'scalar-invariance']);
  const [name, file, ...again] = /again: (.*)/.exec(out)?.[1]?.split(' ') ?? [];
  expect(name).toBe('node');
  expect(file).toMatch(/dist\/esm\/src\/cli\/main\.js$/);
  const replayed = await conic(again);
  expect(replayed.status).toBe(1);
  const [scaled, rescaled] = [out, replayed.out].map((text) => /scaled: .*/.exec(text)?.[0]);
  expect(rescaled).toBe(scaled);
});

test('colours are not in a pipe, and are when forced', async () => {
  const plain = await conic(biased);
  expect(plain.out).not.toContain(escape);
  expect(plain.err).toBe('');
  expect((await conic(biased, { env: { FORCE_COLOR: '1' } })).out).toContain(escape);
});

test('a reader that leaves early is no error', async () => {
  const { status, err } = await conic(biased, { meanwhile: ({ stdout }) => stdout?.destroy() });
  expect({ status, err }).toEqual({ status: 1, err: '' });
});
