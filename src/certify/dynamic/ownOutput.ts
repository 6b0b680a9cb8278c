import type { Classifier, ImageBatch } from '../../classifier/classifier.js';
import { inputWriter } from '../../classifier/inputWriter.js';
import { labelOf, magnitudeOf } from '../../classifier/scores.js';
import type { Image } from '../../image/image.js';
import { Obstacle } from '../../network/program/obstacle.js';
import { sizeOf } from '../../image/shape.js';
import { Prober } from './probes.js';

/** What to do where conic contradicts itself or the engine. */
export const askForReport = 'This is a mistake in conic or in the engine: please report it, with the model.';

/** A lead of the logits below this, relative to the largest, may be the rounding of two runs. */
const tolerance = 1e-5;

const probers = new WeakMap<Classifier, Prober>();

/**
 * Whether the model's own output gives other labels than the logits that conic takes for its scores. Certificates speak of
 * logits, and so does `classify`: were the wrong tensor taken for them, nothing else would notice.
 *
 * Equal numbers in the output are no other label: a function that saturates makes them.
 *
 * @param batch as the network takes it, after preprocessing.
 * @param logits the tensor that a certificate speaks of, where that is not the one that holds the logits: the one before equal
 *   numbers are added to them.
 * @returns the two labels, in a sentence; undefined where they agree, or where the two are one tensor or cannot be read.
 */
export async function outputContradiction(
  classifier: Classifier,
  batch: ImageBatch,
  logits = classifier.network?.logits,
): Promise<string | undefined> {
  const { network, spec } = classifier;
  if (network === undefined || logits === undefined || network.output === logits) return undefined;
  const { output } = network;
  const read = (name: string): Promise<Float32Array | undefined> => probedTensor(classifier, batch, name);
  const [before, after] = [await read(logits), await read(output)];
  const classes = spec.labels.length;
  if (before?.length !== batch.count * classes || after?.length !== before.length) return undefined;
  for (let row = 0; row < batch.count; row++) {
    const rowOf = (data: Float32Array): Float32Array => data.subarray(row * classes, (row + 1) * classes);
    const [scores, own] = [rowOf(before), rowOf(after)];
    const [label, other] = [labelOf(scores), labelOf(own)];
    const isClear = scores[label]! - scores[other]! > tolerance * magnitudeOf(scores);
    if (isClear && own[other]! > own[label]!)
      return `the label by the logits "${logits}" is ${spec.labels[label]}, and by the model's output "${output}" it is ${spec.labels[other]}`;
  }
  return undefined;
}

/**
 * Asks the model's own output about images, one at a time.
 *
 * @throws Obstacle if it gives another label than the logits.
 */
export async function assertOwnOutput(classifier: Classifier, images: readonly Image[]): Promise<void> {
  const write = inputWriter(classifier.spec);
  for (const image of images) {
    const data = new Float32Array(sizeOf(classifier.spec.shape));
    write(image, data, 0);
    const contradiction = await outputContradiction(classifier, { data, count: 1 });
    if (contradiction !== undefined) throw new Obstacle(`${contradiction} (${image.description}). ${askForReport}`);
  }
}

/** A tensor of the network for a batch. `classify` gives the scores without a second session. */
export async function probedTensor(
  classifier: Classifier,
  batch: ImageBatch,
  name: string,
): Promise<Float32Array | undefined> {
  const { network } = classifier;
  if (network?.scores === name) return classifier.classify({ ...batch, data: batch.data.slice() });
  if (network?.tensors.has(name) !== true) return undefined;
  const prober = probers.get(classifier) ?? new Prober(classifier);
  probers.set(classifier, prober);
  return (await prober.read(batch, [name])).get(name)?.data;
}
