import { reordered } from '../classifier/matchLabels.js';
import { Subject } from '../classifier/subject.js';
import { Asker } from '../hunt/asker.js';
import type { Image } from '../image/image.js';
import type { PairedScores } from './comparison.js';
import type { ImagePair } from './imagePairs.js';
import type { SettledDiff } from './options.js';
import type { TwoModels } from './twoModels.js';

/** An image pair times a scalar. */
export interface PairQuestion {
  readonly pair: ImagePair;
  readonly scalar: number;
}

/** Images a batch: engines gain little beyond it. */
const fullBatch = 128;

/** Batches a worker: one under way, one to go on with, and one being filled. */
const batchesAhead = 3;

/**
 * Two models that are asked the same questions at the same time, so that the workers of both are busy. Each has batches of its own, and
 * the scores of the other come in the order of the one's labels.
 */
export class AskBoth {
  readonly #one: Asker;
  readonly #other: Asker;

  /** @param signals any of them, aborted, ends it: questions that wait, and those under way, are answered with an error. */
  constructor(
    private readonly models: TwoModels,
    private readonly settings: Pick<SettledDiff, 'space' | 'overflow'>,
    signals: readonly (AbortSignal | undefined)[],
  ) {
    const askerOf = (model: TwoModels['one']): Asker => {
      const subject = new Subject(model, settings.space === undefined ? {} : { space: settings.space });
      const size = Math.min(fullBatch, subject.batchLimit);
      return new Asker(subject, batchesAhead * (model.concurrency ?? 1), size, signals);
    };
    [this.#one, this.#other] = [askerOf(models.one), askerOf(models.other)];
  }

  /** Images in a full batch, of each. */
  get batches(): readonly number[] {
    return [this.#one.size, this.#other.size];
  }

  /** Images that each was asked about. */
  get evaluated(): { readonly one: number; readonly other: number } {
    return { one: this.#one.asked, other: this.#other.asked };
  }

  /** @throws ClassifierError that names the model which fails. */
  async ask(questions: readonly PairQuestion[]): Promise<readonly PairedScores[]> {
    const scaled = questions.map(({ pair, scalar }) => this.#scaled(pair, scalar));
    const [ours, theirs] = await Promise.all([
      this.#one.ask(scaled.map(({ one }) => one)),
      this.#other.ask(scaled.map(({ other }) => other)),
    ]);
    return ours.map((one, i) => ({ one, other: reordered(theirs[i]!, this.models.labels) }));
  }

  /** One image for both stays one. */
  #scaled({ one, other }: ImagePair, scalar: number): { readonly one: Image; readonly other: Image } {
    if (scalar === 1) return { one, other };
    const scaled = one.times(scalar, this.settings.overflow);
    return { one: scaled, other: other === one ? scaled : other.times(scalar, this.settings.overflow) };
  }
}
