import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openModel, type ModelOptions } from 'conic';
import { sums } from '../../models/smallModels.js';
import { weights } from '../../models/onnxFile.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(() => files.remove());

/** A network whose scores are the two sums of pixels, times a factor. */
const times = (factor: number): Uint8Array =>
  sums({
    initializers: [
      weights(
        'w',
        [4, 2],
        [1, 0, 1, 0, 0, 1, 0, 1].map((one) => one * factor),
      ),
    ],
  });

/** A folder with these networks in it. */
function folderWith(name: string, networks: Readonly<Record<string, Uint8Array>>): string {
  files.write(`${name}/config.json`, JSON.stringify({ id2label: { 0: 'cat', 1: 'dog' } }));
  for (const [file, bytes] of Object.entries(networks)) files.write(`${name}/${file}`, bytes);
  return join(files.folder, name);
}

/** What a black and white image is given: it tells which network was opened. */
async function factorOf(folder: string, options: ModelOptions): Promise<number | undefined> {
  const classifier = await openModel(folder, { workers: 1, ...options });
  const [first] = await classifier.classify({ data: Float32Array.of(1, 0, 0, 0), count: 1 });
  await classifier.dispose();
  return first;
}

test('says which network of a Hugging Face folder is opened', async () => {
  const folder = folderWith('many', {
    'onnx/model.onnx': times(1),
    'onnx/model_fp16.onnx': times(2),
    'onnx/model_quantized.onnx': times(3),
    'onnx/model_q4f16.onnx': times(4),
    'model_int8.onnx': times(5),
    'model.onnx': times(6),
  });
  expect(await factorOf(folder, {})).toBe(1);
  expect(await factorOf(folder, { dtype: 'fp32' })).toBe(1);
  expect(await factorOf(folder, { dtype: 'fp16' })).toBe(2);
  expect(await factorOf(folder, { dtype: 'q8' })).toBe(3);
  expect(await factorOf(folder, { dtype: 'q4f16' })).toBe(4);
  expect(await factorOf(folder, { dtype: 'int8' })).toBe(5);
  await expect(openModel(folder, { dtype: 'bnb4' })).rejects.toThrow(
    /many: found no model_bnb4\.onnx; expected one of the networks that are there: model\.onnx \(fp32\), model_fp16\.onnx \(fp16\), model_quantized\.onnx \(q8\), model_int8\.onnx \(int8\), model_q4f16\.onnx \(q4f16\)\. Pass dtype: 'fp32'\.$/,
  );
});

test('has to be told where there is no model.onnx', async () => {
  const folder = folderWith('quantised', { 'onnx/model_uint8.onnx': times(1) });
  await expect(openModel(folder)).rejects.toThrow(
    /quantised: found no model\.onnx; expected one of the networks that are there: model_uint8\.onnx \(uint8\)\. Pass dtype: 'uint8'\.$/,
  );
  await expect(openModel(folderWith('empty', {}), { dtype: 'q4' })).rejects.toThrow(
    /found a config\.json, and no network of dtype q4; expected onnx\/model_q4\.onnx or model_q4\.onnx/,
  );
});

test('is for folders, and one of those that there are', async () => {
  const file = files.write('alone.onnx', times(1));
  await expect(openModel(file, { dtype: 'q8' })).rejects.toThrow(
    'dtype: found q8; expected none for an ONNX file, which is one network',
  );
  // @ts-expect-error no such type
  await expect(openModel(file, { dtype: 'fp8' })).rejects.toThrow(
    'dtype: found "fp8"; expected fp32, fp16, q8, int8, uint8, q4, q4f16, bnb4.',
  );
});
