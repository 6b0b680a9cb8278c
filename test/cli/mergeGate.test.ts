import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { halves } from '../gate/models.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';

const files = temporaryFiles();
afterAll(files.remove);
files.write('worse.onnx', halves(0.03));
files.write('good.onnx', halves());
const limits = {
  model: 'worse.onnx',
  report: 'configured',
  baseline: false,
  properties: { 'scalar-invariance': { rate: { atMost: 0.05 } } },
  zeroImage: { atMost: 0.51 },
};
files.write('conic.config.json', JSON.stringify(limits));
files.write(
  'other.json',
  JSON.stringify({ ...limits, properties: { 'scalar-invariance': { rate: { atMost: 0.04 } } } }),
);

const run = (...args: readonly string[]) => conic(args, { cwd: files.folder });
const gate = ['gate', '--seed', '1'];
const part = (shard: string, ...more: readonly string[]) => run(...gate, '--shard', shard, ...more);
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(files.folder, folder), { recursive: true, encoding: 'utf8' }).toSorted();
const content = (file: string): string => readFileSync(join(files.folder, file), 'utf8');

/** Without what two runs never share. */
const lasting = (json: string): string =>
  json
    .replaceAll(/"(durationMs|evaluated)": \d+/g, '"$1": 0')
    .replace(/"environment": \{[^}]*\}/, '"environment": {}')
    .replace(/"started": "[^"]*"/, '"started": ""');

test('a gate in three parts, merged, is the single gate: report, pictures and exit status', async () => {
  const single = await run(...gate, '--report', 'single');
  expect(single.status).toBe(1);
  for (const shard of ['2/3', '3/3', '1/3'])
    expect(await part(shard)).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringMatching(/part \d of 3\n {2}scalar-invariance: \d+ tried, \d+ violated, \d+ held\n/),
    });
  expect(filesIn('conic-parts')).toEqual([1, 2, 3].map((i) => `gate-${i}-of-3.part.json`));
  expect(await run('merge', '--report', 'merged')).toMatchObject({ status: 1, err: '' });
  expect(filesIn('merged')).toEqual(filesIn('single'));
  expect(lasting(content('merged/report.json'))).toBe(lasting(content('single/report.json')));
  for (const name of filesIn('single').filter((one) => /\.(png|npy)$/.test(one)))
    expect(content(join('merged', name))).toBe(content(join('single', name)));
});

test('a part that is missing, of another model, seed or configuration, or damaged is refused by its name', async () => {
  await part('3/3', '--model', 'good.onnx', '--parts', 'model');
  await run('gate', '--seed', '2', '--shard', '3/3', '--parts', 'seed');
  await part('3/3', '--config', 'other.json', '--parts', 'config');
  files.write(
    'damaged.part.json',
    content('conic-parts/gate-3-of-3.part.json').replace('"outcomes": "', '"outcomes": "h'),
  );
  const two = ['conic-parts/gate-1-of-3.part.json', 'conic-parts/gate-2-of-3.part.json'];
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [[], 'found 2 of 3 parts: 3 missing'],
    [['model/gate-3-of-3.part.json'], 'model/gate-3-of-3.part.json: found a part of another run: model good'],
    [['seed/gate-3-of-3.part.json'], 'a part of another run: seed 2'],
    [['config/gate-3-of-3.part.json'], 'a part of another run: option properties'],
    [['damaged.part.json'], 'damaged.part.json: found a file that was damaged or changed'],
  ];
  for (const [more, message] of wrong)
    expect(await run('merge', ...two, ...more)).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining(message),
    });
  const twice = [...two, 'conic-parts', 'conic-parts/gate-3-of-3.part.json'];
  expect(await run('merge', ...twice)).toMatchObject({ status: 1, err: '' });
});

test('what parts were told to accept is accepted by the merge, and passes from then on', async () => {
  const accepting = ['--accept', '--reason', 'dark coats', '--expires', '2999-01-01', '--parts', 'accepting'];
  for (const shard of ['1/2', '2/2']) expect(await part(shard, ...accepting)).toMatchObject({ status: 0, err: '' });
  expect((await run('merge', 'accepting')).status).toBe(0);
  expect(content('conic.accepted.json')).toContain('"reason": "dark coats"');
  for (const shard of ['1/2', '2/2']) await part(shard, '--parts', 'accepted');
  expect(await run('merge', 'accepted')).toMatchObject({
    status: 0,
    err: '',
    out: expect.stringContaining('accepted'),
  });
  expect((await run(...gate, '--report', 'single')).status).toBe(0);
}, 60_000);

test.each<[readonly string[], string]>([
  [['gate', '--shard', '1/2'], '--seed: found none with --shard; expected the same seed for every part'],
  [['gate', '--seed', '1', '--shard', '1/2', '--report', 'out'], '--report: found out for a part of a run'],
  [['gate', '--seed', '1', '--spare', '0.5'], '--spare: found 0.5, and the whole gate is asked for'],
])('%j is a mistake', async (args, message) => {
  expect(await run(...args)).toMatchObject({ status: 2, out: '', err: expect.stringContaining(message) });
});
