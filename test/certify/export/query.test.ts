import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { queryNetwork } from '../../../src/certify/export/queryNetwork.js';
import { rayQuery, regionQuery, type VerifierQuery } from '../../../src/certify/export/query.js';
import { vnnlibOf } from '../../../src/certify/export/vnnlib.js';
import { certifyRay } from '../../../src/certify/ray/certifyRay.js';
import { certifyRegion } from '../../../src/certify/region/certifyRegion.js';
import { openModel } from '../../../src/classifier/openModel.js';
import type { Classifier } from '../../../src/classifier/classifier.js';
import { labelOf } from '../../../src/classifier/scores.js';
import { Subject } from '../../../src/classifier/subject.js';
import { combine, type Image } from '../../../src/image/image.js';
import { fromPath } from '../../../src/image/fromPath.js';
import { onnxModel } from '../../models/onnxFile.js';
import { Chance } from '../../soundness/chance.js';
import { dense, pixelsOf, rowModel } from '../networks.js';

const folder = mkdtempSync(join(tmpdir(), 'conic-export-'));
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  rmSync(folder, { recursive: true });
});

async function open(path: string, options: Parameters<typeof openModel>[1] = {}): Promise<Classifier> {
  const classifier = await openModel(path, { workers: 1, ...options });
  opened.push(classifier);
  return classifier;
}

/** What the engine gives a query's network for some numbers: its logits. */
async function answers(name: string, query: VerifierQuery, file: Uint8Array, classifier: Classifier) {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, queryNetwork(file, classifier, query));
  const asked = await open(path, { size: { height: 1, width: query.bounds.length }, scores: 'logits' });
  const subject = new Subject(asked);
  return (numbers: readonly number[]): Promise<Float32Array> => subject.scores(pixelsOf(numbers));
}

describe('the network of a query', () => {
  const imagesOf = async (classifier: Classifier, count: number): Promise<readonly Image[]> =>
    (await fromPath('examples/fashion-mnist/images/bag', { limit: count }).load(classifier.spec.shape)).images;

  test.each([
    ['mlp-bias', {}],
    ['lenet-bias', {}],
    ['lenet-bias', { range: [0, 255], mean: [30], std: [200] }],
  ] as const)('of %s on a ray gives the labels of the engine (%j)', async (name, options) => {
    const path = `examples/models/${name}.onnx`;
    const classifier = await open(path, options);
    const [image] = await imagesOf(classifier, 1);
    const query = await rayQuery(classifier, image!, { min: 0.1, max: 2 });
    const ask = await answers(`${name}-${Object.keys(options).length}`, query, readFileSync(path), classifier);
    const subject = new Subject(classifier);
    const labels = new Set<number>();
    for (let scalar = 0.0625; scalar <= 2; scalar *= 1.25) {
      const label = labelOf(await subject.scores(image!.times(scalar, 'allow')));
      expect([scalar, labelOf(await ask([scalar]))]).toEqual([scalar, label]);
      labels.add(label);
    }
    expect(labels.has(query.label)).toBe(true);
  });

  test('of a region as well', async () => {
    const path = 'examples/models/lenet-bias.onnx';
    const classifier = await open(path);
    const images = await imagesOf(classifier, 3);
    const query = await regionQuery(classifier, images);
    expect(query).toMatchObject({
      mostTogether: 1,
      bounds: [
        { min: 0, max: 1 },
        { min: 0, max: 1 },
      ],
    });
    const ask = await answers('region', query, readFileSync(path), classifier);
    const subject = new Subject(classifier);
    const chance = new Chance(3);
    for (let i = 0; i < 10; i++) {
      const [b, c] = [chance.share() / 2, chance.share() / 2];
      const mixture = combine(
        [1 - b - c, b, c].map((weight, k) => ({ weight, image: images[k]! })),
        'allow',
      );
      expect(labelOf(await ask([b, c]))).toBe(labelOf(await subject.scores(mixture)));
    }
  });
});

