import { InputError, UnansweredError, messageOf } from '../../errors.js';
import type { ImageInput } from './input.js';
import type { ScoresOutput } from './scores.js';
import type { ModelWorkers } from './workers.js';

/** What a model does when it is run. */
export interface Trial {
  /** How many scores it gives an image. */
  readonly classes: number;
  /** Whether it takes several images at once. */
  readonly batches: boolean;
}

/**
 * Runs a model on one black image, and on two where the file leaves the batch open: whatever does not fit shows now, and
 * not in the middle of a run.
 *
 * @param where the file's name, for errors.
 * @throws InputError if the model fails, or gives another number of scores than its file says.
 */
export async function tryOut(
  engine: Pick<ModelWorkers, 'scores'>,
  input: ImageInput,
  scores: ScoresOutput,
  where: string,
): Promise<Trial> {
  const imageSize = input.dims.reduce((product, side) => product * side, 1);
  const scoresOf = async (count: number): Promise<number> =>
    (await engine.scores({ data: new Float32Array(count * imageSize), count }, count)).length;

  const ifUnanswered = (thrown: unknown): void => {
    if (thrown instanceof UnansweredError) throw thrown.about([{ description: 'a black image' }]);
  };
  const classes = await scoresOf(1).catch((cause: unknown) => {
    ifUnanswered(cause);
    const why = cause instanceof InputError ? cause.problem.found : messageOf(cause);
    throw new InputError(
      { where, found: `a model that fails on a black image (${why})`, expected: 'scores' },
      { cause },
    );
  });
  if (classes !== (scores.classes ?? classes) || classes < 1)
    throw new InputError({
      where,
      found: `${classes === 1 ? 'one score' : `${classes} scores`} for one image in "${scores.tensor}"`,
      expected: scores.classes === undefined ? 'one or more' : `${scores.classes}, as the file says`,
      remedy: 'Export the classifier alone, with one row of scores an image.',
    });
  // Exporters sometimes write the batch of the example they saw into a Reshape, and still declare it open.
  const ofTwo = async (): Promise<number | undefined> => {
    try {
      return await scoresOf(2);
    } catch (thrown) {
      ifUnanswered(thrown);
      return undefined;
    }
  };
  const batches = input.batch !== undefined || (await ofTwo()) === 2 * classes;
  return { classes, batches };
}
