import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelOf, mend, openModel, type MendOptions, type ModelOptions } from 'conic';
import { graphNet, layersNet } from '../models/smallTfjsModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { writeModel } from '../models/tfjsFile.js';
import { bright, difference, dim, scoresOn } from './asked.js';

const files = temporaryFiles();
afterAll(files.remove);

let count = 0;

test.each<[string, 'wasm' | 'cpu', MendOptions]>([
  ['max', 'wasm', {}],
  ['max', 'cpu', {}],
  ['quantile', 'wasm', { by: 'quantile', quantile: 0.5, images: bright }],
  ['mean', 'wasm', { by: 'mean', images: bright }],
  ['norm', 'wasm', { by: 'norm', images: bright }],
  ['each channel', 'wasm', { perChannel: true }],
  ['with preprocessing', 'wasm', { mean: [102, 127, 153], std: [51, 76, 64], range: [0, 255] }],
  [
    'reordered',
    'wasm',
    {
      steps: [
        { kind: 'permute', channels: [2, 1, 0] },
        { kind: 'clamp', low: 0.1, high: 0.9 },
      ],
    },
  ],
])('a GraphModel is mended and proved: %s, %s', async (_, engine, options) => {
  const model = writeModel(join(files.folder, `net${count}`), graphNet());
  const result = await mend(model, { ...options, engine, workers: 1 });
  expect(result.certificate).toMatchObject({ verdict: 'proved' });
  expect(result.certificate.follows.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['scalar-invariance', 'zero-image-uniformity']),
  );
  const place = join(files.folder, `mended${count++}`);
  mkdirSync(place);
  for (const [name, content] of Object.entries(result.files)) writeFileSync(join(place, name), content);
  const { by: _by, quantile: _quantile, perChannel: _perChannel, images: _images, ...told } = options;
  const rest: ModelOptions = { engine, workers: 1, ...(options.range && { range: options.range }) };
  const [original, mended] = await Promise.all([openModel(model, { ...rest, ...told }), openModel(place, rest)]);
  if (options.by === undefined && options.perChannel !== true)
    expect(difference(await scoresOn(original, bright), await scoresOn(mended, bright))).toBeLessThan(1e-6);
  for (const corpus of [bright, dim]) {
    const plain = await scoresOn(mended, corpus);
    for (const scalar of [2 ** -20, 8]) expect(await scoresOn(mended, corpus, scalar)).toEqual(plain);
    for (const scalar of [1e-6, 0.3, 1e6])
      expect((await scoresOn(mended, corpus, scalar)).map(labelOf)).toEqual(plain.map(labelOf));
  }
  const [black] = await scoresOn(mended, bright, 0);
  expect(new Set(black).size).toBe(1);
  expect([...black!].every(Number.isFinite)).toBe(true);
  await Promise.all([original.dispose(), mended.dispose()]);
});

test('a LayersModel is not written: the error says what to do', async () => {
  const model = writeModel(join(files.folder, 'layers'), layersNet());
  await expect(mend(model)).rejects.toThrow(
    'found a LayersModel, for which TF.js has no layers that divide; expected an .onnx file or a GraphModel of TF.js. In code, mended(classifier) wraps',
  );
});
