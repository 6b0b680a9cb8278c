import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { gate, mend, openModel } from 'conic';
import { conic, expectMistake } from '../cli/conic.js';
import { graphNet } from '../models/smallTfjsModels.js';
import { sums, sumsWeights } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { writeModel } from '../models/tfjsFile.js';

// Weights that lie out of the model's folder, in models of every kind that names files.

const files = temporaryFiles();
afterAll(files.remove);

const far = files.write('far/w.bin', new Uint8Array(sumsWeights.data.buffer));
const onnxWith = (place: string, name: string): string =>
  files.write(
    `${name}/model.onnx`,
    sums({ initializers: [{ ...sumsWeights, data: new Float32Array(), file: place }] }),
  );
const remedy = 'If you trust the model, pass allowOutside: true; or copy the file into the folder.';

test.each([
  ['..', '../far/w.bin'],
  ['an absolute path', far],
  ['a link', 'link.bin'],
])('an ONNX model reads them where it is allowed: %s', async (kind, place) => {
  const model = onnxWith(place, kind.replaceAll(/\W/g, '-'));
  if (kind === 'a link') symlinkSync(far, join(dirname(model), 'link.bin'));
  await expect(openModel(model, { workers: 1 })).rejects.toThrow(remedy);
  const classifier = await openModel(model, { workers: 1, allowOutside: true });
  expect([...(await classifier.classify({ data: Float32Array.of(1, 2, 3, 4), count: 1 }))]).toEqual([3, 7]);
  await classifier.dispose();
  const { certificate } = await mend(model, { workers: 1, allowOutside: true });
  expect(certificate.verdict).toBe('proved');
});

test('a model of TF.js, which is mended into one folder', async () => {
  const model = writeModel(join(files.folder, 'tfjs'), graphNet());
  const text = readFileSync(model, 'utf8');
  const [, shard] = /"paths":\s*\["([^"]*)"\]/.exec(text) ?? [];
  mkdirSync(join(files.folder, 'elsewhere'));
  renameSync(join(dirname(model), shard ?? ''), join(files.folder, 'elsewhere/shard'));
  writeFileSync(model, text.replace(`["${shard}"]`, '["../elsewhere/shard"]'));
  await expect(openModel(model, { engine: 'cpu', workers: 1 })).rejects.toThrow(remedy);
  const { certificate, files: written } = await mend(model, { engine: 'cpu', workers: 1, allowOutside: true });
  expect(certificate.verdict).toBe('proved');
  expect(Object.keys(written)).toEqual(['model.json', 'weights1.bin', 'mend.bin']);
});

test('the command and the gate name it as they have it', async () => {
  const model = onnxWith('../far/w.bin', 'told');
  await expectMistake([model, '--cases', '5'], 'If you trust the model, pass --allow-outside; or copy');
  expect(
    await conic(['check', model, '--cases', '5', '--property', 'scalar-invariance', '--allow-outside']),
  ).toMatchObject({
    status: 0,
  });
  expect(await conic(['certify', model, '--allow-outside'])).toMatchObject({ status: 0 });
  const config = { model, cases: 5, properties: { 'scalar-invariance': { noneViolated: true as const } } };
  await expect(gate(config)).rejects.toThrow('pass model.allowOutside: true; or copy');
  expect(await gate({ ...config, model: { path: model, allowOutside: true } })).toMatchObject({ verdict: 'pass' });
});
