import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { mendSchema } from '../../src/report/documents/mend.js';
import { smallNetwork } from '../mend/networks.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const images = resolve('examples/fashion-mnist/images');
const place = (name: string): string => join(files.folder, name);

test('the whole story: check fails, mend, certify proves, check holds', async () => {
  const out = place('mended.onnx');
  const asked = ['--images', images, '--property', 'scalar-invariance', '--cases', '300', '--seed', '1'];
  expect((await conic(['check', lenet('bias'), ...asked])).status).toBe(1);
  const said = await conic(['mend', lenet('bias'), '--out', out, '--images', images, '--json']);
  expect(said).toMatchObject({ status: 0, err: '' });
  const report = mendSchema.parse(JSON.parse(said.out));
  expect(report).toMatchObject({
    verdict: 'proved',
    written: out,
    notes: expect.arrayContaining(['Every image is divided by its largest value over 1. No weight is changed.']),
  });
  expect(report.rows.map(({ name }) => name)).toEqual(['nothing', 'max', 'quantile', 'mean', 'norm']);
  const [before, after] = report.rows;
  // All shipped images reach white: nothing changes at 1, and what the dark cost comes back.
  expect(after).toMatchObject({ changed: 0, accuracy: before!.accuracy!.map(() => before!.accuracy![0]) });
  expect(before!.accuracy!.at(-1)).toBeLessThan(0.2);
  expect(after!.onBlack).toBeCloseTo(0.1, 6);
  expect(before!.onBlack).toBeGreaterThan(0.2);
  expect((await conic(['certify', out, '--structure'])).out).toContain('proved: mended is positively homogeneous');
  expect((await conic(['check', out, ...asked])).status).toBe(0);
});

test('a network that is proved already is left alone, unless it is asked for', async () => {
  const out = place('again.onnx');
  const said = await conic(['mend', lenet('zero-bias'), '--out', out]);
  expect(said).toMatchObject({ status: 0, err: '' });
  expect(said.out).toContain('proved already: lenet-zero-bias');
  expect(existsSync(out)).toBe(false);
  expect((await conic(['mend', lenet('zero-bias'), '--out', out, '--force'])).status).toBe(0);
  expect(existsSync(out)).toBe(true);
});

test('what is there already is not overwritten', async () => {
  const out = place('taken.onnx');
  writeFileSync(out, 'mine');
  const { status, err } = await conic(['mend', lenet('bias'), '--out', out]);
  expect(status).toBe(2);
  expect(err).toContain('taken.onnx: found something that is there already; expected none.');
  expect(readFileSync(out, 'utf8')).toBe('mine');
});

test('a network that rounds its input is mended, and not called proved', async () => {
  const first = [{ op: 'Cast', inputs: ['image'], outputs: ['seen'], attributes: { to: { int: 1 } } }];
  const model = files.write('whole.onnx', smallNetwork({ type: 'uint8', first }));
  const { status, out } = await conic(['mend', model, '--out', place('whole-mended.onnx')]);
  expect(status).toBe(3);
  expect(out).toContain('an input of uint8, which holds whole numbers');
});

test.each([
  ['no model', ['mend'], 'MODEL: found nothing'],
  ['no place to write', ['mend', lenet('bias')], '--out: found nothing; expected a place to write to'],
  [
    'another kind of model',
    ['mend', resolve('examples/models/lenet-bias'), '--out', 'x'],
    'found a LayersModel, for which TF.js has no layers that divide',
  ],
  ['a statistic that needs images', ['mend', lenet('bias'), '--out', place('x'), '--by', 'mean'], 'and no images'],
  ['one that does not exist', ['mend', lenet('bias'), '--out', place('x'), '--by', 'median'], '--by: found "median"'],
  ['channels of a grey image', ['mend', lenet('bias'), '--out', place('x'), '--per-channel'], '--per-channel: found'],
])('%s is a mistake, and nothing is written', async (_, args, message) => {
  const before = readdirSync(files.folder);
  const { status, out, err } = await conic(args);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain(message);
  expect(readdirSync(files.folder)).toEqual(before);
});
