import { afterAll, expect, test } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  images,
  labelOf,
  mend,
  openModel,
  Subject,
  type Classifier,
  type Corpus,
  type MendOptions,
  type ModelOptions,
} from 'conic';
import { graphNet, layersNet } from '../models/smallTfjsModels.js';
import { someNumbers, take } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { writeModel } from '../models/tfjsFile.js';

const files = temporaryFiles();
afterAll(files.remove);

const shape = { height: 6, width: 6, channels: 3 } as const;
const random = someNumbers(11);
const noise = (most: number): Float32Array => take(108, random).map((value) => Math.abs(value) * most);
const bright = images.fromPixels(
  shape,
  Array.from({ length: 4 }, () => noise(1).fill(1, 3, 4)),
);
const dim = images.fromPixels(
  shape,
  Array.from({ length: 4 }, () => noise(0.5)),
);

let count = 0;

const scoresOn = (classifier: Classifier, { images: all }: Corpus, scalar = 1): Promise<readonly Float32Array[]> => {
  const subject = new Subject(classifier);
  return Promise.all(all.map((image) => subject.scores(scalar === 1 ? image : image.times(scalar, 'allow'))));
};

const difference = (a: readonly Float32Array[], b: readonly Float32Array[]): number =>
  Math.max(...a.flatMap((scores, i) => [...scores].map((score, j) => Math.abs(score - b[i]![j]!)))) /
  Math.max(...a.flatMap((scores) => [...scores].map(Math.abs)));

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
