import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from '@jest/globals';
import { z } from 'zod';
import { projectWith } from './project.js';

// The package as a user gets it: packed, installed into a project of its own, imported, required, run and type-checked.

const { project, installed } = projectWith();

/** What a program writes that ends well. */
function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = project.run(program, args);
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  return stdout;
}

installed('holds what is needed and no more', () => {
  const root = join(project.folder, 'node_modules/conic');
  expect(existsSync(join(root, 'dist/report.schema.json'))).toBe(true);
  for (const kept of ['docs/first-steps.md', 'examples/models/lenet-bias.onnx', 'examples/fashion-mnist/images/coat'])
    expect(existsSync(join(root, kept))).toBe(true);
  for (const left of ['src', 'test', 'site', 'bench', 'scripts']) expect(existsSync(join(root, left))).toBe(false);
});

const sourceMap = z.object({
  sources: z.array(z.string()),
  sourcesContent: z.array(z.string()).default([]),
  mappings: z.string(),
});

installed('its source maps have the sources in them', () => {
  const dist = join(project.folder, 'node_modules/conic/dist');
  const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js.map'));
  expect(maps.length).toBeGreaterThan(500);
  for (const file of maps) {
    const map = sourceMap.parse(JSON.parse(readFileSync(join(dist, file), 'utf8')));
    // A file of types alone has no code, and nothing in it leads anywhere.
    if (map.mappings === '') continue;
    expect({ file, sources: map.sourcesContent.length }).toEqual({ file, sources: map.sources.length });
  }
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
  project.write('use.mjs', `import * as conic from 'conic';\nimport * as properties from 'conic/properties';\n${use}`);
  expect(run(process.execPath, ['use.mjs'])).toBe('held 50\n');
});

installed('is required', () => {
  const load = `const conic = require('conic');\nconst properties = require('conic/properties');`;
  project.write('use.cjs', `${load}\n(async () => {${use}\n})();`);
  expect(run(process.execPath, ['use.cjs'])).toBe('held 50\n');
  project.write(
    'schema.cjs',
    `console.log(require('conic/report.schema.json').$schema, require('conic/package.json').name);`,
  );
  expect(run(process.execPath, ['schema.cjs'])).toBe('https://json-schema.org/draft/2020-12/schema conic\n');
});

installed('has its command', () => {
  expect(run('npx', ['--no-install', 'conic', '--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
  project.copy('examples/models/lenet-zero-bias.onnx', 'model.onnx');
  const samples = resolve('examples/fashion-mnist/images');
  const args = ['check', 'model.onnx', '--images', samples, '--property', 'scalar-invariance', '--cases', '100'];
  expect(run('npx', ['--no-install', 'conic', ...args, '--report', 'report'])).toContain(
    'held: no counterexample found',
  );
  expect(existsSync(join(project.folder, 'report/report.json'))).toBe(true);
});

installed('gates with a configuration in TypeScript', () => {
  const samples = resolve('examples/fashion-mnist/images');
  run('npx', ['--no-install', 'conic', 'init', 'model.onnx', '--images', samples]);
  expect(run('npx', ['--no-install', 'conic', 'gate', '--seed', '1'])).toMatch(/pass/);
  const forms = [
    'config',
    'gate',
    'replay',
    'certify-structure',
    'certify-ray',
    'certify-region',
    'certify-plane',
    'mend',
    'part',
  ].map((name) => `require('conic/${name}.schema.json').$schema`);
  project.write('forms.cjs', `console.log(${forms.join(', ')});`);
  const form = 'https://json-schema.org/draft/2020-12/schema';
  expect(run(process.execPath, ['forms.cjs'])).toBe(`${Array.from(forms, () => form).join(' ')}\n`);
});

const typed = `import { check, fromFunction, images, reportOf, saveReport } from 'conic';
import { defineConfig, gate } from 'conic';
import type { Classifier, GateReport, Image, Outcome, Property, CheckReport, Result, Subject } from 'conic';
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
export async function main(): Promise<CheckReport> {
  const source = images.from('samples', { resize: true });
  const result: Result<Image> = await check(darker, classifier, { images: source, cases: 10 });
  const scaled = await check(scalarInvariance({ claim: 'ranking' }), classifier);
  const scalar: number | undefined = scaled.counterexample?.scalar;
  const report: CheckReport = reportOf([result, scaled], { spec: classifier.spec, images: String(scalar) });
  return saveReport('report', report, [result, scaled]);
}
// @ts-expect-error there is no such verdict
export const isFine = (result: Result): boolean => result.verdict === 'fine';
const config = defineConfig({ model: 'model.onnx', properties: { darker: { rate: { atMost: 0.01 } } } });
// @ts-expect-error a rate is a number
defineConfig({ model: 'model.onnx', properties: { darker: { rate: { atMost: '1 %' } } } });
export const gated = async (): Promise<GateReport['verdict']> =>
  (await gate(config, { properties: [darker as Property<unknown>] })).verdict;
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
    project.write(file, typed);
    project.write('tsconfig.json', JSON.stringify({ compilerOptions: { ...strict, ...options }, files: [file] }));
    expect(project.run(process.execPath, [compiler, '-p', 'tsconfig.json']).stdout).toBe('');
  });
