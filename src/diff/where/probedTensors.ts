import type { Classifier, ClassifierNetwork, Tensor } from '../../classifier/classifier.js';
import type { Feeding } from '../../classifier/fed.js';
import { inputWriter } from '../../classifier/inputWriter.js';
import type { Image } from '../../image/image.js';
import { sizeOf } from '../../image/shape.js';

/** Tensors that are asked for at once, as one session gives. */
const mostTensors = 48;

/** The tensors of a network at a few images, asked for a few at a time. */
export class ProbedTensors {
  readonly network: ClassifierNetwork;
  readonly #data: Float32Array;
  readonly #count: number;

  /** @param feeding how the images are prepared. */
  constructor(
    { spec, network }: Classifier & { readonly network: ClassifierNetwork },
    images: readonly Image[],
    feeding: Pick<Feeding, 'range' | 'steps'>,
  ) {
    this.network = network;
    const size = sizeOf(spec.shape);
    this.#count = Math.min(images.length, spec.batchLimit);
    this.#data = new Float32Array(size * this.#count);
    const write = inputWriter({ ...spec, ...feeding });
    images.slice(0, this.#count).forEach((image, i) => write(image, this.#data, i * size));
  }

  /** Those tensors of these names that the engine gives; what it does not give is left out. */
  async values(names: readonly string[]): Promise<ReadonlyMap<string, Tensor>> {
    const found = new Map<string, Tensor>();
    for (let at = 0; at < names.length; at += mostTensors)
      for (const [name, tensor] of await this.#some(names.slice(at, at + mostTensors))) found.set(name, tensor);
    return found;
  }

  async #some(names: readonly string[]): Promise<ReadonlyMap<string, Tensor>> {
    const batch = { data: this.#data.slice(), count: this.#count };
    try {
      return await this.network.probe(batch, names);
    } catch {
      // An engine may not give one of them: of integers, of a sequence, fused away. The others are asked for without it.
      if (names.length === 1) return new Map();
      const half = Math.ceil(names.length / 2);
      return new Map([...(await this.#some(names.slice(0, half))), ...(await this.#some(names.slice(half)))]);
    }
  }
}
