import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel } from '../../src/classifier/openModel.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic, expectMistake } from './conic.js';
import { lenet, writeModels } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const models = writeModels(files.write);
const few = ['--cases', '20', '--seed', '1'];

describe('a model that cannot be used', () => {
  test.each([
    ['missing', `${files.folder}/missing.onnx`, 'found no such file; expected an ONNX model. Check the path.'],
    ['empty', models.empty, 'found an empty file; expected an ONNX model.'],
    ['cut off', models.cuts[4], 'found an ONNX file that is cut off or damaged'],
    ['a picture by another name', models.picture, 'found a PNG image; expected an ONNX model.'],
    ['of a later opset', models.opset, 'found opset 99; expected 26 or older. Export the model for an older version'],
    ['for words', models.numbers, 'found an input "words", int64 [N, ?]; expected elements of float16, float32'],
    [
      'for rows that are no square',
      models.oddRow,
      'in which no square image can be seen; expected a size. Pass --size',
    ],
    ['of two inputs', models.two, 'found 2 inputs ("image", "mask"); expected one input, the image.'],
    ['of an open size', models.dynamic, 'leaves height or width open; expected a size. Pass --size 224x224.'],
    ['a folder', files.folder, 'found a folder without a model; expected a model: a file that ends in .onnx'],
  ])('%s', async (_, file, message) => {
    await expectMistake([file ?? '', ...few], message);
  });

  test.each(models.cuts)('cut off anywhere: %s', async (file) => {
    await expect(openModel(file)).rejects.toThrow(/found (something that is not ONNX|an ONNX file that is cut off)/);
  });

  test.each([
    [
      'no labels file',
      ['--labels', 'nowhere.txt'],
      '--labels: found no such file (nowhere.txt); expected a file with labels',
    ],
    ['labels that are too many', ['--labels', files.write('three.txt', 'a\nb\nc\n')], 'found 2 scores an image, and 3'],
    [
      'labels in broken JSON',
      ['--labels', files.write('broken.txt', '["a", ')],
      '--labels: found no JSON list of names',
    ],
    ['a size that is not its own', ['--size', '3x3'], '--size: found 3x3; expected a size that agrees with '],
    ['a layout that is not its own', ['--layout', 'flat'], '--layout: found flat; expected a layout that agrees with '],
    ['an output it has not', ['--output', 'nope'], 'found no output "nope"; expected one of its outputs: "sums"'],
    ['means for other channels', ['--mean', '0.1,0.2'], '--mean: found 2 values; expected one, or one for each of 1'],
    ['deviations for other channels', ['--std', '1,2,3'], '--std: found 3 values; expected one, or one for each of 1'],
  ])('told of %s', async (_, options, message) => {
    await expectMistake([models.good, ...few, ...options], message);
  });

  test('without a name', () =>
    expectMistake(['--property', 'a', models.good], 'expected a model file: conic check model.onnx. Put it before'));
});

describe('a model that fails in a run', () => {
  test('by scores that are not numbers', async () => {
    await expectMistake([models.notANumber, ...few], 'found the score NaN for label 0 of ');
  });

  // Several workers at work when one fails: none may take the process with it.
  test.each([1, 2])('by an error of the engine (%i)', async (seed) => {
    const args = [models.throws, '--seed', String(seed), '--workers', '3', '--report', `${files.folder}/never`];
    await expectMistake(args, 'throws.onnx: found onnxruntime failing: Non-zero status code returned while running');
    expect(readdirSync(files.folder).filter((name) => name.includes('never'))).toEqual([]);
  });
});

describe('a model that can be used', () => {
  test.each([
    ['of an open size, when told', [models.dynamic, '--size', '2x2'], 'takes 2x2x1 (nchw)'],
    ['of a fixed batch', [models.fixedBatch], 'gives logits for 2 labels'],
    ['without any bend, all of whose images are on one piece', [models.good], 'convex-region-consistency  '],
  ])('%s', async (_, args, text) => {
    const { status, out, err } = await conic(['check', ...args, ...few]);
    expect({ status, err }).toEqual({ status: expect.any(Number), err: '' });
    expect([0, 3]).toContain(status);
    expect(out).toContain(text);
  });

  test('with biases is found out: status 1; without, it holds: status 0', async () => {
    const property = ['--property', 'scalar-invariance'];
    expect((await conic(['check', lenet('bias'), ...property, ...few])).status).toBe(1);
    expect((await conic(['check', lenet('zero-bias'), ...property, ...few])).status).toBe(0);
  });
});
