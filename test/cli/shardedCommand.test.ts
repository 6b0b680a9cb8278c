import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commands } from '../../src/cli/commands.js';
import { shardedRunOf, shardedVerbs } from '../../src/cli/shardedCommand.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
const before = process.cwd();
beforeAll(() => process.chdir(files.folder));
afterAll(() => {
  process.chdir(before);
  files.remove();
});

const load = (verb: string) => (Object.hasOwn(commands, verb) ? commands[verb]?.load() : undefined);
const runOf = (words: string) => shardedRunOf({ words: words === '' ? [] : words.split(' '), shards: 4, load });
const inWords = async (words: string) => {
  const { part, merge, partName } = await runOf(words);
  return { part: part.join(' '), merge: merge.join(' '), name: partName('$i') };
};

test('commands that have parts are those that take --shard', async () => {
  const sharded: string[] = [];
  for (const verb of Object.keys(commands))
    if ((await load(verb))?.options.some(({ long }) => long === '--shard') === true) sharded.push(verb);
  expect(Object.keys(shardedVerbs)).toEqual(sharded.toSorted());
});

test('where the report goes, and in which form, is told to the merge alone', async () => {
  expect(await inWords('check m.onnx --seed 1 --report out --json --store kept --parts p')).toEqual({
    part: 'check m.onnx --seed 1 --store kept --parts p',
    merge: 'merge p --report out --store kept --json',
    name: 'check-$i-of-4.part.json',
  });
  expect(await inWords('check --report=out --seed 1 m.onnx --read-only')).toMatchObject({
    part: 'check --seed 1 m.onnx --read-only',
    merge: 'merge conic-parts --report out --read-only',
  });
});

test('a seed is chosen for all parts where none is told', async () => {
  const chosen = await inWords('check m.onnx');
  expect(chosen.part).toMatch(/^check m\.onnx --seed \d+$/);
  files.write('with.json', JSON.stringify({ seed: 3, model: 'm.onnx', parts: 'there' }));
  expect(await inWords('check --config with.json')).toMatchObject({
    part: 'check --config with.json',
    merge: 'merge there --report conic-report',
  });
  files.write('without.json', JSON.stringify({ model: 'm.onnx' }));
  expect((await inWords('check --config without.json')).part).toMatch(/^check --config without\.json --seed \d+$/);
});

test('a hunt goes on where it was killed, and its report is that of --out', async () => {
  expect(await inWords('hunt m.onnx --images i --out hunted')).toEqual({
    part: 'hunt m.onnx --images i --resume',
    merge: 'merge conic-parts --report hunted',
    name: 'hunt-$i-of-4.part.json',
  });
});

test('certificates have no seed; a comparison is merged with its models', async () => {
  expect((await inWords('certify m.onnx --images i --region 2')).name).toBe('certify-region-$i-of-4.part.json');
  expect((await inWords('certify m.onnx --images i --ray')).part).toBe('certify m.onnx --images i --ray --resume');
  expect(await inWords('diff a.onnx b.onnx --seed 1')).toMatchObject({
    part: 'diff a.onnx b.onnx --seed 1',
    merge: 'merge conic-parts --report conic-report --model a.onnx --other b.onnx',
  });
});

test('a gate has its seed and its report of its configuration', async () => {
  mkdirSync(join(files.folder, 'release'));
  const config = { model: 'm.onnx', zeroImage: { atMost: 0.5 }, baseline: false, accepted: 'known.json' };
  files.write('release/conic.config.json', JSON.stringify({ ...config, seed: 1, report: 'gated' }));
  expect(await inWords('gate --config release/conic.config.json')).toEqual({
    part: 'gate --config release/conic.config.json',
    merge: 'merge conic-parts --report release/gated',
    name: 'gate-$i-of-4.part.json',
  });
  const accepting = '--accept --reason dark --expires 2999-01-01';
  expect((await inWords(`gate --config release/conic.config.json ${accepting} --report out`)).merge).toBe(
    'merge conic-parts --report out --accepted release/known.json',
  );
  files.write('conic.config.json', JSON.stringify(config));
  expect((await inWords('gate')).part).toMatch(/^gate --seed \d+$/);
  // It takes over that of the baseline.
  expect((await inWords('gate --baseline released.json')).part).toBe('gate --baseline released.json');
});

test('what is secret in a URL goes into no file', async () => {
  const { part, merge } = await inWords(
    'diff oip+http://me:secret@host/v2/models/cat oip+http://host:secret@there/v2/models/dog --seed 1',
  );
  expect(`${part} ${merge}`).not.toContain('secret');
  expect((await inWords('check m.onnx --with=oip+http://me:secret@host/v2/models/cat --seed 1')).part).toBe(
    'check m.onnx --with=oip+http://host/v2/models/cat --seed 1',
  );
});

files.write('report.json', JSON.stringify({ report: 'out' }));
test.each([
  ['', 'init --on: found no command; expected a command that is done in parts (certify, check, diff, gate, hunt)'],
  ['mend m.onnx', 'found conic mend, which has no parts'],
  ['frob', 'found conic frob; expected a command that is done in parts'],
  ['check', 'MODEL: found nothing; expected model for conic check'],
  ['hunt m.onnx', '--images: found nothing; expected images for conic hunt'],
  ['diff a.onnx', 'OTHER: found nothing; expected other for conic diff'],
  ['diff a.onnx b.onnx c.onnx', 'found c.onnx; expected what conic diff --help says'],
  ['check m.onnx --frob', 'found --frob; expected what conic check --help says'],
  ['check m.onnx --cases 0', '--cases: found 0; expected a whole number from 1'],
  ['check m.onnx --shard 1/4', '--shard: found "1/4"; expected none for init --on'],
  ['check m.onnx --path 1:2', '--path: found "1:2"; expected none for a run in parts'],
  ['certify m.onnx --structure', 'found a certificate that is one piece; expected certify with --ray or --region'],
  ['certify m.onnx --images i --ray --export q', '--export: found "q"; expected none for a run in parts'],
  ['hunt m.onnx --images i --along gamma', '--along: found "gamma"; expected none for a run in parts'],
  ['check m.onnx --config report.json', '--report: found "out" in report.json, which every part would read'],
  ['check m.onnx --config none.json', 'none.json'],
  ['check a\nb.onnx', 'expected words without line breaks'],
])('%j is a mistake', async (words, message) => {
  await expect(runOf(words)).rejects.toThrow(message);
});
