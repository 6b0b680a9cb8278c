// oxlint-disable-next-line import/no-unassigned-import -- it sets up the terminal, before conic looks at it
import './plainTerminal.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
// oxlint-disable-next-line import/no-unassigned-import -- it adds the matchers
import '../../src/jest/jest.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { openModel } from '../../src/classifier/openModel.js';
import { samples } from './lenets.js';

const quantisedFile = resolve('examples/quantised/lenet-bias-int8.onnx');
const originalFile = resolve('examples/models/lenet-bias.onnx');
const home = process.cwd();
let folder = '';
let quantised: Classifier;
let original: Classifier;

beforeAll(async () => {
  [quantised, original] = [await openModel(quantisedFile), await openModel(originalFile)];
  // Pictures of counterexamples go here.
  folder = mkdtempSync(join(tmpdir(), 'conic-agree-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

describe('toAgreeWith', () => {
  test('is content within a rate', async () => {
    await expect(quantised).toAgreeWith(original, { images: samples, cases: 200, maxViolationRate: 0.02, seed: 1 });
    await expect(original).toAgreeWith(original, { images: samples });
  });

  test('fails with the image and both scores', async () => {
    const failed = expect(quantised).toAgreeWith(original, {
      cases: 1000,
      seed: 1,
    });
    await expect(failed).rejects.toThrow(
      /toAgreeWith\(other.*\n[^]*gives an image the same label as lenet-bias[^]*label +shirt -> sandal/,
    );
  });

  test('takes the options of the property', async () => {
    await expect(quantised).not.toAgreeWith(original, { images: samples, claim: 'scores', seed: 1 });
    await expect(quantised).toAgreeWith(original, { images: samples, claim: 'scores', tolerance: 0.1, seed: 1 });
  });

  test('says what is no model', async () => {
    const asked: unknown = undefined;
    // @ts-expect-error -- JavaScript tells nobody
    await expect(expect(quantised).toAgreeWith(asked)).rejects.toThrow('a classifier, as openModel');
  });
});
