import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import sharp from 'sharp';
import { diffSchema } from '../../src/report/documents/diff.js';
import { convNet } from '../diff/convNet.js';
import { failsOnWhite, sums } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const int8 = resolve('examples/quantised/lenet-bias-int8.onnx');
const some = ['--images', samples, '--limit', '40', '--workers', '1'];

test('two models that differ: how much, where and what it looks like', async () => {
  const out = join(files.folder, 'out');
  const told = ['--scalars', '0.1..1', '--report', out, '--worst', '3'];
  const { status, out: said, err } = await conic(['diff', lenet('bias'), int8, ...some, ...told]);
  expect({ status, err }).toEqual({ status: 1, err: '' });
  expect(said).toContain('The networks part at the first Conv (Conv "conv1")');
  expect(said).toMatch(/the label agrees on \d+ of \d+ images: [\d.]+ % \([\d.]+ % to 100 %, 95 % confidence\)/);
  expect(said).toMatch(/accuracy on 40 labelled images: .*: \S+ points? \(\S+ to \S+ points?, 95 % confidence\)/);
  expect(said).toMatch(/violated: they disagree on \d+ of \d+ images, and along \d+ of \d+ rays/);

  const content: unknown = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  const report = diffSchema.parse(content);
  const validate = new Ajv2020().compile(JSON.parse(readFileSync('dist/diff.schema.json', 'utf8')));
  expect({ valid: validate(content), errors: validate.errors }).toEqual({ valid: true, errors: null });
  expect(report.findings[0]).toMatchObject({ kind: 'tensor', tensor: { by: 'name', node: 'Conv "conv1"' } });
  expect(report.clearest).toHaveLength(3);
  expect(report.images).toHaveLength(40);
  for (const { file, scores, scoresOther, scalar } of report.clearest) {
    const { width } = await sharp(join(out, file!)).metadata();
    expect(width).toBeGreaterThan(300);
    expect([scores.length, scoresOther.length]).toEqual([10, 10]);
    expect(scalar).toBeLessThanOrEqual(1);
  }
  for (const name of ['report.html', 'junit.xml', 'summary.md']) expect(existsSync(join(out, name))).toBe(true);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('compared with');
  // Something else is not replaced.
  expect((await conic(['diff', lenet('bias'), int8, ...some, '--report', samples])).status).toBe(2);
});

test('the same model in two formats', async () => {
  const folder = lenet('bias').replace('.onnx', '');
  const { status, out } = await conic(['diff', lenet('bias'), folder, ...some, '--scalars', '0.5..1', '--json']);
  expect(status).toBe(0);
  expect(diffSchema.parse(JSON.parse(out))).toMatchObject({
    verdict: 'held',
    model: { id: 'lenet-bias (first)' },
    other: { id: 'lenet-bias (second)' },
    agreement: { share: 1 },
    findings: [],
  });
});

test('a rate is allowed; made images need no folder', async () => {
  const made = ['--made', '100', '--seed', '1', '--no-rays', '--workers', '1'];
  expect((await conic(['diff', lenet('bias'), lenet('zero-bias'), ...made])).status).toBe(1);
  const { status, out } = await conic(['diff', lenet('bias'), lenet('zero-bias'), ...made, '--max-rate', '1']);
  expect({ status, out }).toMatchObject({ status: 0, out: expect.stringContaining('100 % of images may') });
});

test('what is told is told of both models, or with --with of the other alone', async () => {
  const [one, other] = [files.write('one.onnx', convNet()), files.write('other.onnx', convNet())];
  const made = ['--made', '40', '--seed', '1', '--no-rays', '--workers', '1'];
  const both = await conic(['diff', one, other, ...made, '--mean', '0.4', '--std', '0.5']);
  expect(both.status).toBe(0);
  const alone = await conic(['diff', one, other, ...made, '--claim', 'scores', '--mean', '0.4', '--with-range', '0,1']);
  expect(alone).toMatchObject({
    status: 1,
    out: expect.stringContaining('is fed otherwise: with the missing step "subtract 0.4"'),
  });
});

describe('mistakes name the model', () => {
  const grey = files.write('grey.onnx', sums({ metadata: { labels: '["a","b"]' } }));
  const colour = files.write('colour.onnx', convNet());

  test.each<[string, readonly string[], string]>([
    ['other numbers of labels', [grey, colour], 'labels of grey and colour: found 2 labels in grey and 5 in colour'],
    ['no second model', [colour], 'OTHER: found nothing; expected two models'],
    ['no such model', [colour, 'gone.onnx'], 'gone.onnx: found no such file'],
    ['a setting', [colour, colour, '--max-rate', '2'], '--max-rate: found 2'],
    ['a setting of the other', [colour, colour, '--with-mean', 'x'], '--with-mean'],
  ])('%s', async (_, args, message) => {
    const { status, out, err } = await conic(['diff', ...args, '--workers', '1']);
    expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringContaining(message) });
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('one that fails in the middle', async () => {
    const white = files.write('white.onnx', failsOnWhite());
    const told = ['--with-labels', files.write('names.txt', 'a\nb\n'), '--scalars', '1..64', '--workers', '1'];
    const { status, err } = await conic(['diff', grey, white, ...told]);
    expect({ status, err }).toMatchObject({ status: 2, err: expect.stringMatching(/^conic: .*white/) });
  });
});

test('image files are read for each model as it takes them', async () => {
  const [one, other] = [files.write('small.onnx', convNet()), files.write('large.onnx', convNet({ side: 16 }))];
  const folder = join(files.folder, 'pictures');
  mkdirSync(folder);
  for (let i = 0; i < 6; i++)
    await sharp({ create: { width: 16, height: 16, channels: 3, background: { r: 40 * i, g: 255 - 40 * i, b: 90 } } })
      .png()
      .toFile(join(folder, `picture${i}.png`));
  const { status, out } = await conic([
    'diff',
    one,
    other,
    '--images',
    folder,
    '--resize',
    '--workers',
    '1',
    '--json',
    '--no-rays',
  ]);
  expect([0, 1]).toContain(status);
  const { counts, assumed, assumedOther } = diffSchema.parse(JSON.parse(out));
  expect(counts.images).toBe(6);
  expect([assumed.shape.height, assumedOther.shape.height]).toEqual([8, 16]);
});

describe('agreement as a property', () => {
  test('is tried with --with, stored with the other model, and replayed', async () => {
    const store = join(files.folder, 'store');
    const told = ['--with', lenet('bias'), '--property', 'agreement', '--seed', '1', '--store', store];
    const checked = await conic(['check', int8, ...told, '--cases', '1000']);
    expect(checked).toMatchObject({ status: 1, out: expect.stringContaining('(lenet-bias) became') });
    const again = await conic(['replay', store, '--model', int8]);
    expect(again).toMatchObject({ status: 1, out: expect.stringContaining('STILL FAILING') });
    const fixed = await conic(['replay', store, '--model', lenet('bias')]);
    expect(fixed).toMatchObject({ status: 0, out: expect.stringContaining('FIXED') });
    const itself = await conic(['replay', store, '--model', int8, '--with', int8]);
    expect(itself).toMatchObject({ status: 0, out: expect.stringContaining('FIXED') });
    const gone = await conic(['replay', store, '--model', int8, '--with', 'gone.onnx']);
    expect(gone).toMatchObject({ status: 3, out: expect.stringContaining('its other model cannot be opened') });
  });

  test('needs another model', async () => {
    const { status, err } = await conic(['check', int8, '--property', 'agreement']);
    expect({ status, err }).toMatchObject({ status: 2, err: expect.stringContaining('--with: found nothing') });
  });
});
