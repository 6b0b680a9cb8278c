import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { diagnose, type Diagnosis } from '../../src/doctor/doctor.js';
import { messageOf } from '../../src/errors.js';
import { conic } from '../cli/conic.js';
import { temporaryDirectory } from '../image/fixtures.js';

const path = temporaryDirectory();
const model = resolve('examples/models/lenet-bias.onnx');

const stateOf = ({ findings }: Pick<Diagnosis, 'findings'>, wanted: string) =>
  findings.find(({ name }) => name === wanted);

test('engines that are installed work, each with its version', async () => {
  const diagnosis = await diagnose();
  expect(diagnosis.verdict).toBe('well');
  expect(stateOf(diagnosis, 'onnxruntime')).toMatchObject({ state: 'works', detail: expect.stringMatching(/\d\.\d+/) });
  expect(stateOf(diagnosis, 'tfjs on wasm')).toMatchObject({ state: 'works', detail: expect.stringContaining('wasm') });
  expect(stateOf(diagnosis, 'tfjs on cpu')).toMatchObject({ state: 'works' });
  expect(stateOf(diagnosis, 'pictures')).toMatchObject({ state: 'works', detail: expect.stringContaining('sharp') });
  expect(stateOf(diagnosis, 'the model')).toBeUndefined();
});

test('a model is asked about one image', async () => {
  const well = await diagnose({ place: model, options: {}, say: messageOf });
  expect(stateOf(well, 'the model')).toMatchObject({
    state: 'works',
    detail: expect.stringMatching(/lenet-bias, .*28x28x1 .* says .+ of a grey image/),
  });
});

test('one that cannot be asked makes the whole ill, in flags', async () => {
  const { status, out } = await conic(['doctor', model, '--mean', '0.5,0.5']);
  expect(status).toBe(2);
  expect(out).toMatch(/the model +fails +--mean: found 2 values/);
  expect(out).toContain('ill: see what fails above');
});

describe('where engines are not what they should be', () => {
  // A copy of conic beside every package it has here but those of engines.
  beforeAll(() => {
    cpSync('dist/esm', path('conic/dist/esm'), { recursive: true });
    cpSync('package.json', path('conic/package.json'));
    const modules = path('conic/node_modules');
    mkdirSync(modules);
    for (const name of readdirSync('node_modules').filter((each) => each !== '@tensorflow' && !each.startsWith('onnx')))
      symlinkSync(resolve('node_modules', name), join(modules, name));
  });

  const doctor = (...args: readonly string[]) => {
    const main = path('conic/dist/esm/src/cli/main.js');
    return spawnSync(process.execPath, [main, 'doctor', ...args], { encoding: 'utf8', cwd: path('conic') });
  };

  test('none of them is ill, with the lines that install them', () => {
    const { status, stdout } = doctor();
    expect(status).toBe(2);
    expect(stdout).toMatch(/onnxruntime +missing +not installed\. Run `npm install onnxruntime-node/);
    expect(stdout).toMatch(/tfjs on wasm +missing +not installed\. Run `npm install .*tfjs-backend-wasm`/);
    expect(stdout).toContain('ill: no engine is here');
  });

  test('one that gives wrong results fails, and JSON says the same', () => {
    const fake = path('conic/node_modules/onnxruntime-node');
    mkdirSync(fake);
    const { name, version }: { name: string; version: string } = JSON.parse(
      readFileSync('node_modules/onnxruntime-node/package.json', 'utf8'),
    );
    writeFileSync(join(fake, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
    writeFileSync(
      join(fake, 'index.js'),
      `const real = require(${JSON.stringify(resolve('node_modules/onnxruntime-node'))});
       const create = real.InferenceSession.create.bind(real.InferenceSession);
       exports.env = real.env;
       exports.listSupportedBackends = real.listSupportedBackends;
       exports.Tensor = real.Tensor;
       exports.InferenceSession = { create: async (...given) => {
         const session = await create(...given);
         const run = session.run.bind(session);
         session.run = async (...asked) => {
           const answers = await run(...asked);
           for (const { data } of Object.values(answers)) data.reverse();
           return answers;
         };
         return session;
       } };`,
    );
    const { status, stdout } = doctor('--json');
    expect(status).toBe(2);
    const diagnosis: Diagnosis = JSON.parse(stdout);
    expect(diagnosis.verdict).toBe('ill');
    expect(stateOf(diagnosis, 'onnxruntime')).toMatchObject({
      state: 'fails',
      detail: expect.stringContaining('gives the scores 1, 0 where 0, 1 is right'),
    });
  });
});