test('VNN-LIB: bounds, and the claim denied', () => {
  const query: VerifierQuery = {
    about: 'two\nlines',
    bounds: [
      { min: 1.2e-7, max: 1 },
      { min: 0, max: 1 },
    ],
    mostTogether: 1,
    base: Float32Array.of(0),
    directions: [Float32Array.of(1), Float32Array.of(2)],
    label: 1,
    labels: 3,
  };
  const lines = vnnlibOf(query, ['a', 'b', 'c']).split('\n');
  expect(lines[0]).toBe('; two lines');
  expect(lines.filter((line) => line.startsWith('(declare'))).toHaveLength(5);
  expect(lines[7]).toBe('(assert (>= X_0 0.00000012))');
  expect(lines.slice(11)).toEqual([
    '(assert (<= (+ X_0 X_1) 1))',
    '(assert (or (and (>= Y_0 Y_1)) (and (>= Y_2 Y_1))))',
    '',
  ]);
  expect(vnnlibOf({ ...query, labels: 2 }, ['a', 'b'])).toContain('\n(assert (>= Y_0 Y_1))\n');
});

test('what cannot be asked is said', async () => {
  const classifier = await open('examples/models/mlp-bias.onnx');
  const image = classifier.spec.shape;
  const [one] = (await fromPath('examples/fashion-mnist/images/bag', { limit: 1 }).load(image)).images;
  await expect(rayQuery(classifier, one!, {})).rejects.toThrow(
    'scalars: found nothing; expected a range with two ends',
  );
  await expect(rayQuery(classifier, one!, { min: 0.5 })).rejects.toThrow('found 0.5..');
  await expect(regionQuery(classifier, [])).rejects.toThrow('no images');
});

const marabou = 'node_modules/.cache/conic/verifiers';
const whereThere = existsSync(marabou) ? test : test.skip;
if (!existsSync(marabou))
  console.log('Marabou is not here: npm run verifiers fetches it; without it these tests are skipped.');

/** Small networks with random weights and biases. */
function randomDense(chance: Chance, pixels: number, labels: number) {
  const layer = (inputs: number, units: number) => ({
    weights: Array.from({ length: units }, () => chance.normals(inputs, Math.sqrt(2 / inputs))),
    bias: chance.normals(units, 0.3),
  });
  return dense([layer(pixels, 8), layer(8, 6), layer(6, labels)]);
}

whereThere(
  'Marabou says of rays and regions what conic says',
  async () => {
    const said = new Map<string, string>();
    for (let seed = 1; seed <= 24; seed++) {
      const chance = new Chance(seed);
      const [pixels, labels] = [4, 3];
      const path = join(folder, `network-${seed}.onnx`);
      const file = onnxModel(rowModel(pixels, randomDense(chance, pixels, labels), labels));
      writeFileSync(path, file);
      const classifier = await open(path, { size: { height: 1, width: pixels } });
      const images = Array.from({ length: 3 }, () => pixelsOf(Array.from({ length: pixels }, () => chance.share())));
      const keep = async (name: string, query: VerifierQuery, verdict: string): Promise<void> => {
        writeFileSync(join(folder, `${name}.onnx`), queryNetwork(file, classifier, query));
        writeFileSync(join(folder, `${name}.vnnlib`), vnnlibOf(query, classifier.spec.labels));
        said.set(name, verdict);
      };
      const scalars = { min: 0.25, max: 4 };
      const { word, intervals, label } = await certifyRay(classifier, images[0]!, { scalars });
      const query = await rayQuery(classifier, images[0]!, scalars);
      if (word.startsWith('proved') && query.label === label)
        await keep(`ray-${seed}`, query, intervals.length === 1 ? 'unsat' : 'sat');
      const group = seed % 2 === 0 ? images : images.slice(0, 2);
      const region = await certifyRegion(classifier, group);
      const asked = await regionQuery(classifier, group);
      if (region.word !== 'undecided') await keep(`region-${seed}`, asked, region.word === 'refuted' ? 'sat' : 'unsat');
    }
    const { stdout, stderr } = spawnSync('python3', ['test/certify/export/marabou.py', folder, ...said.keys()], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: marabou },
    });
    const theirs = new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => {
          const [name = '', verdict = ''] = line.split(' ');
          return [name, verdict];
        }),
    );
    if (theirs.size < said.size) console.log(stderr);
    expect(Object.fromEntries(theirs)).toEqual(Object.fromEntries(said));
    const verdicts = [...said.values()];
    expect(verdicts.filter((verdict) => verdict === 'unsat').length).toBeGreaterThan(8);
    expect(verdicts.filter((verdict) => verdict === 'sat').length).toBeGreaterThan(8);
  },
  120_000,
);
