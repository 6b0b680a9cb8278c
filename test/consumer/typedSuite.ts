import type { Project } from './project.js';

// A suite in TypeScript that uses everything, and uses some of it wrongly.

const body = `
import { fromFunction, images, labelOf, openModel, scalars, Subject } from 'conic';
import type { Classifier, Image, Property } from 'conic';

const shape = { height: 28, width: 28, channels: 1 };
const samples = images.from('samples', { resize: true });
const model: Classifier = fromFunction(({ count }) => Array.from({ length: count }, () => [1, 0]), { shape, labels: 2 });
const subject = new Subject(model);
const finite: Property<Image> = {
  name: 'finite',
  claim: 'scores are finite',
  needs: [],
  cases: (context) => context.images,
  examine: async (image, asked) => ({ kind: 'held', margin: (await asked.scores(image))[0] ?? 0 }),
};

test('matchers', async () => {
  await expect(model).toBeScalarInvariant();
  await expect(model).toBeScalarInvariant({ images: samples, cases: 10, seed: 1, scalars: { min: 0.1, max: 1 } });
  await expect(model).toBeScalarInvariant({ tolerance: 1e-4, maxViolationRate: 0.1, timeLimit: 1, claim: 'ranking' });
  await expect(model).not.toBeUniformOnZeroImage({ claim: 'zero' });
  await expect(model).toBeConsistentOnConvexRegions({ images: samples, size: 4, vertices: 'same-label' });
  await expect(model).toSatisfy(finite, { cases: 500 });
  const answer: Promise<void> = expect(model).toBeScalarInvariant();
  await answer;
  // @ts-expect-error cases are a number
  await expect(model).toBeScalarInvariant({ cases: 'x' });
  // @ts-expect-error there is no such option
  await expect(model).toBeScalarInvariant({ image: samples });
  // @ts-expect-error a property is needed
  await expect(model).toSatisfy();
  // @ts-expect-error a property has a name and a claim
  await expect(model).toSatisfy({ examine: finite.examine });
  // @ts-expect-error there is no such matcher
  await expect(model).toBeRotationInvariant();
  expect(4).toSatisfy((value: number) => value > 3);
  expect(1).toBe(1);
});

describeProperties(model, { images: samples, properties: ['scalar-invariance'] });
describeProperties(() => openModel('model.onnx'));
// @ts-expect-error a file's name is no model
describeProperties('model.onnx');

conicTest.prop([images.arbitrary(shape), scalars()], { numRuns: 5 })(
  'a list',
  async (image, scalar) => {
    const [before, after] = await Promise.all([subject.scores(image), subject.scores(image.times(scalar))]);
    expect(labelOf(after)).toBe(labelOf(before));
    // @ts-expect-error a scalar is a number
    image.times(String(scalar));
  },
  1000,
);
conicTest.only.prop({ image: images.arbitrary(shape) })('a record', ({ image }) => image.description.length > 0);
conicTest.skip.prop([scalars()])('not run', (scalar) => scalar > 0);
conicTest.failing.prop([scalars()])('expected to fail', () => false);
// @ts-expect-error a number is no arbitrary
conicTest.prop([1])('wrong', () => true);
conicTest.each([[1, 'one'], [2, 'two']] as const)('%d', (number, name) => expect(number.toFixed()).toBe(name.trim()));
conicTest.each([model])('%s', (each) => expect(each).toBeUniformOnZeroImage());
`;

const globalProp = `
test.prop([scalars()])('a global test', (scalar) => scalar > 0);
it.only.prop([scalars()])('a variant of it', (scalar) => scalar > 0);
test.failing.prop([scalars()])('another', () => false);
`;

/** Where `expect` and `test` come from. */
export const settings = {
  globals: `import { describeProperties, test as conicTest } from 'conic/jest';${body}${globalProp}`,
  // jest-extended declares a toSatisfy as well.
  extended: `import 'jest-extended';\nimport { describeProperties, test as conicTest } from 'conic/jest';${body}`,
  imported: `import { expect, test } from '@jest/globals';\nimport { describeProperties, test as conicTest } from 'conic/jest';${body}`,
  vitest: `import { expect, test } from 'vitest';\nimport { describeProperties, test as conicTest } from 'conic/vitest';${body}`,
} as const;

/** How a project finds its packages. */
export const resolutions = {
  'ES modules': { extension: 'mts', module: 'nodenext', moduleResolution: 'nodenext' },
  CommonJS: { extension: 'cts', module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { extension: 'ts', module: 'esnext', moduleResolution: 'bundler' },
  node10: { extension: 'ts', module: 'commonjs', moduleResolution: 'node10', esModuleInterop: true },
} as const;

/** What a compiler says of suites, with strict types; the declarations of packages are checked as well. */
export function complaints(
  project: Project,
  compiler: string,
  suites: readonly (keyof typeof settings)[],
  resolution: keyof typeof resolutions,
  types: readonly string[],
): string {
  const { extension, ...modules } = resolutions[resolution];
  const files = suites.map((name) => `${name}.${extension}`);
  for (const name of suites) project.write(`${name}.${extension}`, settings[name]);
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    // The compiler's own declarations, of the DOM for the most part.
    skipDefaultLibCheck: true,
    noEmit: true,
    target: 'es2022',
    types: ['node', ...types],
    ...modules,
  };
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
  return project.run(process.execPath, [compiler, '-p', 'tsconfig.json']).stdout;
}
