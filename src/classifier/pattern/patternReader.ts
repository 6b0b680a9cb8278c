import { createHash } from 'node:crypto';
import { InputError } from '../../errors.js';
import type { Tensor } from '../classifier.js';
import { Bits } from './bits.js';
import { kinkBits, type KinkBits } from './kinkBits.js';
import type { PatternKink } from './patternKinks.js';

/** Reads patterns where an engine has just computed the tensors that tell them. It lasts as long as the model does. */
export class PatternReader {
  /** The tensors that are read, each once. */
  readonly tensors: readonly string[];
  readonly #known = new Map<PatternKink, { readonly sides: string; readonly bits: KinkBits }>();

  constructor(private readonly kinks: readonly PatternKink[]) {
    this.tensors = [...new Set(kinks.map(({ tensor }) => tensor))];
  }

  /**
   * The patterns of some images: SHA-256 of the bits, small however large the network is. Nobody knows of two texts that have
   * the same.
   *
   * @param tensorOf is asked for each tensor once.
   * @throws InputError if a tensor is missing, or not of `count` images.
   */
  patterns(count: number, tensorOf: (name: string) => Tensor | undefined): readonly string[] {
    return this.bits(count, tensorOf).map((bits) => createHash('sha256').update(bits).digest('base64'));
  }

  /** The same, packed and not made small: on which side of every kink an image lies. */
  bits(count: number, tensorOf: (name: string) => Tensor | undefined): readonly Uint32Array[] {
    const tensors = new Map(this.tensors.map((name) => [name, tensorOf(name)]));
    const readings = this.kinks.map((kink) => {
      const tensor = tensors.get(kink.tensor);
      if (tensor === undefined || tensor.dims[0] !== count)
        throw new InputError({
          where: `activation pattern at ${kink.node}`,
          found: tensor === undefined ? `no tensor "${kink.tensor}"` : `a tensor of shape [${tensor.dims.join(', ')}]`,
          expected: `the tensor "${kink.tensor}" for ${count} images`,
        });
      return { data: tensor.data, ...this.#bitsOf(kink, tensor.dims.slice(1)) };
    });
    const length = readings.reduce((sum, { width }) => sum + width, 0);
    return Array.from({ length: count }, (_, image) => {
      const bits = new Bits(length);
      for (const { data, write } of readings) write(data, image, bits);
      return bits.take();
    });
  }

  /** The windows of a pooling are many, and worked out once. */
  #bitsOf(kink: PatternKink, sides: readonly number[]): KinkBits {
    const key = sides.join();
    const known = this.#known.get(kink);
    if (known?.sides === key) return known.bits;
    const bits = kinkBits(kink, sides);
    this.#known.set(kink, { sides: key, bits });
    return bits;
  }
}
