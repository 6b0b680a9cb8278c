import { createHash } from 'node:crypto';
import { basename, extname, resolve } from 'node:path';
import { InputError, optionProblem } from '../../errors.js';
import { runModule } from '../../files/runModule.js';
import { checkOptions, within } from '../../settings/check.js';
import { functionSettings } from '../../settings/function.js';
import { readingValues } from '../../settings/readingValues.js';
import { inWords, isRecord } from '../../settings/inWords.js';
import { modelSettings } from '../../settings/model.js';
import type { Classifier, ImageBatch } from '../classifier.js';
import { readBytes } from '../file/modelFile.js';
import { toldOptions, type ModelOptions } from '../file/options.js';
import { fromFunction } from '../fromFunction.js';
import type { FunctionScores } from '../functionScores.js';

const expected = 'a module whose default export is a classifier or a function of batches';

const example =
  "Write `export default (batch) => scores;` with `export const shape = { height: 28, width: 28, channels: 1 };` and `export const labels = ['cat', 'dog'];`, or export what fromFunction, fromSession, fromPipeline or fromTfjs gives.";

/**
 * A module whose default export is a classifier, or a promise of one, or a function of batches as `fromFunction` takes. What
 * `fromFunction` has to be told of such a function are the module's other exports: `shape`, `labels`, `scores`, …; options come
 * before them. The module is run: it is code like any other.
 *
 * @throws InputError if it cannot be run, exports something else, or an option is of no use to it.
 * @example
 * // my-classifier.mjs
 * export const shape = { height: 28, width: 28, channels: 1 };
 * export const labels = ['cat', 'dog'];
 * export default async ({ data, count }) => askMyServer(data, count);
 */
export async function openModule(file: string, options: ModelOptions): Promise<Classifier> {
  const told = await toldOptions('openModel', modelSettings, options);
  const folder = 'Give the path of the module in it.';
  const content = await readBytes(file, { expected, insteadOfFolder: folder });
  const { value, named } = await runModule(resolve(file), { file, expected });
  if (isBatchFunction(value)) {
    assertOf(functionSettings, told, file, 'a function, which has no use for it');
    const classifier = await within([], file, () => ofFunction(value, { ...settingsIn(named), ...told }, file));
    return { ...classifier, spec: { ...classifier.spec, digest: createHash('sha256').update(content).digest('hex') } };
  }
  if (!isClassifier(value, file))
    throw new InputError({
      where: file,
      found: value === undefined ? 'no default export' : `a default export that is ${whatIs(value)}`,
      expected: 'a classifier, or a function of batches',
      remedy: example,
    });
  assertOf({}, told, file, 'a classifier, which says all of itself');
  return value;
}

/** @throws InputError if something is told that is not among these settings. */
function assertOf(settings: object, told: object, file: string, what: string): void {
  for (const [name, value] of Object.entries(told))
    if (!Object.hasOwn(settings, name))
      throw new InputError(
        optionProblem([name], { found: inWords(value), expected: `nothing: ${file} exports ${what}` }),
      );
}

/** Those exports that are settings of a function. */
const settingsIn = (named: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(named).filter(([name]) => Object.hasOwn(functionSettings, name)));

function ofFunction(answer: BatchFunction, settings: Readonly<Record<string, unknown>>, file: string): Classifier {
  for (const name of ['shape', 'labels'])
    if (settings[name] === undefined)
      throw new InputError({
        where: file,
        found: `a function, and no ${name}`,
        expected: 'what it takes and gives, as exports of their names',
        remedy: example,
      });
  const options: unknown = { id: basename(file, extname(file)), ...settings };
  checkOptions('fromFunction', functionSettings, options);
  return fromFunction(answer, options);
}

type BatchFunction = (batch: ImageBatch) => FunctionScores | Promise<FunctionScores>;

const isBatchFunction = (value: unknown): value is BatchFunction => typeof value === 'function';

const isClassifier = (value: unknown, file: string): value is Classifier =>
  isRecord(value) &&
  readingValues(
    file,
    'a classifier of plain values',
    () => isRecord(value['spec']) && typeof value['classify'] === 'function' && typeof value['dispose'] === 'function',
  );

const whatIs = (value: unknown): string =>
  isRecord(value)
    ? Array.isArray(value)
      ? 'a list'
      : `an object with ${Object.keys(value).join(', ') || 'nothing in it'}`
    : inWords(value);
