import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const place = (name: string): string => join(files.folder, name);
// Groups of eight images: five, for three parts.
const hunt = [
  'hunt',
  lenet('bias'),
  '--images',
  samples,
  '--limit',
  '40',
  '--batch-limit',
  '4',
  '--worst',
  '3',
  '--workers',
  '1',
];

/** Without what two runs never share. */
const lasting = (json: string): string =>
  json.replaceAll(/"durationMs": ?\d+/g, '"durationMs": 0').replace(/"environment": \{[^}]*\}/, '"environment": {}');

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();

/** A part without its times, and without the sum over them. Seeds of stored flips are drawn anew and say nothing. */
const content = (file: string): string =>
  readFileSync(place(file), 'utf8')
    .replaceAll(/"(durationMs|seed)": -?\d+/g, '"$1": 0')
    .replace(/"sha256": "\w+"/, '');

test('a hunt in three parts, merged, is the single hunt to the last bit: report, journal, curves and sheet', async () => {
  const single = await conic([...hunt, '--out', place('single'), '--store', place('single-store')]);
  expect(single.status).toBe(1);
  for (const shard of ['1/3', '2/3', '3/3']) {
    const part = await conic([...hunt, '--shard', shard, '--parts', place('parts'), '--store', place('none')]);
    expect(part).toMatchObject({
      err: '',
      out: expect.stringMatching(/part \d of 3\n {2}(8|16) images, \d+ with a flip\n/),
    });
  }
  expect(filesIn(place('parts'))).toEqual([1, 2, 3].map((i) => `hunt-${i}-of-3.part.json`));
  const merged = await conic(['merge', place('parts'), '--report', place('merged'), '--store', place('store')]);
  expect(merged).toMatchObject({ status: 1, err: '' });
  const names = filesIn(place('single'));
  expect(filesIn(place('merged'))).toEqual(names);
  for (const name of names.filter((one) => /\.(png|svg|jsonl)$/.test(one))) {
    const [was, is] = ['single', 'merged'].map((folder) => readFileSync(join(place(folder), name)));
    expect({ name, same: was!.equals(is!) }).toEqual({ name, same: true });
  }
  const [was, is] = ['single', 'merged'].map((folder) => lasting(readFileSync(place(`${folder}/hunt.json`), 'utf8')));
  expect(is).toBe(was);
  expect(filesIn(place('store'))).toEqual(filesIn(place('single-store')));
}, 120_000);

test('a part that is killed leaves its journal and no part, and goes on from there', async () => {
  const long = hunt.map((word) => (word === '40' ? '120' : word));
  const part = [...long, '--shard', '1/2', '--read-only'];
  const journal = place('cut/hunt-1-of-2.journal/hunt.jsonl');
  const killed = await conic([...part, '--parts', place('cut')], {
    meanwhile: (child) => {
      const looking = setInterval(() => {
        if (!existsSync(journal) || readFileSync(journal, 'utf8').split('\n').length < 4) return;
        clearInterval(looking);
        child.kill('SIGKILL');
      }, 5);
      child.on('exit', () => clearInterval(looking));
    },
  });
  expect(killed.signal).toBe('SIGKILL');
  expect(existsSync(place('cut/hunt-1-of-2.part.json'))).toBe(false);
  expect((await conic([...part, '--parts', place('cut')])).err).toContain('Add --resume to go on with it');
  expect(await conic([...part, '--parts', place('cut'), '--resume'])).toMatchObject({ err: '' });
  await conic([...part, '--parts', place('whole')]);
  expect(content('cut/hunt-1-of-2.part.json')).toBe(content('whole/hunt-1-of-2.part.json'));
  expect(filesIn(place('cut')).filter((name) => !name.startsWith('.'))).toEqual(['hunt-1-of-2.part.json']);
}, 120_000);

test('parts of several verbs are no run, and a hunt wants a folder', async () => {
  expect(await conic(['merge', place('parts')])).toMatchObject({
    status: 2,
    err: expect.stringContaining('--report: found nothing; expected a folder for the hunt'),
  });
  const check = [
    'check',
    lenet('bias'),
    '--images',
    samples,
    '--limit',
    '40',
    '--seed',
    '1',
    '--cases',
    '3',
    '--read-only',
  ];
  await conic([...check, '--shard', '1/3', '--parts', place('other'), '--property', 'scalar-invariance']);
  const mixed = await conic(['merge', place('parts'), place('other/check-1-of-3.part.json'), '--report', place('no')]);
  expect(mixed.status).toBe(2);
  expect(mixed.err).toContain('verb check; expected verb hunt, as ');
});
