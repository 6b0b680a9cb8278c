import type { Classifier } from '../../classifier/classifier.js';
import { inputWriter } from '../../classifier/inputWriter.js';
import { labelOf } from '../../classifier/scores.js';
import { Subject } from '../../classifier/subject.js';
import type { Image } from '../../image/image.js';
import { sizeOf } from '../../image/shape.js';
import { probedTensor } from './ownOutput.js';

/**
 * What the engine gives for the tensor whose largest number is the label, for one image alone.
 *
 * @returns undefined where that tensor cannot be read.
 */
export async function engineLogits(classifier: Classifier, image: Image): Promise<Float32Array | undefined> {
  const { spec, network } = classifier;
  if (network === undefined) return undefined;
  const data = new Float32Array(sizeOf(spec.shape));
  inputWriter(spec)(image, data, 0);
  const logits = await probedTensor(classifier, { data, count: 1 }, network.logits);
  return logits?.length === spec.labels.length ? logits : undefined;
}

/**
 * The label that the engine gives an image alone: that of its logits where they can be read, since scores may saturate.
 *
 * @returns undefined where pixels or logits are beyond the range of float32.
 */
export async function engineLabel(classifier: Classifier, image: Image): Promise<number | undefined> {
  if (!image.pixels().every(Number.isFinite)) return undefined;
  const logits = await engineLogits(classifier, image);
  if (logits === undefined) return labelOf(await new Subject(classifier, { alone: true }).scores(image));
  return logits.every(Number.isFinite) ? labelOf(logits) : undefined;
}

/** Whether an image's scores say less than its logits do: several are largest, and of the logits one. In a sentence. */
export async function saturation(classifier: Classifier, images: readonly Image[]): Promise<string | undefined> {
  const { network, spec } = classifier;
  if (network === undefined || network.scores === network.logits) return undefined;
  for (const image of images) {
    const logits = await engineLogits(classifier, image);
    if (logits === undefined) continue;
    const scores = await new Subject(classifier).scores(image);
    const label = labelOf(logits);
    const other = scores.findIndex((score, k) => k !== label && score >= scores[label]! && logits[k]! < logits[label]!);
    if (other !== -1)
      return `the scores of ${image.description} saturate: ${spec.labels[label]} and ${spec.labels[other]} have the same; the label is that of the logits "${network.logits}"`;
  }
  return undefined;
}
