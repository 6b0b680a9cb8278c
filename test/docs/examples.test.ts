import { copyFileSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { doors, examplesIn, exportedBy, membersIn, type Exported } from './exported.js';
import { ReaderProject } from './readerProject.js';
import { importsFor, lackingIn } from './runnable.js';

// Every example of a public docstring is type-checked and run as it stands, in a folder as a reader has it, against the built package: all
// of them in one process, those of a test runner in one of its own. A type may go without one: whatever takes or gives it shows it.

/** Exports, each under the first door that has it. */
const exported = new Map<string, Exported & { readonly door: string }>();
for (const [door, file] of Object.entries(doors))
  for (const each of exportedBy(file)) {
    const key = `${each.file} ${each.name}`;
    if (!exported.has(key)) exported.set(key, { ...each, door });
  }

const runners = ['jest', 'vitest'] as const;
/** What is added to `expect`, a file each. */
const matchers = exportedBy('src/jest/matchers/all.ts').map(({ name, file }) => ({
  name,
  docstrings: membersIn(file),
}));

interface Example {
  readonly name: string;
  readonly text: string;
}

const examplesOf = ({ name, docstrings }: Pick<Exported, 'name' | 'docstrings'>): readonly Example[] =>
  docstrings.flatMap(examplesIn).map((text) => ({ name, text }));

const isForRunner = ({ door }: { readonly door: string }): boolean =>
  runners.some((runner) => door === `conic/${runner}`);

/** Packages that are not installed here: what imports them cannot be run, and is all that is not. */
const missingOf = ({ text }: Example): readonly string[] =>
  [...text.matchAll(/from '([^'.]+)'/g)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('node:') && name !== 'conic' && !existsSync(join('node_modules', name)));

const inOneProcess = [...exported.values()].filter((one) => !isForRunner(one)).flatMap(examplesOf);
const runnable = inOneProcess
  .filter((example) => missingOf(example).length === 0)
  .map((example, i) => ({ ...example, file: `example${i}-${example.name}.ts` }));

/** What `given.ts` has for examples. */
const given = [
  ...readFileSync('test/docs/given.ts', 'utf8').matchAll(/^export (?:const |\* as |\{ )((?:, |\w)+)/gm),
].flatMap(([, names = '']) => names.trim().split(/, /));

/** An example as a program. What it says of a value in a comment is held against it. */
function programOf(text: string): string {
  const lacking = lackingIn(text, given);
  const checked = text.replaceAll(
    /^(?!\s|const |let |if |for |throw |\/\/)(.+); \/\/ (.+)$/gm,
    (_, value: string, said: string) => `shown(${value}, ${JSON.stringify(said)});`,
  );
  const exported_ = importsFor(text);
  const types = typesIn(text);
  return [
    "import { shown } from './shown.js';",
    ...(lacking.length === 0 ? [] : [`import { ${lacking.join(', ')} } from './given.js';`]),
    ...(types.length === 0 ? [] : [`import type { ${types.join(', ')} } from 'conic';`]),
    ...exported_,
    checked,
    'void shown;',
  ].join('\n');
}

/** The types of conic that a text has as annotations. */
const typesIn = (text: string): readonly string[] =>
  [...exported.values()]
    .filter(({ isValue, door, name }) => !isValue && door === 'conic' && new RegExp(`[:<]\\s?${name}\\b`).test(text))
    .map(({ name }) => name);

const suiteOf = (runner: (typeof runners)[number]): string => {
  const declared = [...exported.values()].filter(({ door }) => door === `conic/${runner}`).flatMap(examplesOf);
  const tests = [
    ...declared.map(({ text }) => text),
    ...matchers.flatMap(examplesOf).map(({ name, text }) => `test('${name}', async () => {\n${text}\n});`),
  ].join('\n');
  return [
    `import { beforeAll, expect } from '${runner === 'jest' ? '@jest/globals' : runner}';`,
    `import { describeProperties, it, test } from 'conic/${runner}';`,
    "import { images, labelOf, openModel, scalars, Subject, type Classifier, type Image } from 'conic';",
    "import { scalarInvariance } from 'conic/properties';",
    'let model!: Classifier, original!: Classifier, quantised!: Classifier, subject!: Subject, shoe!: Image, boot!: Image;',
    'const halfTheLight = scalarInvariance();',
    'beforeAll(async () => {',
    "  model = await openModel('without-biases.onnx', { workers: 1 });",
    "  original = await openModel('float.onnx', { workers: 1 });",
    "  quantised = await openModel('int8.onnx', { workers: 1 });",
    '  subject = new Subject(model);',
    "  const { images: all } = await images.from('samples').load(model.spec.shape);",
    '  [shoe, boot] = [all[0]!, all[0]!.times(0.5)];',
    '});',
    'void [it, original, quantised, subject, shoe, boot, halfTheLight, describeProperties, labelOf, scalars];',
    tests,
  ].join('\n');
};

test('every value that conic exports shows an example, and every matcher', () => {
  const without = [...[...exported.values()].filter(({ isValue }) => isValue), ...matchers]
    .filter((one) => examplesOf(one).length === 0)
    .map(({ name }) => name);
  expect(without).toEqual([]);
});

test('all that cannot be run are those of pipelines that are not installed here', () => {
  expect(new Set(inOneProcess.flatMap(missingOf))).toEqual(new Set(['@huggingface/transformers']));
});

describe('as they stand', () => {
  let project: ReaderProject;
  const suites = runners.map((runner) => ({ runner, file: `${runner}.test.ts` }));

  beforeAll(() => {
    project = new ReaderProject();
    for (const name of ['given.ts', 'shown.ts']) copyFileSync(join('test/docs', name), join(project.folder, name));
    for (const name of ['@jest', 'vitest'])
      symlinkSync(resolve('node_modules', name), join(project.folder, 'node_modules', name));
    for (const { file, text } of runnable) project.write(file, programOf(text));
    for (const { runner, file } of suites) project.write(file, suiteOf(runner));
    project.write(
      'conic.config.ts',
      "import { defineConfig } from 'conic';\nexport default defineConfig({ model: 'model.onnx', properties: { 'scalar-invariance': { noneViolated: true } } });\n",
    );
    project.write(
      'all.ts',
      `import { writeFileSync } from 'node:fs';
       const failed: Record<string, string> = {};
       for (const file of ${JSON.stringify(runnable.map(({ file }) => file))})
         await import(\`./\${file}\`).catch((error: unknown) => (failed[file] = error instanceof Error ? error.stack ?? '' : String(error)));
       writeFileSync('failed.json', JSON.stringify(failed));
       process.exit(0);`,
    );
  });
  afterAll(() => project.remove());

  test('types are right', () => {
    const names = [...runnable, ...suites].map(({ file }) => file);
    expect(project.complaints(names)).toBe('');
  });

  test('they run, and say of values what these are', () => {
    const { status, output } = project.program('all.ts');
    expect({ status, ...(status !== 0 && { output }) }).toEqual({ status: 0 });
    const failed = z
      .record(z.string(), z.string())
      .parse(JSON.parse(readFileSync(join(project.folder, 'failed.json'), 'utf8')));
    expect(failed).toEqual({});
  }, 300_000);

  test.each(suites)(
    'those of $runner pass',
    ({ runner, file }) => {
      const { status, output } = runner === 'jest' ? project.suite(file) : project.vitest(file);
      expect({ status, ...(status !== 0 && { output }) }).toEqual({ status: 0 });
    },
    120_000,
  );
});
