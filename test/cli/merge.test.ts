import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic, expectMistake } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const place = (name: string): string => join(files.folder, name);
const asked = [lenet('bias'), '--images', samples, '--limit', '30', '--seed', '7', '--cases', '40'];
const chosen = ['--property', 'scalar-invariance', 'zero-image-uniformity'];
const run = ['check', ...asked, ...chosen, '--measure'];

/** Without what two runs never share, and how often the model was asked. */
const lasting = (json: string): string =>
  json
    .replaceAll(/"(durationMs|evaluated)": \d+/g, '"$1": 0')
    .replace(/"environment": \{[^}]*\}/, '"environment": {}')
    .replaceAll(place('single-store'), place('store'));

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();

test('a run in three parts, merged, is the single run: report, pictures, store and exit status', async () => {
  const single = await conic([...run, '--store', place('single-store'), '--report', place('single')]);
  const shards = ['1/3', '2/3', '3/3'];
  const parts: Awaited<ReturnType<typeof conic>>[] = [];
  for (const shard of shards)
    parts.push(await conic([...run, '--store', place('none'), '--shard', shard, '--parts', place('parts')]));
  expect(parts.map(({ status, err }) => ({ status, err }))).toEqual(shards.map(() => ({ status: 1, err: '' })));
  expect(parts[1]?.out).toMatch(/part 2 of 3\n {2}scalar-invariance: 13 cases, \d+ violated: violated\n/);
  expect(filesIn(place('parts'))).toEqual(shards.map((_, i) => `check-${i + 1}-of-3.part.json`));
  expect(existsSync(place('none'))).toBe(false);

  const merged = await conic(['merge', place('parts'), '--store', place('store'), '--report', place('merged')]);
  expect(merged).toMatchObject({ status: single.status, err: '' });
  const [one, other] = [place('single'), place('merged')];
  expect(filesIn(other)).toEqual(filesIn(one));
  expect(lasting(readFileSync(join(other, 'report.json'), 'utf8'))).toBe(
    lasting(readFileSync(join(one, 'report.json'), 'utf8')),
  );
  for (const file of [one, place('single-store')]
    .flatMap(filesIn)
    .filter((name) => /\.(png|npy)$|case\.json$/.test(name))) {
    const [was, is] = existsSync(join(one, file)) ? [one, other] : [place('single-store'), place('store')];
    expect({ file, same: readFileSync(join(is, file)).equals(readFileSync(join(was, file))) }).toEqual({
      file,
      same: true,
    });
  }
  expect(filesIn(place('store'))).toEqual(filesIn(place('single-store')));
});

test('a part has the form that ships', () => {
  const shipped: object = JSON.parse(readFileSync('dist/part.schema.json', 'utf8'));
  const accepts = new Ajv2020({ allErrors: true, strict: false }).compile(shipped);
  const part: unknown = JSON.parse(readFileSync(place('parts/check-1-of-3.part.json'), 'utf8'));
  expect({ accepted: accepts(part), errors: accepts.errors }).toEqual({ accepted: true, errors: null });
});

test('a damaged part is refused by its name, and so is what is none', async () => {
  const whole = readFileSync(place('parts/check-2-of-3.part.json'), 'utf8');
  const damaged: readonly (readonly [string, string])[] = [
    [whole.slice(0, 500), 'a damaged file: no JSON'],
    ['', 'a damaged file: no JSON'],
    [whole.replace(/"violated": \d+/, '"violated": 0'), 'its checksum is another'],
    ['{}', 'another form: verb: '],
    [whole.replace(/"conic": "[^"]*"/, '"conic": "0.0.9"'), 'a part by conic 0.0.9; expected parts by conic'],
  ];
  for (const [i, [content, message]] of damaged.entries()) {
    const file = files.write(`damaged-${i}.part.json`, content);
    const { status, out, err } = await conic(['merge', place('parts/check-1-of-3.part.json'), file]);
    expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringContaining(`conic: ${file}: found`) });
    expect(err).toContain(message);
  }
});

test('a part that was run twice counts once; one that found something else is refused', async () => {
  const again = await conic([...run, '--shard', '3/3', '--parts', place('again'), '--store', place('none')]);
  expect(again.status).toBe(1);
  const both = [place('parts'), place('again')];
  expect((await conic(['merge', ...both, '--read-only', '--json'])).status).toBe(1);
  const limited = await conic(['merge', place('parts/check-1-of-3.part.json'), '--read-only']);
  expect(limited).toMatchObject({ status: 2, err: expect.stringContaining('found 1 of 3 parts: 2 to 3 missing') });
});

test.each<[readonly string[], string]>([
  [[lenet('bias'), '--shard', '1/2'], '--seed: found none with --shard; expected the same seed for every part.'],
  [[...asked, '--shard', '3/2'], '--shard: found "3/2"; expected a part from 1 to 2.'],
  [[...asked, '--shard', 'auto'], '--shard: found auto, where none of'],
  [[...asked, '--shard', '1/2', '--report', 'out'], '--report: found out for a part of a run; expected none'],
  [[...asked, ...chosen.slice(0, 2), '--shard', '1/2', '--path', '3'], '--path: found 3 with --shard'],
  [[...asked, '--parts', 'there'], '--parts: found there, and the whole run is asked for'],
])('%j is a mistake', async (args, message) => {
  await expectMistake(args, message);
});

test('more parts than cases: some have nothing to do, and say so', async () => {
  const small = [
    'check',
    lenet('zero-bias'),
    '--images',
    samples,
    '--limit',
    '5',
    '--seed',
    '1',
    '--cases',
    '1',
    '--read-only',
  ];
  const only = [...small, '--property', 'scalar-invariance'];
  const first = await conic([...only, '--shard', '1/2', '--parts', place('small')]);
  expect(first).toMatchObject({ status: 0, out: expect.stringContaining('no cases: there are more parts than cases') });
  await conic([...only, '--shard', '2/2', '--parts', place('small')]);
  expect(await conic(['merge', place('small'), '--read-only'])).toMatchObject({ status: 0, err: '' });
});

test('a model that is fed wrongly is known as such where the first part has no case', async () => {
  const few = [lenet('zero-bias'), '--images', samples, '--seed', '1', '--mean', '5', '--scalars', '0.9..1'];
  const wrong = ['check', ...few, '--cases', '2', '--property', 'scalar-invariance'];
  const single = await conic([...wrong, '--report', place('wrong-single')]);
  for (const shard of ['1/3', '2/3', '3/3']) await conic([...wrong, '--shard', shard, '--parts', place('wrong')]);
  const merged = await conic(['merge', place('wrong'), '--report', place('wrong-merged')]);
  expect([merged.status, single.status]).toEqual([3, 3]);
  const [one, other] = ['wrong-single', 'wrong-merged'].map((name) =>
    readFileSync(place(`${name}/report.json`), 'utf8'),
  );
  expect(one).toContain('"misfed"');
  expect(lasting(other ?? '')).toBe(lasting(one ?? ''));
});

test('an interrupted part is not written, and its status says that it is to be done again', async () => {
  const long = ['check', lenet('zero-bias'), '--images', samples, '--seed', '1', '--cases', '5000000', '--measure'];
  const { status, err } = await conic([...long, '--shard', '1/2', '--parts', place('cut'), '--read-only'], {
    meanwhile: (child) => setTimeout(() => child.kill('SIGTERM'), 4000),
  });
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('so none is written') });
  expect(existsSync(place('cut/check-1-of-2.part.json'))).toBe(false);
}, 60_000);
