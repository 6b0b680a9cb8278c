import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { huntSchema } from '../../src/report/documents/hunt.js';
import { timeLeft } from '../../src/cli/huntProgress.js';
import sharp from 'sharp';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic, type Said } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const place = (name: string): string => join(files.folder, name);
const bags = join(samples, 'bag');

const huntOf = (model: string, images: string, out: string, ...more: readonly string[]) => [
  'hunt',
  model,
  '--images',
  images,
  '--out',
  out,
  ...more,
];

const reportIn = (out: string) => huntSchema.parse(JSON.parse(readFileSync(join(out, 'hunt.json'), 'utf8')));

test('the worst flips are kept, and replayed; the nodes to blame are named', async () => {
  const [out, store] = [place('kept'), place('store')];
  const hunted = await conic(huntOf(lenet('bias'), bags, out, '--worst', '2', '--store', store));
  expect(hunted.out).toContain('conv1 (Conv): a bias: 6 of 6 are not 0');
  expect(reportIn(out).culprits).toHaveLength(5);
  const again = await conic(['replay', store, '--model', lenet('bias')]);
  expect(again.status).toBe(1);
  expect(again.out.match(/STILL FAILING/g)?.length).toBeGreaterThanOrEqual(2);
  const fixed = await conic(['replay', store, '--model', lenet('zero-bias')]);
  expect({ status: fixed.status, out: fixed.out }).toMatchObject({ status: 0, out: expect.stringContaining('FIXED') });
});

test('a flip below 1 is tried first by a check that limits to white', async () => {
  const store = place('for-check');
  await conic(huntOf(lenet('bias'), bags, place('hunted'), '--worst', '1', '--store', store, '--scalars', '0.01..1'));
  const told = ['--images', bags, '--property', 'scalar-invariance', '--store', store, '--read-only', '--json'];
  const report = JSON.parse((await conic(['check', lenet('bias'), ...told])).out);
  expect(report.results[0].counterexample).toMatchObject({ example: 0 });
});

test('--exact computes what the search found, for the worst', async () => {
  const out = place('exact');
  await conic(huntOf(lenet('bias'), bags, out, '--worst', '2', '--exact', '--read-only', '--scalars', '0.01..1'));
  const { worst, results } = reportIn(out);
  expect(worst).toHaveLength(2);
  for (const { index, ray } of worst) {
    expect(ray?.word).toMatch(/^proved/);
    const { below } = results[index]!;
    expect(ray!.nearest! / below!.scalar).toBeCloseTo(1, 4);
    expect(ray!.intervals.at(-1)?.label).toBe(results[index]!.label);
  }
});

test('--read-only keeps nothing', async () => {
  const [out, store] = [place('unkept'), place('no-store')];
  await conic(huntOf(lenet('bias'), bags, out, '--worst', '2', '--store', store, '--read-only'));
  expect(existsSync(store)).toBe(false);
});

/** Everything but times. */
const timeless = (out: string): string =>
  readFileSync(join(out, 'hunt.json'), 'utf8').replace(/"durationMs": \d+/, '"durationMs": 0');

test('a biased network: flips, pictures of the right size, and a report of the form that ships', async () => {
  const out = place('biased');
  const said = await conic(huntOf(lenet('bias'), bags, out, '--worst', '3', '--simplify'));
  expect({ status: said.status, err: said.err }).toEqual({ status: 1, err: '' });
  expect(said.out).toMatch(/violated: \d+ of 20 images flip\n$/);
  expect(said.out).toContain('black is ');
  const report = reportIn(out);
  const accepts = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync('dist/hunt.schema.json', 'utf8')));
  accepts(JSON.parse(readFileSync(join(out, 'hunt.json'), 'utf8')));
  expect(accepts.errors).toBe(null);
  expect(report).toMatchObject({ verdict: 'violated', planned: 20, files: ['sheet.png'] });
  expect(report.assumed.overflow).toBe('allow');
  expect(report.worst).toHaveLength(3);
  for (const { files: drawn, simplest, index } of report.worst) {
    expect(drawn).toHaveLength(3);
    for (const file of drawn) expect(existsSync(join(out, file))).toBe(true);
    expect(await sharp(join(out, drawn[2]!)).metadata()).toMatchObject({ width: 28, height: 28 });
    expect((await sharp(join(out, drawn[1]!)).metadata()).width).toBeGreaterThan(1000);
    const { below, above } = report.results[index]!;
    const reach = Math.max(
      ...[below, above].map((flip) =>
        flip === undefined ? 0 : Math.min(flip.witness.scalar, 1 / flip.witness.scalar),
      ),
    );
    expect(Math.min(simplest!.scalar, 1 / simplest!.scalar)).toBeGreaterThanOrEqual(reach);
  }
  // Four views a case, two cases a row.
  expect(await sharp(join(out, 'sheet.png')).metadata()).toMatchObject({ width: 2 * 752, height: 2 * 368 });
});

