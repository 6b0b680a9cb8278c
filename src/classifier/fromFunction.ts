import { createHash } from 'node:crypto';
import { fitOf } from '../image/fitting/fitOf.js';
import { assertShape } from '../image/shape.js';
import { filled } from '../settings/check.js';
import { functionSettings } from '../settings/function.js';
import type { OptionsOf } from '../settings/setting.js';
import type { Classifier, ClassifierSpec, ImageBatch } from './classifier.js';
import { inTheirOrder, toldValues } from './file/normalisation.js';
import { scoresOf, type FunctionScores } from './functionScores.js';
import { inTime } from './inTime.js';
import { assertSpec } from './spec.js';

/** What stands for an engine where a classifier is a function, of whose inside nothing is known. */
export const functionEngine = 'function';

/** What conic cannot see in a function and has to be told. */
export interface FunctionOptions extends OptionsOf<typeof functionSettings> {}

/**
 * Any function as a classifier.
 *
 * @param answer gets `count` images one after the other in `data` and returns their scores, now or later: numbers in the order of
 *   the labels, or `[{ label, score }]` as pipelines of transformers.js give them, or labels alone. {@link FunctionScores}
 * @throws InputError if an option makes no sense.
 * @example
 * const darkOrLight = fromFunction(
 *   ({ data, count }) => Array.from({ length: count }, (_, i) => [0.5, data[i]!]),
 *   { shape: { height: 1, width: 1, channels: 1 }, labels: ['dark', 'light'] },
 * );
 * await darkOrLight.dispose();
 */
export function fromFunction(
  answer: (batch: ImageBatch) => FunctionScores | Promise<FunctionScores>,
  options: FunctionOptions,
): Classifier {
  const { shape, labels: named, ...told } = filled('fromFunction', functionSettings, options);
  const { scores, layout, batchLimit } = told;
  const id = told.id ?? (answer.name || 'function');
  assertShape(shape, id);
  const labels = typeof named === 'number' ? Array.from({ length: named }, (_, i) => String(i)) : named;
  const values = toldValues(options, shape.channels);
  const range = values.range ?? told.range;
  const steps = values.steps ?? inTheirOrder(options, []);
  const fit = fitOf(options, undefined);
  const digest = createHash('sha256').update(String(answer)).digest('hex');
  const spec: ClassifierSpec = {
    id,
    digest,
    engine: functionEngine,
    shape,
    layout,
    range,
    steps,
    ...(fit && { fit }),
    scores,
    labels,
    batchLimit,
    assumed: [],
  };
  assertSpec(spec);
  const time = { where: id, modelTimeout: told.modelTimeout };
  return {
    spec,
    classify: async (batch) => inTime(time, async () => scoresOf(await answer(batch), spec, batch.count)),
    dispose: async () => undefined,
  };
}
