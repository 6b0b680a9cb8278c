import { sizeOf } from '../../image/shape.js';
import type { ClassifierNetwork, ClassifierSpec } from '../classifier.js';
import { patternProbes } from './patternKinks.js';

/**
 * Tensors that tell the patterns of one batch, in bytes: an engine has them all at once. Where an image alone has as much, larger
 * batches are no faster, and leave other workers idle.
 */
const patternBytes = 8 * 2 ** 20;

const known = new WeakMap<ClassifierNetwork, Promise<number>>();

/**
 * How many images at once a classifier is asked for the patterns of: those of a convolutional network are read from tensors a
 * hundred times as large as an image. Found once a network, by probing a black image.
 *
 * @throws ClassifierError if the model fails.
 */
export function patternBatch({ shape }: Pick<ClassifierSpec, 'shape'>, network: ClassifierNetwork): Promise<number> {
  const before = known.get(network);
  if (before !== undefined) return before;
  const found = fitting(sizeOf(shape), network);
  known.set(network, found);
  found.catch(() => known.delete(network));
  return found;
}

async function fitting(imageSize: number, network: ClassifierNetwork): Promise<number> {
  const names = patternProbes(network);
  if (names.length === 0) return Infinity;
  const tensors = await network.probe({ data: new Float32Array(imageSize), count: 1 }, names);
  const bytes = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  return Math.max(1, Math.floor(patternBytes / bytes));
}
