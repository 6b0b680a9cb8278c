import { createHash } from 'node:crypto';
import type { Classifier, ImageBatch } from '../classifier/classifier.js';
import { inputWriter } from '../classifier/inputWriter.js';
import type { Corpus } from '../image/corpus.js';
import { image } from '../image/image.js';
import { sizeOf } from '../image/shape.js';
import { filled } from '../settings/check.js';
import { divisionSettings } from '../settings/mend.js';
import type { OptionsOf } from '../settings/setting.js';
import { dividedBy, planFor, type MendPlan } from './plan.js';

/** How a classifier is mended. */
export interface MendedOptions extends OptionsOf<typeof divisionSettings> {
  /** Typical images, as for `mend`. Not needed for the largest value. */
  readonly images?: Corpus;
}

/**
 * Any classifier, a function or a remote one too, made scalar-invariant and uniform on black: its images are divided by a number
 * that grows with them, before all other preprocessing, and black is answered without asking. Nothing is proved of it, since
 * its network is not looked at; `mend` writes a network that is proved.
 *
 * @returns a classifier that asks this one. Disposing of it disposes of this one.
 * @throws InputError if an option makes no sense, or images are needed and there are none.
 * @example
 * const safe = mended(await openModel('tfjs/model.json'));
 * (await check(scalarInvariance(), safe)).verdict; // 'held'
 */
export function mended(classifier: Classifier, { images, ...told }: MendedOptions = {}): Classifier {
  const plan = planFor(classifier, filled('mended', divisionSettings, told), images);
  const { network: _network, multiplies: _multiplies, ...asked } = classifier;
  const { spec } = classifier;
  const what = `divide by ${dividedBy(plan)}`;
  const black = new Float32Array(sizeOf(spec.shape));
  inputWriter(spec)(
    image(spec.shape, { kind: 'constant', level: 0 }, 'black', () => undefined),
    black,
    0,
  );
  return {
    ...asked,
    spec: {
      ...spec,
      id: `${spec.id}-mended`,
      digest: createHash('sha256').update(`${spec.digest}, ${what}`).digest('hex'),
      // Of degree 0, and not 1: what comes after it is always asked at the same brightness.
      steps: [
        { kind: 'custom', name: what, homogeneous: false, apply: (values) => divide(values, plan, spec) },
        ...spec.steps,
      ],
    },
    classify: async (batch) => {
      const scores = await classifier.classify(batch);
      answerBlack(scores, batch, black, spec.scores === 'logits' ? 0 : 1 / spec.labels.length);
      return scores;
    },
    dispose: () => classifier.dispose(),
  };
}

/** Divides an image, channels last, by its statistic over the reference; what has none stays 0. */
function divide(
  values: Float32Array,
  { by, reference, quantile, perChannel }: MendPlan,
  { shape: { channels } }: Classifier['spec'],
): void {
  const step = perChannel ? channels : 1;
  for (let first = 0; first < step; first++) {
    const own = step === 1 ? values : values.filter((_value, i) => i % step === first);
    const unit = Math.fround(by.of(own.map(Math.abs), quantile) / reference);
    if (unit > 0) for (let i = first; i < values.length; i += step) values[i]! /= unit;
  }
}

/** Gives every label the same score where an image is black. */
function answerBlack(scores: Float32Array, { data, count }: ImageBatch, black: Float32Array, score: number): void {
  const [size, labels] = [black.length, scores.length / count];
  for (let i = 0; i < count; i++) {
    let at = 0;
    while (at < size && data[i * size + at] === black[at]) at++;
    if (at === size) scores.fill(score, i * labels, (i + 1) * labels);
  }
}
