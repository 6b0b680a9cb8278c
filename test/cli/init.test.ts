import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/gate/config/loadConfig.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { lenet } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const images = resolve('examples/fashion-mnist/images');

test('what it writes is a configuration that gates the model, and pipelines', async () => {
  const folder = join(files.folder, 'new');
  const said = await conic(['init', lenet('zero-bias'), '--images', images, '--dir', folder]);
  expect(said).toMatchObject({ status: 0, err: '' });
  const written = ['conic-gate.github.yml', 'conic-gate.gitlab.yml', 'conic.config.ts'];
  expect(readdirSync(folder).toSorted()).toEqual(written);
  const { config } = await loadConfig(join(folder, 'conic.config.ts'));
  expect(config).toMatchObject({ zeroImage: { atMost: 0.2 }, report: 'conic-gate', baseline: false });
  expect(readFileSync(join(folder, 'conic.config.ts'), 'utf8')).toContain('It takes 28x28x1');
  const gated = await conic(['gate'], { cwd: folder });
  expect(gated).toMatchObject({ status: 0, err: '' });
  expect(readdirSync(folder).toSorted()).toEqual(['conic-gate', ...written]);
});

test('nothing is overwritten', async () => {
  const folder = join(files.folder, 'taken');
  mkdirSync(folder);
  writeFileSync(join(folder, 'conic-gate.gitlab.yml'), 'mine');
  const { status, out, err } = await conic(['init', lenet('zero-bias'), '--dir', folder]);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain('conic-gate.gitlab.yml: found a file that is there already');
  expect(readdirSync(folder)).toEqual(['conic-gate.gitlab.yml']);
  expect(readFileSync(join(folder, 'conic-gate.gitlab.yml'), 'utf8')).toBe('mine');
});

test('a model that cannot be opened is a mistake, and nothing is written', async () => {
  const folder = join(files.folder, 'none');
  const { status, err } = await conic(['init', 'missing.onnx', '--dir', folder]);
  expect(status).toBe(2);
  expect(err).toContain('missing.onnx: found no such file');
  expect(readdirSync(files.folder)).not.toContain('none');
});
