import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyDynamic } from '../../src/certify/dynamic/certifyDynamic.js';
import { certifyStructure } from '../../src/certify/structure/certifyStructure.js';
import { crossCheck } from '../../src/certify/crossCheck.js';
import { fromOnnx } from '../../src/classifier/onnx/fromOnnx.js';
import { anyImage } from '../../src/generate/anyImage.js';
import { noise } from '../../src/generate/noise.js';
import { check } from '../../src/run/check.js';
import { scalarInvariance } from '../../properties/scalarInvariance.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { fileOf, zoo, type Animal } from './zoo.js';

// Three answers to one question: from the structure, from tensors at powers of two, and from ten thousand cases.

const files = temporaryFiles();
afterAll(files.remove);

const shape = { height: 4, width: 4, channels: 1 };

/** Images that are nowhere black are defined for every network; made ones of all kinds else. */
const imagesFor = ({ partial }: Animal) =>
  partial === true ? noise(shape).filter((image) => image.brightest > 0.1) : anyImage(shape);

describe.each(zoo.map((animal) => [animal.name, animal] as const))('%s', (name, animal) => {
  test('is judged alike by structure, by probing and by cases', async () => {
    const classifier = await fromOnnx(files.write(`${name}.onnx`, fileOf(animal)), {
      workers: 1,
      ...(animal.alone && { batchLimit: 1 }),
    });
    try {
      const structure = certifyStructure(classifier);
      const proved = animal.culprits.length === 0;
      expect(structure.culprits.map(({ node }) => node)).toEqual(animal.culprits);
      const expected = proved ? 'proved' : animal.undecided ? 'undecided' : 'not homogeneous';
      // Where its numbers cannot be told, the rules leave a constant open, and probing shows it.
      expect(structure.verdict).toBe(animal.open === true ? 'undecided' : expected);
      if (proved) expect(structure.degree).toBe(animal.degree ?? 1);
      if (animal.caution !== undefined) expect(structure.cautions.join()).toMatch(animal.caution);

      const dynamic = await certifyDynamic(classifier, animal.alone === true ? { madeImages: 1 } : {});
      const breaks = !proved && animal.undecided !== true;
      expect(crossCheck(structure, dynamic)).toMatchObject({ structure: { verdict: expected }, disagreements: [] });
      expect(dynamic.reachesScores && dynamic.culprit?.node !== structure.equalOffset).toBe(breaks);
      if (breaks) expect(dynamic.culprit?.node).toBe(animal.culprits[0]);

      const result = await check(scalarInvariance(), classifier, {
        images: imagesFor(animal),
        scalars: { min: 1e-4, max: 1e4 },
        overflow: 'allow',
        cases: 10_000,
        seed: 11,
      });
      expect(result.verdict).toBe(breaks ? 'violated' : 'held');
    } finally {
      await classifier.dispose();
    }
  });
});

test('there are forty or more', () => {
  expect(new Set(zoo.map(({ name }) => name)).size).toBe(zoo.length);
  expect(zoo.length).toBeGreaterThanOrEqual(40);
});
