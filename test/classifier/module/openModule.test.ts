import { afterAll, describe, expect, test } from '@jest/globals';
import { openModel, type ModelOptions } from 'conic';
import { InputError } from '../../../src/errors.js';
import { conic } from '../../cli/conic.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

let count = 0;
const write = (text: string, ending = 'mjs'): string => files.write(`model-${count++}.${ending}`, text);

/** Two pixels; light or dark by the second, against a bias. */
const shape = 'export const shape = { height: 1, width: 2, channels: 1 };';
const labels = "export const labels = ['dark', 'light'];";
const answer = 'Array.from({ length: count }, (_, i) => [0.25, data[2 * i + 1]])';
const batches = `export default ({ data, count }) => ${answer};`;
const batch = { data: Float32Array.of(0, 1, 0, 0.125), count: 2 };

/** What the module at a path gives, with nothing left open. */
async function opened(path: string, options: ModelOptions = {}) {
  const classifier = await openModel(path, options);
  try {
    return { spec: classifier.spec, scores: [...(await classifier.classify(batch))] };
  } finally {
    await classifier.dispose();
  }
}

const messageOf = (path: string, options: ModelOptions = {}): Promise<string> =>
  opened(path, options).then(
    () => 'no error',
    (thrown: unknown) => {
      expect(thrown).toBeInstanceOf(InputError);
      return String(thrown).replaceAll(`${files.folder}/`, '');
    },
  );

const scores = [0.25, 1, 0.25, 0.125];

describe('a module', () => {
  test.each([
    ['a function of batches', `${shape}${labels}${batches}`, 'mjs'],
    ['one that answers later', `${shape}${labels} export default async ({ data, count }) => ${answer};`, 'mjs'],
    [
      'a promise of a function',
      `${shape}${labels} export default Promise.resolve(({ data, count }) => ${answer});`,
      'mjs',
    ],
    [
      'a function in TypeScript',
      `${shape}${labels} export default ({ data, count }: { data: Float32Array; count: number }) => ${answer};`,
      'ts',
    ],
    [
      'a function in CommonJS',
      `module.exports = { default: ({ data, count }) => ${answer}, shape: { height: 1, width: 2, channels: 1 }, labels: ['dark', 'light'] };`,
      'cjs',
    ],
  ])('with %s is a classifier', async (_, text, ending) => {
    const path = write(text, ending);
    const found = await opened(path);
    expect(found.scores).toEqual(scores);
    expect(found.spec).toMatchObject({
      id: expect.stringMatching(/^model-\d+$/),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      shape: { height: 1, width: 2, channels: 1 },
      labels: ['dark', 'light'],
      scores: 'logits',
    });
  });

  test('with a classifier is that one', async () => {
    const path = write(`
      import { fromFunction } from 'conic';
      export default fromFunction(({ data, count }) => ${answer}, { shape: { height: 1, width: 2, channels: 1 }, labels: 2, id: 'mine' });
    `);
    const { spec, scores: given } = await opened(path);
    expect({ id: spec.id, labels: spec.labels, given }).toEqual({ id: 'mine', labels: ['0', '1'], given: scores });
    expect(await messageOf(path, { range: [0, 255] })).toMatch(
      /^InputError: range: found 0,255; expected nothing: .* exports a classifier, which says all of itself\.$/,
    );
  });

  test('says what a function takes and gives, and options come before it', async () => {
    const path = write(`${shape}${labels}${batches} export const scores = 'probabilities'; export const helper = 1;`);
    expect((await opened(path)).spec).toMatchObject({ scores: 'probabilities', range: [0, 1], steps: [] });
    const told = { labels: ['no', 'yes'], scores: 'logits', range: [0, 255], mean: [0.5], batchLimit: 8 } as const;
    expect((await opened(path, told)).spec).toMatchObject({
      labels: ['no', 'yes'],
      scores: 'logits',
      range: [0, 255],
      steps: [{ kind: 'subtract', value: 0.5 }],
      batchLimit: 8,
    });
    expect(await messageOf(path, { engine: 'wasm' })).toContain('exports a function, which has no use for it.');
  });

  test('that changes has another digest', async () => {
    const [one, other] = [
      await opened(write(`${shape}${labels}${batches}`)),
      await opened(write(`${shape}${labels}${batches}//`)),
    ];
    expect(one.spec.digest).not.toBe(other.spec.digest);
  });

  test.each([
    [
      'nothing',
      'export const shape = 1;',
      /found no default export; expected a classifier, or a function of batches\. Write `export default \(batch\) => scores;`/,
    ],
    ['a number', 'export default 3;', /found a default export that is 3; expected a classifier/],
    [
      'another object',
      'export default { predict() {} };',
      /found a default export that is an object with predict; expected a classifier/,
    ],
    [
      'a function of no shape',
      `${labels}${batches}`,
      /found a function, and no shape; expected what it takes and gives, as exports of their names\. Write/,
    ],
    ['a function of no labels', `${shape}${batches}`, /found a function, and no labels;/],
    [
      'a shape that is none',
      `export const shape = { height: 0, width: 2, channels: 1 };${labels}${batches}`,
      /^InputError: model-\d+\.mjs: shape\.height: found 0; expected a whole number/,
    ],
    [
      'a mistake',
      'throw new Error("no luck");',
      /found an error while running it \(no luck\); expected a module whose default export is a classifier/,
    ],
  ])('with %s is a mistake, and says what to write', async (_, text, message) => {
    expect(await messageOf(write(text))).toMatch(message);
  });

  test('that is not there, or a folder', async () => {
    expect(await messageOf('missing.mjs')).toContain(
      'missing.mjs: found no such file; expected a module whose default',
    );
  });
});

test('conic check takes one, and the gate too', async () => {
  const path = write(`${shape}${labels}${batches}`);
  const checked = await conic([
    'check',
    path,
    '--property',
    'scalar-invariance',
    '--cases',
    '100',
    '--seed',
    '1',
    '--read-only',
  ]);
  expect({ status: checked.status, err: checked.err }).toEqual({ status: 1, err: '' });
  expect(checked.out).toMatch(/light became dark|dark became light/);
  const config = write(
    `export default { model: ${JSON.stringify(path)}, seed: 1, properties: { 'scalar-invariance': { noneViolated: true, cases: 50 } } };`,
  );
  expect((await conic(['gate', '--config', config], { cwd: files.folder })).out).toContain('fail');
});

// In a process of its own: it would end this one.
test('a module that ends the process is a mistake', async () => {
  const { status, out, err } = await conic(['check', write('process.exit(0);')]);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain('found a call of process.exit(0) while running it; expected a module whose default export is');
});
