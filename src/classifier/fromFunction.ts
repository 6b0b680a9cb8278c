import { createHash } from 'node:crypto';
import { isFloat32Array } from 'node:util/types';
import { ClassifierError } from '../errors.js';
import { assertShape } from '../image/shape.js';
import { filled } from '../settings/check.js';
import { functionSettings } from '../settings/function.js';
import type { OptionsOf } from '../settings/setting.js';
import type { Classifier, ClassifierSpec, ImageBatch } from './classifier.js';
import { toldSteps } from './file/normalisation.js';
import { assertSpec } from './spec.js';

/** What a plain function returns for a batch: scores row by row, one array an image, or (for `label`) one index an image. */
export type FunctionScores = Float32Array | readonly (readonly number[] | Float32Array)[] | readonly number[];

/** What conic cannot see in a function and has to be told. */
export interface FunctionOptions extends OptionsOf<typeof functionSettings> {}

/**
 * Any function as a classifier.
 *
 * @param answer gets `count` images one after the other in `data` and returns their scores, now or later.
 * @throws InputError if an option makes no sense.
 * @example
 * const darkOrLight = fromFunction(
 *   ({ data, count }) => Array.from({ length: count }, (_, i) => [0.5, data[i]!]),
 *   { shape: { height: 1, width: 1, channels: 1 }, labels: ['dark', 'light'] },
 * );
 */
export function fromFunction(
  answer: (batch: ImageBatch) => FunctionScores | Promise<FunctionScores>,
  options: FunctionOptions,
): Classifier {
  const { shape, labels: named, ...told } = filled('fromFunction', functionSettings, options);
  const { scores, layout, range, batchLimit } = told;
  const id = told.id ?? (answer.name || 'function');
  assertShape(shape, id);
  const labels = typeof named === 'number' ? Array.from({ length: named }, (_, i) => String(i)) : named;
  const steps = toldSteps(options, shape.channels) ?? [];
  const digest = createHash('sha256').update(String(answer)).digest('hex');
  const spec: ClassifierSpec = {
    id,
    digest,
    engine: 'function',
    shape,
    layout,
    range,
    steps,
    scores,
    labels,
    batchLimit,
    assumed: [],
  };
  assertSpec(spec);
  return {
    spec,
    classify: async (batch) => toScores(await answer(batch), spec, batch.count),
    dispose: async () => undefined,
  };
}

function toScores(answer: FunctionScores, { id, labels, scores }: ClassifierSpec, count: number): Float32Array {
  // A copy, since the function may answer with an array that it uses again, or with its input. And not `instanceof`: under
  // Jest, native engines make arrays of another realm.
  if (isFloat32Array(answer)) return new Float32Array(answer);
  if (!Array.isArray(answer) || answer.length !== count)
    throw new ClassifierError({
      where: id,
      found: Array.isArray(answer) ? `${answer.length} rows for ${count} images` : `a ${typeof answer}`,
      expected: 'a Float32Array of scores, or one row an image',
    });
  const result = new Float32Array(count * labels.length);
  answer.forEach((row: number | readonly number[] | Float32Array, i) => {
    if (typeof row === 'number') {
      if (scores !== 'label' || !Number.isInteger(row) || row < 0 || row >= labels.length)
        throw new ClassifierError({
          where: id,
          found: `the number ${row} for an image`,
          expected: scores === 'label' ? `a label from 0 to ${labels.length - 1}` : `${labels.length} scores`,
        });
      result[i * labels.length + row] = 1;
      return;
    }
    if (row.length !== labels.length)
      throw new ClassifierError({
        where: id,
        found: `${row.length} scores for an image`,
        expected: `${labels.length}, one a label`,
      });
    result.set(row, i * labels.length);
  });
  return result;
}
