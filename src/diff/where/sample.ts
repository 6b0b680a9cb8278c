import { Subject } from '../../classifier/subject.js';
import type { Classifier } from '../../classifier/classifier.js';
import { reordered } from '../../classifier/matchLabels.js';
import { relativeDifference } from '../../classifier/relativeDifference.js';
import type { Feeding } from '../../classifier/fed.js';
import type { PairedScores } from '../comparison.js';
import type { ImagePair } from '../imagePairs.js';
import type { TwoModels } from '../twoModels.js';

/** A few images on which two models differ most, and what the models say of them: what a cause is looked for with. */
export class Sample {
  private constructor(
    readonly models: TwoModels,
    readonly pairs: readonly ImagePair[],
    readonly scores: readonly PairedScores[],
    /** Differences up to this, relative to the largest score, are rounding. */
    readonly tolerance: number,
  ) {}

  /** @throws ClassifierError if one of the models fails. */
  static async of(models: TwoModels, pairs: readonly ImagePair[], tolerance: number): Promise<Sample> {
    const [ours, theirs] = await Promise.all([
      ask(
        models.one,
        pairs.map(({ one }) => one),
      ),
      ask(
        models.other,
        pairs.map(({ other }) => other),
      ),
    ]);
    const scores = ours.map((one, i) => ({ one, other: reordered(theirs[i]!, models.labels) }));
    return new Sample(models, pairs, scores, tolerance);
  }

  /** The largest difference of scores, relative to the largest. */
  get difference(): number {
    return this.scores.reduce((most, { one, other }) => Math.max(most, relativeDifference(one, other)), 0);
  }

  /** The same, with the other model's images prepared in another way. */
  async differenceFedAs(fedAs: Pick<Feeding, 'range' | 'steps'>, { images = 'own' }: FedImages = {}): Promise<number> {
    const { other, labels } = this.models;
    const theirs = await ask(
      other,
      this.pairs.map((pair) => (images === 'own' ? pair.other : pair.one)),
      fedAs,
    );
    return theirs.reduce(
      (most, scores, i) => Math.max(most, relativeDifference(this.scores[i]!.one, reordered(scores, labels))),
      0,
    );
  }
}

/** Whose images the other model is fed: as files are read for it, or as they are read for the one. */
export interface FedImages {
  readonly images?: 'own' | "the one's";
}

const ask = (
  model: Classifier,
  images: readonly ImagePair['one'][],
  fedAs?: Pick<Feeding, 'range' | 'steps'>,
): Promise<readonly Float32Array[]> => {
  const subject = new Subject(model, fedAs === undefined ? {} : { fedAs });
  return Promise.all(images.map((image) => subject.scores(image)));
};
