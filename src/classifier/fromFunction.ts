import { createHash } from 'node:crypto';
import { isFloat32Array } from 'node:util/types';
import { ClassifierError, InputError } from '../errors.js';
import { assertShape, type ImageShape } from '../image/shape.js';
import type { Classifier, ClassifierSpec, ImageBatch, Layout, ScoreKind } from './classifier.js';
import { assertSpec } from './spec.js';
import type { Step } from './preprocessing.js';

/** What a plain function returns for a batch: scores row by row, one array an image, or (for `label`) one index an image. */
export type FunctionScores = Float32Array | readonly (readonly number[] | Float32Array)[] | readonly number[];

/** What conic cannot see in a function and has to be told. */
export interface FunctionOptions {
  readonly shape: ImageShape;
  /** The names of the labels, or how many there are. */
  readonly labels: readonly string[] | number;
  /** Default `logits`. */
  readonly scores?: ScoreKind;
  /** Default `nhwc`, channels last. */
  readonly layout?: Layout;
  /** The values it takes for black and white. Default [0, 1]. */
  readonly range?: readonly [number, number];
  /** Done by conic before the function is called. Default none. */
  readonly steps?: readonly Step[];
  /** Default 256. */
  readonly batchLimit?: number;
  /** A name for reports. Default the function's own. */
  readonly id?: string;
}

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
  const { shape, scores = 'logits', layout = 'nhwc', range = [0, 1], steps = [], batchLimit = 256 } = options;
  const id = options.id ?? (answer.name || 'function');
  assertShape(shape, id);
  if (typeof options.labels === 'number' && !Number.isInteger(options.labels))
    throw new InputError({
      where: `${id}: labels`,
      found: String(options.labels),
      expected: 'a whole number or names',
    });
  const labels =
    typeof options.labels === 'number' ? Array.from({ length: options.labels }, (_, i) => String(i)) : options.labels;
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
