import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { halves } from '../gate/models.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { failsOnWhite } from '../models/smallModels.js';
import { conic, type Circumstances } from './conic.js';

const files = temporaryFiles();
afterAll(files.remove);
files.write('good.onnx', halves());
files.write('biased.onnx', halves(0.6));
files.write('fails.onnx', failsOnWhite());

const gate = (args: readonly string[], circumstances: Circumstances = {}) =>
  conic(['gate', ...args], { cwd: files.folder, ...circumstances });

const config = (name: string, content: object): string => {
  files.write(name, JSON.stringify({ seed: 1, ...content }));
  return name;
};

const zeroImage = { atMost: 0.51 };

test('0: pass, with the plan before and the verdict at the end', async () => {
  const properties = { 'scalar-invariance': { rate: { atMost: 0.1 } } };
  const { status, out, err } = await gate([
    '--config',
    config('pass.json', { model: 'good.onnx', properties, zeroImage }),
  ]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(/^plan: scalar-invariance: 29 cases needed to show that at most 10 % of cases are violated/);
  expect(out).toMatch(/pass.*\n$/);
});

test('1: fail; --fail-on warn makes a warning one', async () => {
  expect((await gate(['--config', config('fail.json', { model: 'biased.onnx', zeroImage })])).status).toBe(1);
  const warn = config('warn.json', { model: 'biased.onnx', zeroImage: { ...zeroImage, severity: 'warn' } });
  expect((await gate(['--config', warn])).status).toBe(0);
  expect((await gate(['--config', warn, '--fail-on', 'warn'])).status).toBe(1);
});

test('3: inconclusive', async () => {
  const properties = { 'scalar-invariance': { noneViolated: true, cases: 20, leastCases: 10 } };
  const file = config('few.json', { model: 'good.onnx', properties, scalars: { min: 1, max: 1 } });
  expect((await gate(['--config', file])).status).toBe(3);
  const warning = { 'scalar-invariance': { noneViolated: true, cases: 20, severity: 'warn' } };
  const warned = config('warned.json', { model: 'good.onnx', properties: warning, scalars: { min: 1, max: 1 } });
  expect((await gate(['--config', warned])).status).toBe(3);
  const long = { 'scalar-invariance': { noneViolated: true, cases: 10_000_000 } };
  const limited = config('long.json', { model: 'good.onnx', properties: long });
  const { status, out } = await gate(['--config', limited, '--time-limit', '0.2']);
  expect(status).toBe(3);
  expect(out).toContain('the time limit came after');
});

test('2: an error, in one line, whatever it is', async () => {
  const good = config('good.json', { model: 'good.onnx', zeroImage });
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--config', 'none.ts'], 'conic: none.ts: found no such file'],
    [
      ['--config', config('typo.json', { model: 'good.onnx', zeroImage, bseline: 'x' })],
      'conic: typo.json: found the unknown key "bseline"; expected one of ',
    ],
    [
      ['--config', config('kind.json', { model: 'good.onnx', zeroImage: { atMost: 'x' } })],
      'conic: kind.json: zeroImage.atMost: found "x"; expected a number',
    ],
    [
      [
        '--config',
        config('tiny.json', { model: 'good.onnx', properties: { 'scalar-invariance': { rate: { atMost: 1e-9 } } } }),
      ],
      'conic: tiny.json: properties.scalar-invariance.rate.atMost: found 1e-9',
    ],
    [['--config', good, '--baseline', 'none.json'], 'conic: good.json: baseline: found no file'],
    [
      ['--config', good, '--accept'],
      'conic: --reason: found nothing; expected --accept with --reason TEXT and --expires YYYY-MM-DD',
    ],
    [['--config', good, '--reason', 'x'], 'conic: --accept: found nothing'],
    [
      ['--config', good, '--accept', '--reason', 'x', '--expires', '2001-01-01'],
      'conic: --expires: found "2001-01-01"',
    ],
    [['--config', good, '--expires', 'soon'], 'conic: --expires: found "soon"; expected a day as YYYY-MM-DD'],
    [['--config', good, '--fail-on', 'never'], 'conic: --fail-on: found "never"'],
    [['--config', good, '--model', 'none.onnx'], 'none.onnx: found no such file'],
    [['--config', good, '--report', '.'], 'found the working folder, or one above it'],
    [['--config', good, '--report', 'good.onnx'], 'found a file in its place or above it'],
    [['--config', good, '--seed', '1.5'], 'conic: --seed: found 1.5; expected a whole number'],
    [
      [
        '--config',
        config('fails.json', { model: 'fails.onnx', properties: { 'scalar-invariance': { noneViolated: true } } }),
      ],
      'found onnxruntime failing',
    ],
  ];
  for (const [args, message] of wrong) {
    const { status, err } = await gate(args);
    expect({ args, status }).toEqual({ args, status: 2 });
    expect(err).toContain(message);
    expect(err.trimEnd()).toMatch(/^conic: [^\n]*$/);
  }
});

test('without --config the usual names are tried', async () => {
  const folder = join(files.folder, 'usual');
  expect((await gate([], { cwd: files.folder })).err).toContain(
    'conic: --config: found no configuration in this folder',
  );
  const { status } = await conic(['init', join(files.folder, 'good.onnx'), '--dir', folder]);
  expect(status).toBe(0);
  const said = await gate([], { cwd: folder });
  expect(said.err).toContain('samples');
  expect(said.status).toBe(2);
});

test('--json prints the report alone; --report writes it; --accept takes responsibility', async () => {
  const file = config('accept.json', { model: 'biased.onnx', zeroImage, accepted: 'known.json' });
  const args = ['--config', file, '--json', '--report', 'out', '--seed', '5'];
  const first = await gate(args);
  expect(first.status).toBe(1);
  const report: unknown = JSON.parse(first.out);
  expect(report).toEqual(JSON.parse(readFileSync(join(files.folder, 'out/report.json'), 'utf8')));
  expect(report).toMatchObject({ verdict: 'fail', seed: 5 });
  expect(readdirSync(join(files.folder, 'out/counterexamples/zero-image'))).toContain('picture.png');
  const accepting = await gate([...args, '--accept', '--reason', 'known', '--expires', '2999-12-31']);
  expect(accepting.status).toBe(0);
  const later = await gate(args);
  expect(later.status).toBe(0);
  expect(JSON.parse(later.out)).toMatchObject({
    verdict: 'pass',
    limits: [{ outcome: 'accepted', accepted: { reason: 'known' } }],
  });
});

test('paths of flags are relative to the working folder, those of the configuration to its own', async () => {
  const sub = join(files.folder, 'sub');
  await conic(['init', join(files.folder, 'good.onnx'), '--dir', sub]);
  files.write('sub/conic.config.json', JSON.stringify({ model: '../biased.onnx', seed: 1, zeroImage, report: 'mine' }));
  expect((await gate(['--config', 'sub/conic.config.json'])).status).toBe(1);
  expect(readdirSync(join(sub, 'mine'))).toContain('report.json');
  expect((await gate(['--config', 'sub/conic.config.json', '--model', 'good.onnx', '--report', 'yours'])).status).toBe(
    0,
  );
  expect(readdirSync(join(files.folder, 'yours'))).toContain('report.json');
});
