import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

// The package as a user gets it: packed, installed into a project of its own, imported, required, run and type-checked.

const folder = mkdtempSync(join(tmpdir(), 'conic-consumer-'));
const project = join(folder, 'project');
const model = resolve('examples/models/lenet-zero-bias.onnx');
const samples = resolve('examples/fashion-mnist/images');
let unable: string | undefined;

const { NODE_OPTIONS: _options, FORCE_COLOR: _forced, ...environment } = process.env;
const run = (program: string, args: readonly string[], cwd = project): string =>
  execFileSync(program, args, { cwd, env: environment, encoding: 'utf8', stdio: 'pipe', timeout: 50_000 });
const write = (name: string, content: string): void => writeFileSync(join(project, name), content);

/** What a program that failed had written. */
const written = (thrown: unknown, where: 'stdout' | 'stderr'): string =>
  typeof thrown === 'object' && thrown !== null && where in thrown
    ? String(Reflect.get(thrown, where))
    : String(thrown);

beforeAll(() => {
  mkdirSync(project);
  write('package.json', '{ "name": "consumer", "version": "1.0.0", "private": true }');
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], resolve('.'));
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  try {
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball]);
  } catch (thrown) {
    const text = written(thrown, 'stderr');
    // Only a registry that cannot be reached is no fault of the package.
    if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED/.test(text)) throw thrown;
    unable = `npm cannot reach a registry: ${text.split('\n')[0]}`;
    console.warn(`not tried: ${unable}`);
    return;
  }
  // What a user installs besides: the engine, and the types of Node. Both are here already.
  for (const name of ['onnxruntime-node', 'onnxruntime-common', '@types/node', 'undici-types'])
    link(resolve('node_modules', name), join(project, 'node_modules', name));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function link(from: string, to: string): void {
  if (existsSync(to) || !existsSync(from)) return;
  mkdirSync(join(to, '..'), { recursive: true });
  symlinkSync(from, to);
}

/** A test that needs the package to be installed. */
const installed = (name: string, body: () => void): void =>
  test(name, () => {
    if (unable === undefined) body();
  });

installed('holds what is needed and no more', () => {
  const root = join(project, 'node_modules/conic');
  expect(existsSync(join(root, 'dist/report.schema.json'))).toBe(true);
  for (const left of ['src', 'test', 'examples', 'bench', 'scripts']) expect(existsSync(join(root, left))).toBe(false);
});

const use = `
  const shape = { height: 1, width: 1, channels: 1 };
  const classifier = conic.fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [data[i], -data[i]]), {
    shape,
    labels: 2,
  });
  const result = await conic.check(properties.scalarInvariance(), classifier, { cases: 50, seed: 1 });
  console.log(result.verdict, result.cases);`;

installed('is imported', () => {
  write('use.mjs', `import * as conic from 'conic';\nimport * as properties from 'conic/properties';\n${use}`);
  expect(run(process.execPath, ['use.mjs'])).toBe('held 50\n');
});

installed('is required', () => {
  const load = `const conic = require('conic');\nconst properties = require('conic/properties');`;
  write('use.cjs', `${load}\n(async () => {${use}\n})();`);
  expect(run(process.execPath, ['use.cjs'])).toBe('held 50\n');
  write('schema.cjs', `console.log(require('conic/report.schema.json').$schema, require('conic/package.json').name);`);
  expect(run(process.execPath, ['schema.cjs'])).toBe('https://json-schema.org/draft/2020-12/schema conic\n');
});

installed('has its command', () => {
  expect(run('npx', ['--no-install', 'conic', '--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
  cpSync(model, join(project, 'model.onnx'));
  const args = ['check', 'model.onnx', '--images', samples, '--property', 'scalar-invariance', '--cases', '100'];
  expect(run('npx', ['--no-install', 'conic', ...args, '--report', 'report'])).toContain(
    'held: no counterexample found',
  );
  expect(existsSync(join(project, 'report/report.json'))).toBe(true);
});

installed('gates with a configuration in TypeScript', () => {
  run('npx', ['--no-install', 'conic', 'init', 'model.onnx', '--images', samples]);
  expect(run('npx', ['--no-install', 'conic', 'gate', '--seed', '1'])).toMatch(/pass/);
  const forms = ['config', 'gate'].map((name) => `require('conic/${name}.schema.json').$schema`);
  write('forms.cjs', `console.log(${forms.join(', ')});`);
  const form = 'https://json-schema.org/draft/2020-12/schema';
  expect(run(process.execPath, ['forms.cjs'])).toBe(`${form} ${form}\n`);
});

const typed = `import { check, fromFunction, images, reportOf, saveReport } from 'conic';
import { defineConfig, gate } from 'conic';
import type { Classifier, GateReport, Image, Outcome, Property, Report, Result, Subject } from 'conic';
import { catalogue, scalarInvariance } from 'conic/properties';

const classifier: Classifier = fromFunction(({ data, count }) => Array.from({ length: count }, (_, i) => [data[i]!, 0]), {
  shape: { height: 1, width: 1, channels: 1 },
  labels: ['light', 'dark'],
});
export const darker: Property<Image> = {
  name: 'darker',
  claim: 'half the light does not change the first score',
  needs: [],
  cases: (context) => context.images,
  examine: async (image: Image, subject: Subject): Promise<Outcome> => {
    const scores: Float32Array = await subject.scores(image.times(0.5));
    return { kind: 'held', margin: scores[0]! };
  },
};
export async function main(): Promise<Report> {
  const source = images.from('samples', { resize: true });
  const result: Result<Image> = await check(darker, classifier, { images: source, cases: 10 });
  const scaled = await check(scalarInvariance({ claim: 'ranking' }), classifier);
  const scalar: number | undefined = scaled.counterexample?.scalar;
  const report: Report = reportOf([result, scaled], { spec: classifier.spec, images: String(scalar) });
  return saveReport('report', report, [result, scaled]);
}
// @ts-expect-error there is no such verdict
export const isFine = (result: Result): boolean => result.verdict === 'fine';
const config = defineConfig({ model: 'model.onnx', properties: { darker: { rate: { atMost: 0.01 } } } });
// @ts-expect-error a rate is a number
defineConfig({ model: 'model.onnx', properties: { darker: { rate: { atMost: '1 %' } } } });
export const gated = async (): Promise<GateReport['verdict']> =>
  (await gate(config, { catalogue: (options) => [...catalogue(options), darker as Property<unknown>] })).verdict;
export const names: readonly string[] = catalogue().map(({ name }) => name);
`;

const compiler = resolve('node_modules/typescript/bin/tsc');
const strict = { strict: true, skipLibCheck: false, noEmit: true, target: 'es2022', types: ['node'] };

for (const [kind, options] of [
  ['nodenext, as ES modules', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['nodenext, as CommonJS', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
] as const)
  installed(`its types are right: ${kind}`, () => {
    const file = `typed.${kind.includes('CommonJS') ? 'cts' : kind.includes('ES') ? 'mts' : 'ts'}`;
    write(file, typed);
    write('tsconfig.json', JSON.stringify({ compilerOptions: { ...strict, ...options }, files: [file] }));
    let complaints = '';
    try {
      run(process.execPath, [compiler, '-p', 'tsconfig.json']);
    } catch (thrown) {
      complaints = written(thrown, 'stdout');
    }
    expect(complaints).toBe('');
  });
