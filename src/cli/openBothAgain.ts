import type { Classifier } from '../classifier/classifier.js';
import { openModel } from '../classifier/openModel.js';
import { InputError, optionProblem } from '../errors.js';
import { only } from '../settings/check.js';
import { isRecord } from '../settings/inWords.js';
import { modelSettings } from '../settings/model.js';
import type { PartOf } from '../shard/part.js';
import type { MergeSettings } from './mergeSettings.js';

/**
 * Opens the two models of a comparison again, fed as its parts say they were. Where they lie, whoever merges says: a part that came from
 * somewhere else is not to choose what is opened.
 *
 * @throws InputError if nobody says where they are, or they are other models.
 */
export async function openBothAgain(
  { model, options, content: { other } }: PartOf<'diff'>,
  places: Pick<MergeSettings, 'model' | 'other'>,
): Promise<readonly [Classifier, Classifier]> {
  const opened: Classifier[] = [];
  const open = async (
    option: 'model' | 'other',
    { id, digest, labels }: PartOf<'diff'>['model'],
  ): Promise<Classifier> => {
    const place = places[option];
    if (place === undefined)
      throw new InputError(
        optionProblem([option], {
          found: 'nothing, and the two models differ',
          expected: `${id}, to look for what differs in them: --model MODEL --other OTHER`,
        }),
      );
    const told = options[option];
    const fed = Object.entries(isRecord(told) ? told : {}).filter(([name]) => Object.hasOwn(modelSettings, name));
    const classifier = await openModel(place, { ...only(modelSettings, Object.fromEntries(fed)), labels });
    opened.push(classifier);
    if (classifier.spec.digest === digest) return classifier;
    throw new InputError(
      optionProblem([option], {
        found: `${place}, whose digest is ${classifier.spec.digest.slice(0, 16)}`,
        expected: `${id} (${digest.slice(0, 16)}), of which the parts are`,
      }),
    );
  };
  try {
    return [await open('model', model), await open('other', other.model)];
  } catch (thrown) {
    for (const classifier of opened) await classifier.dispose();
    throw thrown;
  }
}
