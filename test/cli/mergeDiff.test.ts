import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const run = (...args: readonly string[]) => conic(args, { cwd: files.folder });
const int8 = resolve('examples/quantised/lenet-bias-int8.onnx');
const diff = ['diff', lenet('bias'), int8, '--made', '300', '--seed', '3'];
const models = ['--model', lenet('bias'), '--other', int8];
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(files.folder, folder), { recursive: true, encoding: 'utf8' }).toSorted();
const content = (file: string): Buffer => readFileSync(join(files.folder, file));

/** Without what two runs never share. */
const lasting = (file: string): string =>
  content(file)
    .toString()
    .replaceAll(/"durationMs": \d+/g, '"durationMs": 0')
    .replace(/"environment": \{[^}]*\}/, '"environment": {}')
    .replace(/"evaluated": \{[^}]*\}/, '"evaluated": {}');

test('a comparison in two parts, merged, is the single one, with what differs in the models', async () => {
  const single = await run(...diff, '--report', 'single');
  for (const shard of ['2/2', '1/2'])
    expect(await run(...diff, '--shard', shard)).toMatchObject({
      status: 1,
      err: '',
      out: expect.stringMatching(/part \d of 2\n {2}(44|256) images, \d+ with a disagreement\n/),
    });
  expect(await run('merge', '--report', 'merged', ...models)).toMatchObject({ status: single.status, err: '' });
  expect(lasting('single/report.json')).toContain('The networks part at');
  expect(lasting('merged/report.json')).toBe(lasting('single/report.json'));
  expect(filesIn('merged')).toEqual(filesIn('single'));
  const pictures = filesIn('single').filter((name) => name.endsWith('.png'));
  expect(pictures).toHaveLength(12);
  for (const name of pictures) expect(content(join('merged', name)).equals(content(join('single', name)))).toBe(true);
}, 60_000);

test('what is missing, or of other models, images or claims, is refused by its name', async () => {
  await run(...diff.slice(0, 2), lenet('zero-bias'), ...diff.slice(3), '--shard', '2/2', '--parts', 'other');
  await run(...diff.slice(0, 3), '--made', '299', '--seed', '3', '--shard', '2/2', '--parts', 'images');
  await run(...diff, '--claim', 'ranking', '--shard', '2/2', '--parts', 'claim');
  const [first, second] = [1, 2].map((i) => `conic-parts/diff-${i}-of-2.part.json`);
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [[first!], 'found 1 of 2 parts: 2 missing'],
    [[first!, 'other/diff-2-of-2.part.json'], 'found a part of another run: option other'],
    [[first!, 'images/diff-2-of-2.part.json'], 'found a part of another run: option made 299'],
    [[first!, 'claim/diff-2-of-2.part.json'], 'found a part of another run: option claim ranking'],
    [[first!, second!], '--model: found nothing, and the two models differ; expected lenet-bias'],
    [[first!, second!, '--model', int8, '--other', int8], `--model: found ${int8}, whose digest is`],
  ];
  for (const [args, message] of wrong)
    expect(await run('merge', ...args)).toMatchObject({ status: 2, out: '', err: expect.stringContaining(message) });
  expect(await run('merge', first!, second!, first!, ...models)).toMatchObject({ status: 1, err: '' });
  const seedless = await run(...diff.slice(0, 3), '--shard', '1/2');
  expect(seedless).toMatchObject({ status: 2, err: expect.stringContaining('--seed: found none with --shard') });
}, 60_000);
