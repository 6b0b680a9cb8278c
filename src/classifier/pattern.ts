import { InputError } from '../errors.js';
import { sizeOfDims } from '../network/dims.js';
import { piecesOfLabels, type Kink } from '../network/kinks.js';
import { maximumWindows } from '../network/windows.js';
import type { ClassifierNetwork, Tensor } from './classifier.js';

/** The network whose pieces are meant: those up to its scores. */
export type PiecesOf = Pick<ClassifierNetwork, 'graph' | 'scores'>;

/**
 * The tensors whose values tell on which linear piece of a network an image lies: what goes into every Relu, LeakyRelu,
 * PRelu, Abs, Clip and MaxPool on the way to the scores. (Of a MaxPool after a Relu: what goes into the Relu.)
 */
export function patternProbes({ graph, scores }: PiecesOf): readonly string[] {
  return [...new Set(piecesOfLabels(graph, scores).kinks.map(({ tensor }) => tensor))];
}

/**
 * The activation pattern of every image of a batch, packed into bits: on which side of every kink it lies. Two images lie
 * on one linear piece if their patterns are equal, see {@link samePattern}.
 *
 * One bit for every value at a Relu, LeakyRelu, PRelu or Abs (above 0); two at a Clip (below the low bound, above the high
 * one); and for every window of a MaxPool the place of its maximum, the first of several.
 *
 * @param tensors those that {@link patternProbes} names, for this batch.
 * @param count how many images.
 * @throws InputError if a tensor is missing, or not of `count` images.
 * @example
 * const tensors = await network.probe(batch, patternProbes(network));
 * const [a, b] = activationPatterns(network, tensors, batch.count);
 */
export function activationPatterns(
  { graph, scores }: PiecesOf,
  tensors: ReadonlyMap<string, Tensor>,
  count: number,
): readonly Uint32Array[] {
  const readers = piecesOfLabels(graph, scores).kinks.map((kink) => {
    const tensor = tensors.get(kink.tensor);
    if (tensor === undefined || tensor.dims[0] !== count)
      throw new InputError({
        where: `activation pattern at ${kink.node.name}`,
        found: tensor === undefined ? `no tensor "${kink.tensor}"` : `a tensor of shape [${tensor.dims.join(', ')}]`,
        expected: `the tensor "${kink.tensor}" for ${count} images`,
      });
    return readerOf(kink, tensor);
  });
  const bits = new Bits(readers.reduce((sum, { width }) => sum + width, 0));
  return Array.from({ length: count }, (_, image) => {
    for (const { write } of readers) write(image, bits);
    return bits.take();
  });
}

/** Whether two patterns of one network are equal. */
export function samePattern(a: Uint32Array, b: Uint32Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A row of bits that is written from its beginning, and then taken. */
class Bits {
  #words: Uint32Array;
  #word = 0;
  #filled = 0;
  #position = 0;

  constructor(private readonly length: number) {
    this.#words = this.#empty();
  }

  /** Adds the `width` (at most 31) low bits of a value. */
  add(value: number, width: number): void {
    this.#word |= value << this.#filled;
    this.#filled += width;
    if (this.#filled < 32) return;
    this.#words[this.#position++] = this.#word;
    this.#filled -= 32;
    // The bits that did not fit. Shifting by 32 would shift by 0.
    this.#word = this.#filled === 0 ? 0 : value >>> (width - this.#filled);
  }

  take(): Uint32Array {
    if (this.#filled > 0) this.#words[this.#position] = this.#word;
    const taken = this.#words;
    this.#words = this.#empty();
    this.#word = this.#filled = this.#position = 0;
    return taken;
  }

  #empty(): Uint32Array {
    return new Uint32Array(Math.ceil(this.length / 32));
  }
}

/** Writes one image's bits at one kink. */
interface Reader {
  /** Bits an image. */
  readonly width: number;
  readonly write: (image: number, bits: Bits) => void;
}

function readerOf(kink: Kink, { data, dims }: Tensor): Reader {
  const size = dims.slice(1).reduce((product, side) => product * side, 1);
  if (kink.kind === 'sign')
    return {
      width: size,
      write: (image, bits) => {
        const end = (image + 1) * size;
        // Sixteen signs a turn: this loop is most of what a pattern costs.
        for (let i = image * size; i < end; i += 16) {
          const width = Math.min(16, end - i);
          let signs = 0;
          for (let bit = 0; bit < width; bit++) if (data[i + bit]! > 0) signs |= 1 << bit;
          bits.add(signs, width);
        }
      },
    };
  if (kink.kind === 'clip') {
    const { low, high } = kink;
    return {
      width: 2 * size,
      write: (image, bits) => {
        for (let i = image * size, end = i + size; i < end; i++)
          bits.add(data[i]! < low ? 1 : data[i]! > high ? 2 : 0, 2);
      },
    };
  }
  return winnerReader(kink, data, dims);
}

/** Which value of each window is the largest. */
function winnerReader(
  { windows: told, rectified }: Extract<Kink, { kind: 'maximum' }>,
  data: Float32Array,
  [, channels = 1, ...sides]: readonly number[],
): Reader {
  const { windows, size } = maximumWindows(told, 1, sides);
  const each = Math.ceil(Math.log2(size));
  const area = sizeOfDims(sides);
  const floor = rectified ? 0 : -Infinity;
  return {
    width: channels * (windows.length / size) * each,
    write: (image, bits) => {
      for (let channel = 0; channel < channels; channel++) {
        const plane = (image * channels + channel) * area;
        for (let window = 0; window < windows.length; window += size) {
          // The first of several maxima wins; padding and what is not above the floor never do.
          let best = floor;
          let winner = 0;
          for (let i = 0; i < size; i++) {
            const place = windows[window + i]!;
            if (place < 0) continue;
            const value = data[plane + place]!;
            if (value > best) {
              best = value;
              winner = i;
            }
          }
          bits.add(winner, each);
        }
      }
    },
  };
}
