import { ClassifierError, LateClassifierError, messageOf } from '../../errors.js';
import type { ImageBatch } from '../classifier.js';
import { inTime } from '../inTime.js';
import { concatenated } from './concatenated.js';
import type { Rows } from './protocol.js';

/** A model in memory of the caller's. */
export interface HeldModel {
  /** Its name, for errors. */
  readonly where: string;
  /** What runs it, for errors: `onnxruntime`. */
  readonly engine: string;
  /** Numbers an image. */
  readonly imageSize: number;
  /** Seconds that one run may take. */
  readonly modelTimeout: number | undefined;
  /** Scores of these images, row by row. */
  readonly run: (images: Rows) => Promise<Float32Array>;
}

/**
 * Asks a model that takes one batch at a time, in parts of at most `limit` images, one question after the other.
 *
 * @throws ClassifierError if the batch is none, or the model fails; then the next may be asked.
 */
export function inTurn({
  where,
  engine,
  imageSize,
  modelTimeout,
  run,
}: HeldModel): (batch: ImageBatch, limit: number) => Promise<Float32Array> {
  const inParts = async (batch: ImageBatch, limit: number): Promise<Float32Array> => {
    if (batch.count < 1 || batch.data.length < batch.count * imageSize)
      throw new ClassifierError({
        where,
        found: `a batch of ${batch.data.length} numbers for ${batch.count} images`,
        expected: `${imageSize} numbers an image, and an image or more`,
      });
    const parts: Float32Array[] = [];
    for (let first = 0; first < batch.count; first += limit)
      parts.push(
        await inTime({ where, modelTimeout }, () =>
          run(rowsOf(batch, first, Math.min(limit, batch.count - first))),
        ).catch((thrown: unknown) => {
          if (thrown instanceof LateClassifierError) throw thrown;
          const expected = batch.count === 1 ? 'scores for one image' : `scores for ${batch.count} images`;
          const found = `${engine} failing: ${messageOf(thrown)}`;
          throw new ClassifierError({ where, found, expected }, { cause: thrown });
        }),
      );
    return concatenated(parts);
  };
  let turn: Promise<unknown> = Promise.resolve();
  return (batch, limit) => {
    const answer = turn.then(() => inParts(batch, limit));
    turn = answer.catch(() => undefined);
    return answer;
  };
}

const rowsOf = ({ data, factors }: ImageBatch, first: number, count: number): Rows => ({
  data,
  first,
  count,
  ...(factors === undefined ? {} : { factors: factors.subarray(first, first + count) }),
});
