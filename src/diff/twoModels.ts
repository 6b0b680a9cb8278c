import type { Classifier } from '../classifier/classifier.js';
import { lackOf } from '../classifier/capability.js';
import { matchLabels, type MatchedLabels } from '../classifier/matchLabels.js';
import type { SettledDiff } from './options.js';

/** Two models that are held against each other, with names that tell them apart. */
export interface TwoModels {
  readonly one: Classifier;
  readonly other: Classifier;
  /** Which score of the other belongs to which label of the one. */
  readonly labels: MatchedLabels;
}

/**
 * @throws InputError if their labels do not match, or one lacks what is claimed.
 */
export function twoModels(one: Classifier, other: Classifier, { claim }: Pick<SettledDiff, 'claim'>): TwoModels {
  const isAmbiguous = one.spec.id === other.spec.id;
  const models = {
    one: isAmbiguous ? renamed(one, `${one.spec.id} (first)`) : one,
    other: isAmbiguous ? renamed(other, `${other.spec.id} (second)`) : other,
  };
  for (const model of Object.values(models)) {
    const lack = claim === 'ranking' ? lackOf(model, 'diff of rankings', ['margins']) : undefined;
    if (lack !== undefined) throw lack;
  }
  return { ...models, labels: matchLabels(models.one.spec, models.other.spec) };
}

/** The same classifier by another name, which its errors then have. */
const renamed = (classifier: Classifier, id: string): Classifier => ({
  spec: { ...classifier.spec, id },
  classify: (batch, asked) => classifier.classify(batch, asked),
  ...(classifier.network === undefined ? {} : { network: classifier.network }),
  ...(classifier.multiplies === undefined ? {} : { multiplies: classifier.multiplies }),
  ...(classifier.concurrency === undefined ? {} : { concurrency: classifier.concurrency }),
  dispose: () => classifier.dispose(),
});