test('a network without biases holds, which is said of the scalars tried alone', async () => {
  const out = place('held');
  const said = await conic(huntOf(lenet('zero-bias'), bags, out));
  expect({ status: said.status, err: said.err }).toEqual({ status: 0, err: '' });
  expect(said.out).toMatch(/held: no flip at any scalar tried for 20 images of lenet-zero-bias\n$/);
  expect(reportIn(out).summary).toMatchObject({
    flipped: 0,
    unflipped: 20,
    widestStep: expect.closeTo(2, 5),
    homogeneous: 20,
    zero: { tie: true },
  });
  expect(readdirSync(out).toSorted()).toEqual(['hunt.json', 'hunt.jsonl', 'junit.xml', 'report.html', 'summary.md']);
});

test('the same hunt gives the same report apart from times, whatever the number of workers', async () => {
  const [one, other] = [place('same-1'), place('same-2')];
  await conic(huntOf(lenet('bias'), bags, one, '--worst', '1', '--workers', '1'));
  await conic(huntOf(lenet('bias'), bags, other, '--worst', '1', '--workers', '1'));
  expect(timeless(one)).toBe(timeless(other));
  await conic(huntOf(lenet('bias'), bags, other, '--worst', '1', '--workers', '2'));
  expect(reportIn(other).results).toEqual(reportIn(one).results);
});

const withSignals = process.platform === 'win32' ? test.skip : test;

/** A hunt that takes a while: small batches, one worker, all images. */
const long = (out: string, ...more: readonly string[]) =>
  huntOf(lenet('bias'), samples, out, '--batch-limit', '2', '--workers', '1', '--worst', '2', ...more);

/** Runs a hunt and sends it a signal when so many images are in its journal. */
function stopped(out: string, lines: number, signal: NodeJS.Signals) {
  return conic(long(out), {
    meanwhile: (child) => {
      const timer = setInterval(() => {
        const journal = join(out, 'hunt.jsonl');
        if (!existsSync(journal) || readFileSync(journal, 'utf8').split('\n').length <= lines) return;
        // Once: a second signal would end it at once.
        clearInterval(timer);
        child.kill(signal);
      }, 2);
      child.on('close', () => clearInterval(timer));
    },
  });
}

withSignals('killed in the middle and resumed, it comes to the same report', async () => {
  const [whole, killed] = [place('whole'), place('killed')];
  expect((await conic(long(whole))).status).toBe(1);
  expect((await stopped(killed, 20, 'SIGKILL')).signal).toBe('SIGKILL');
  expect(existsSync(join(killed, 'hunt.json'))).toBe(false);
  // As if it had been in the middle of a line.
  appendFileSync(join(killed, 'hunt.jsonl'), '{"index":');

  const refused = await conic(long(killed));
  expect(refused).toMatchObject({ status: 2, out: '' });
  expect(refused.err).toContain('Add --resume to go on with it');

  const other = await conic(long(killed, '--resume', '--scalars', '0.01..1'));
  expect(other).toMatchObject({ status: 2, out: '' });
  expect(other.err).toContain('scalars (0.0001..10000, now 0.01..1)');

  expect((await conic(long(killed, '--resume'))).status).toBe(1);
  expect(timeless(killed)).toBe(timeless(whole));
  expect(readFileSync(join(killed, 'hunt.jsonl'))).toEqual(readFileSync(join(whole, 'hunt.jsonl')));
  for (const file of ['sheet.png', ...reportIn(whole).worst.flatMap(({ files: drawn }) => drawn)])
    expect(readFileSync(join(killed, file)).equals(readFileSync(join(whole, file)))).toBe(true);
});

