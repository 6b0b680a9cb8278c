import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { weights } from '../models/onnxFile.js';
import { sums, sumsWeights } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';

const files = temporaryFiles();
afterAll(files.remove);

/** Sums of the halves of an image in one output; in another the same with a bias, which breaks what holds for the first. */
const model = files.write(
  'two.onnx',
  sums({
    outputs: [
      { name: 'sums', shape: ['N', 2] },
      { name: 'biased', shape: ['N', 2] },
    ],
    nodes: [
      { op: 'Flatten', inputs: ['image'], outputs: ['flat'] },
      { op: 'MatMul', name: 'dense', inputs: ['flat', 'w'], outputs: ['sums'] },
      { op: 'Add', inputs: ['sums', 'bias'], outputs: ['biased'] },
    ],
    initializers: [sumsWeights, weights('bias', [2], [0, 0.125])],
  }),
);

const statuses = { sums: 0, biased: 1 };

test.each(['sums', 'biased'] as const)('every verb speaks of the output that was asked for: %s', async (output) => {
  const image = join(files.folder, 'image.png');
  await sharp(Uint8Array.of(200, 100, 50, 100), { raw: { width: 2, height: 2, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(image);
  const place = (name: string): string => join(files.folder, `${output}-${name}`);
  const told = ['--output', output, '--workers', '1'];
  const images = ['--images', image];
  const kept = ['--store', place('store')];
  const status = statuses[output];
  const run = async (...args: readonly string[]) => {
    const said = await conic(args);
    return { verb: args.slice(0, 3).join(' '), status: said.status, err: said.err };
  };
  const expected = (...args: readonly string[]) => ({ verb: args.slice(0, 3).join(' '), status, err: '' });
  const verbs = [
    ['check', model, ...told, ...images, '--seed', '1', '--cases', '20', '--property', 'scalar-invariance', ...kept],
    ['hunt', model, ...told, ...images, '--out', place('hunted'), ...kept],
    ['certify', model, '--structure', ...told],
    ['certify', model, '--structure', '--no-probe', ...told],
    ['certify', model, '--ray', ...told, ...images],
  ];
  for (const verb of verbs) expect(await run(...verb)).toEqual(expected(...verb));
  // What was found is there again; of the other output nothing was.
  expect(await run('replay', place('store'), '--model', model, ...told)).toMatchObject({
    status: status === 1 ? 1 : 3,
  });

  const begun = await conic(['init', model, ...told, ...images, '--dir', place('gate')]);
  expect(begun).toMatchObject({ status: 0, err: '' });
  expect(readFileSync(join(place('gate'), 'conic.config.ts'), 'utf8')).toContain(
    `model: { path: '../two.onnx', output: '${output}', workers: 1 },`,
  );
  expect((await conic(['gate'], { cwd: place('gate') })).out).toMatch(/inconclusive|fail|pass/);
});

test('and it has to be told', async () => {
  const { status, err } = await conic(['certify', model, '--structure']);
  expect(status).toBe(2);
  expect(err).toContain('2 outputs that could be the scores');
  expect(err).toContain('--output sums');
});
