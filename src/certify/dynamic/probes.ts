import * as fc from 'fast-check';
import type { Classifier, ImageBatch, Tensor } from '../../classifier/classifier.js';
import { inputWriter } from '../../classifier/inputWriter.js';
import { checkerboard } from '../../generate/checkerboard.js';
import { gradient } from '../../generate/gradient.js';
import { noise } from '../../generate/noise.js';
import type { Image } from '../../image/image.js';
import { sizeOf, type ImageShape } from '../../image/shape.js';

/** Images to probe with: the same ones every time, most of them noise, which leaves no two numbers alike. */
export function someImages(shape: ImageShape, count: number, seed: number): readonly Image[] {
  const rest = Math.max(0, count - 1);
  const others = [gradient(shape), checkerboard(shape)].flatMap((kind) => fc.sample(kind, { seed, numRuns: 1 }));
  const noisy = fc.sample(noise(shape), { seed, numRuns: count }).toSorted((a, b) => b.brightest - a.brightest);
  return [...noisy.slice(0, 1), ...others, ...noisy.slice(1)].slice(0, 1 + rest);
}

/** Images as a network takes them, after the declared preprocessing: what is scaled is what the theorems speak of. */
export function batchOf(images: readonly Image[], spec: Classifier['spec']): ImageBatch {
  const size = sizeOf(spec.shape);
  const data = new Float32Array(images.length * size);
  const write = inputWriter(spec, { space: 'model' });
  images.forEach((image, i) => write(image, data, i * size));
  return { data, count: images.length };
}

/** A batch with all its images multiplied by 2^exponent, in the same places: the engine treats them alike. */
export function scaled({ data, count }: ImageBatch, exponent: number): ImageBatch {
  const factor = 2 ** exponent;
  return { data: data.map((value) => value * factor), count };
}

/** The name under which a classifier's scores go where their tensor cannot be read: of no tensor. */
export const scoresName = '(scores)';

/** Reads tensors of a classifier by name, leaving out those that it cannot give: of no fixed shape, or not a row an image. */
export class Prober {
  readonly #impossible = new Set<string>();

  constructor(private readonly classifier: Classifier) {}

  async read(batch: ImageBatch, names: readonly string[]): Promise<ReadonlyMap<string, Tensor>> {
    const possible = names.filter((name) => !this.#impossible.has(name));
    if (possible.length === 0) return new Map();
    const { classifier } = this;
    if (possible[0] === scoresName || classifier.network === undefined) {
      const data = await classifier.classify({ ...batch, data: batch.data.slice() });
      return new Map([[scoresName, { dims: [batch.count, data.length / batch.count], data }]]);
    }
    try {
      return await classifier.network.probe({ ...batch, data: batch.data.slice() }, possible);
    } catch {
      // One of them is the cause. The engine has been told of all by now, so that halves cost no new set-up.
      const [only, ...others] = possible;
      if (others.length === 0 && only !== undefined) {
        this.#impossible.add(only);
        return new Map();
      }
      const half = possible.length >> 1;
      return new Map([
        ...(await this.read(batch, possible.slice(0, half))),
        ...(await this.read(batch, possible.slice(half))),
      ]);
    }
  }
}