withSignals(
  'a second hunt in the same folder is refused while the first is at work, whatever its settings',
  async () => {
    const out = place('shared');
    let second: Promise<Said> | undefined;
    const first = await conic(long(out), {
      meanwhile: (child) => {
        const timer = setInterval(() => {
          if (!existsSync(join(out, 'hunt.jsonl'))) return;
          clearInterval(timer);
          second = conic(huntOf(lenet('zero-bias'), bags, out, '--scalars', '0.01..1'));
        }, 2);
        child.on('close', () => clearInterval(timer));
      },
    });
    expect(await second).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining('expected one run at a time'),
    });
    expect(first.status).toBe(1);
    expect(reportIn(out)).toMatchObject({ model: { id: 'lenet-bias' }, planned: 200 });
    expect(readdirSync(dirname(out)).filter((name) => name.endsWith('.lock'))).toEqual([]);
  },
);

withSignals('Ctrl-C keeps what there is, and exits with status 3', async () => {
  const out = place('interrupted');
  const said = await stopped(out, 10, 'SIGINT');
  expect(said).toMatchObject({ status: 3, err: 'conic: stopping with what there is; Ctrl-C again ends at once\n' });
  expect(said.out).toMatch(/inconclusive: stopped after \d+ of 200 images/);
  const report = reportIn(out);
  expect(report).toMatchObject({ verdict: 'inconclusive', reason: 'aborted', planned: 200 });
  expect(report.results.length).toBeGreaterThan(5);
  expect((await conic(long(out, '--resume'))).status).toBe(1);
  expect(reportIn(out).results).toHaveLength(200);
});

test('a folder that holds something else is left alone; an earlier hunt is replaced', async () => {
  const out = place('mine');
  mkdirSync(out);
  writeFileSync(join(out, 'notes.txt'), 'mine');
  const said = await conic(huntOf(lenet('bias'), bags, out));
  expect(said).toMatchObject({ status: 2, out: '' });
  expect(said.err).toContain('holds something else (notes.txt)');
  expect(readdirSync(out)).toEqual(['notes.txt']);

  const again = place('held');
  expect((await conic(huntOf(lenet('bias'), bags, again, '--worst', '0'))).status).toBe(1);
  expect(reportIn(again).model.id).toBe('lenet-bias');
});

test('--json prints the report alone; --exact-float locates to neighbouring floats', async () => {
  const said = await conic(huntOf(lenet('bias'), bags, place('json'), '--json', '--exact-float', '--worst', '0'));
  const report = huntSchema.parse(JSON.parse(said.out));
  const flips = report.results.flatMap(({ below }) => (below === undefined ? [] : [below]));
  expect(flips.length).toBeGreaterThan(0);
  for (const { kept, scalar } of flips) expect(kept.scalar / scalar - 1).toBeLessThan(1.3e-7);
});

test.each([
  [['hunt'], 'MODEL: found nothing'],
  [['hunt', lenet('bias'), '--out', 'x'], '--images: found nothing'],
  [['hunt', lenet('bias'), '--images', bags], '--out: found nothing'],
  [
    ['hunt', lenet('bias'), '--images', bags, '--out', 'x', '--scalars', '2..3'],
    '--scalars: found 2..3; expected a range with 1',
  ],
  [['hunt', lenet('bias'), '--images', bags, '--out', 'x', '--worst', '-1'], '--worst: found -1'],
  [['hunt', lenet('bias'), '--images', bags, '--out', 'x', '--overflow', 'drop'], '--overflow: found "drop"'],
])('mistakes are said in one line: %j', async (args, message) => {
  const said = await conic(args, { cwd: files.folder });
  expect(said).toMatchObject({ status: 2, out: '' });
  expect(said.err).toContain(message);
  expect(said.err).not.toMatch(/^\s+at /m);
});

test('the time left, in words', () => {
  expect(timeLeft({ done: 0, planned: 10, flipped: 0, evaluations: 0 }, 5)).toBe('starting');
  expect(timeLeft({ done: 50, planned: 100, flipped: 0, evaluations: 5000 }, 10_000)).toBe('10 s left');
  expect(timeLeft({ done: 10, planned: 1000, flipped: 0, evaluations: 1000 }, 10_000)).toBe('16 min 30 s left');
  expect(timeLeft({ done: 10, planned: 100_000, flipped: 0, evaluations: 1000 }, 1000)).toBe('2 h 47 min left');
});
