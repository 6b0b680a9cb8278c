import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel, type Classifier, type ModelOptions } from 'conic';
import { missingLiteRt } from '../../../src/classifier/tflite/errors.js';
import { InputError } from '../../../src/errors.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const path = 'test/models/tflite/sums.tflite';
const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  await Promise.all(opened.map((classifier) => classifier.dispose()));
  files.remove();
});

const open = async (file: string, options: ModelOptions = {}): Promise<Classifier> => {
  const classifier = await openModel(file, { workers: 1, ...options });
  opened.push(classifier);
  return classifier;
};

describe('a .tflite file', () => {
  test('runs on LiteRT.js, and gives what TensorFlow Lite gives', async () => {
    const classifier = await open(path, { labels: ['red', 'green', 'blue'] });
    expect(classifier.spec).toMatchObject({
      id: 'sums',
      engine: expect.stringMatching(/^LiteRT\.js \d\S+ \(wasm, 1 worker\)$/),
      shape: { height: 4, width: 4, channels: 3 },
      layout: 'nhwc',
      scores: 'probabilities',
      labels: ['red', 'green', 'blue'],
      batchLimit: 1,
    });
    expect(classifier.network).toBeUndefined();
    const data = new Float32Array(2 * 48);
    data.set([0.25, 0.5, 1], 48);
    const scores = await classifier.classify({ data, count: 2 });
    // What ai-edge-litert 2, the engine for Python, gives a black image, and one with a pixel of these colours.
    const black = [0.5064804, 0.3071959, 0.1863238];
    const pixel = [0.39099133, 0.30450436, 0.30450436];
    [...black, ...pixel].forEach((score, i) => expect(scores[i]).toBeCloseTo(score, 5));
  });

  test('has no use for engines and providers', async () => {
    const told: readonly [ModelOptions, string][] = [
      [{ engine: 'wasm' }, 'engine: found wasm; expected no engine for a .tflite file, which runs on LiteRT.js.'],
      [{ provider: 'cuda' }, 'provider: found cuda; expected none'],
      [{ dtype: 'q8' }, 'dtype: found q8; expected none'],
    ];
    for (const [options, message] of told) await expect(open(path, options)).rejects.toThrow(message);
  });

  test('that is broken is an error', async () => {
    await expect(open(files.write('no.tflite', 'nothing of the kind'))).rejects.toThrow(InputError);
    await expect(open('there-is-none.tflite')).rejects.toThrow('there-is-none.tflite: found no such file');
    // Its operations are of a kind that there is none of.
    const bytes = Uint8Array.from(readFileSync(path));
    const cut = files.write('cut.tflite', bytes.subarray(0, bytes.length - 300));
    await expect(open(cut)).rejects.toThrow(InputError);
  });

  test('without its engine says how to install it, and the other way', () => {
    const { found, remedy } = missingLiteRt('m.tflite', "Cannot find package '@litertjs/core' imported from worker.js");
    expect(found).toBe('a model for LiteRT.js, which is not installed');
    expect(remedy).toBe(
      'Run `npm install @litertjs/core`, or convert it to ONNX: `python -m tf2onnx.convert --tflite m.tflite --output model.onnx`.',
    );
    expect(missingLiteRt('m.tflite', 'WebAssembly is not defined').found).toContain('that does not load (WebAssembly');
  });
});

test('the command prints nothing of the engine', () => {
  const main = 'dist/esm/src/cli/main.js';
  const told = ['--property', 'scalar-invariance', '--cases', '40', '--seed', '1', '--read-only', '--json'];
  const { status, stderr, stdout } = spawnSync(process.execPath, [main, 'check', path, ...told], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ model: { id: 'sums' } });
});
