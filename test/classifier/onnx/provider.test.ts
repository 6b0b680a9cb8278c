import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { fromOnnx, gate, openModel } from 'conic';
import { parsePairs } from '../../../src/cli/parse.js';
import { InputError } from '../../../src/errors.js';
import { layersSums } from '../../models/smallTfjsModels.js';
import { sums } from '../../models/smallModels.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { writeModel } from '../../models/tfjsFile.js';

const files = temporaryFiles();
afterAll(() => files.remove());
const model = files.write('sums.onnx', sums());

test('the provider and its options are handed on, and it is named', async () => {
  const classifier = await fromOnnx(model, { provider: 'cpu', providerOptions: { useArena: false }, workers: 1 });
  expect(classifier.spec.engine).toMatch(/^onnxruntime \S+ \(cpu, 1 worker\)$/);
  expect([...(await classifier.classify({ data: Float32Array.of(1, 2, 3, 4), count: 1 }))]).toEqual([3, 7]);
  await classifier.dispose();
});

test('one that is not there is an error with what is', async () => {
  const asked = openModel(model, { provider: 'abacus' });
  await expect(asked).rejects.toThrow(InputError);
  await expect(asked).rejects.toThrow(
    /^provider: found abacus, which this onnxruntime-node does not have; expected one that starts: cpu.*\.$/,
  );
});

test('a model that no provider takes is wrong itself', async () => {
  const broken = files.write('broken.onnx', sums({ opset: 999 }));
  await expect(openModel(broken, { provider: 'abacus' })).rejects.toThrow(/found opset 999; expected \d+ or older/);
});

test("the gate's configuration has it as well", async () => {
  const config = {
    model: { path: model, provider: 'abacus' },
    properties: { 'zero-image-uniformity': { noneViolated: true as const } },
  };
  await expect(gate({ ...config, baseline: false })).rejects.toThrow(/model\.provider: found abacus/);
});

test('models of TensorFlow have none', async () => {
  const folder = join(files.folder, 'layers');
  writeModel(folder, layersSums());
  const told: readonly object[] = [{ provider: 'cuda' }, { providerOptions: { deviceId: 0 } }, { dtype: 'q8' }];
  for (const options of told)
    await expect(openModel(folder, options)).rejects.toThrow(
      new RegExp(`^${Object.keys(options).join('')}: found .*; expected none for a model of TensorFlow`),
    );
  const saved = join(files.folder, 'saved');
  files.write('saved/saved_model.pb', new Uint8Array(1));
  await expect(openModel(saved, { provider: 'cuda' })).rejects.toThrow('provider: found cuda; expected none for');
});

test('options of a provider are typed as pairs', () => {
  expect(parsePairs('deviceId=1,enableGraphCapture=true,cache=/tmp/a=b')).toEqual({
    deviceId: 1,
    enableGraphCapture: true,
    cache: '/tmp/a=b',
  });
  expect(() => parsePairs('deviceId')).toThrow('Found "deviceId"; expected NAME=VALUE, such as deviceId=1.');
});

test('a JSON file may have them', async () => {
  const wrong = { providerOptions: { deviceId: [1] } };
  writeFileSync(join(files.folder, 'c.json'), JSON.stringify(wrong));
  // @ts-expect-error what a file may have
  await expect(openModel(model, wrong)).rejects.toThrow(
    'providerOptions.deviceId: found 1; expected a number, a text, true or false.',
  );
});
