import type { Classifier } from '../classifier/classifier.js';
import type { ModelOptions } from '../classifier/file/options.js';
import { openModel } from '../classifier/openModel.js';
import { InputError } from '../errors.js';
import { toldOfOther, type OtherModelOptions } from '../settings/otherModel.js';

/**
 * Opens the second model of a command, as is told of it alone and of both.
 *
 * @throws InputError as `openModel` does, saying that it is the second.
 */
export async function openOther(place: string, told: ModelOptions & OtherModelOptions): Promise<Classifier> {
  try {
    return await openModel(place, toldOfOther(told));
  } catch (thrown) {
    if (!(thrown instanceof InputError) || thrown.problem.where.includes(place)) throw thrown;
    const { option: _unplaced, ...problem } = thrown.problem;
    throw new InputError({ ...problem, where: `${place}: ${problem.where}` }, { cause: thrown });
  }
}
