import { InputError } from '../errors.js';
import { kinksOf, type Kink } from '../network/kinks.js';
import type { NetworkGraph } from '../network/graph.js';
import { poolingWindows, type Windows } from '../network/window.js';
import type { Tensor } from './classifier.js';

/**
 * The tensors whose values tell on which linear piece of a network an image lies: what goes into every Relu, LeakyRelu,
 * PRelu, Abs, Clip and MaxPool on the way to the logits. (Of a MaxPool after a Relu: what goes into the Relu.)
 *
 * @param logits the tensors that logits are read from; default what goes into the final softmax, or the outputs.
 */
export function patternProbes(graph: NetworkGraph, logits?: readonly string[]): readonly string[] {
  return [...new Set(kinksOf(graph, logits).map(({ tensor }) => tensor))];
}

/**
 * The activation pattern of every image of a batch, packed into bits: on which side of every bend it lies. Two images lie
 * on one linear piece if their patterns are equal, see {@link samePattern}.
 *
 * One bit for every value at a Relu, LeakyRelu, PRelu or Abs (above 0); two at a Clip (below the low bound, above the high
 * one); and for every window of a MaxPool the place of its maximum, the first of several.
 *
 * @param tensors those that {@link patternProbes} names, for this batch.
 * @param count how many images.
 * @throws InputError if a tensor is missing, or not of `count` images.
 * @example
 * const tensors = await classifier.probe(batch, patternProbes(graph));
 * const [a, b] = activationPatterns(graph, tensors, batch.count);
 */
export function activationPatterns(
  graph: NetworkGraph,
  tensors: ReadonlyMap<string, Tensor>,
  count: number,
  logits?: readonly string[],
): readonly Uint32Array[] {
  const readers = kinksOf(graph, logits).map((kink) => {
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
  { node, rectified }: Extract<Kink, { kind: 'maximum' }>,
  data: Float32Array,
  [, channels = 1, height = 1, ...others]: readonly number[],
): Reader {
  // A global maximum is one window over everything, as one row.
  const width = others.reduce((product, side) => product * side, 1);
  const everything = node.operation === 'GlobalMaxPool';
  const [rows, columns] = everything
    ? [height, width].map((side) => ({ count: 1, start: 0, stride: 1, size: side, dilation: 1 }))
    : poolingWindows(node, [height, width]);
  if (rows === undefined || columns === undefined) return { width: 0, write: () => undefined };
  const windows = placesOf(rows, columns, height, width);
  const size = rows.size * columns.size;
  const each = Math.ceil(Math.log2(size));
  const area = height * width;
  const floor = rectified ? 0 : -Infinity;
  return {
    width: channels * rows.count * columns.count * each,
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

/** Where in a plane each value of each window lies, window by window, along its rows; -1 for padding. */
function placesOf(rows: Windows, columns: Windows, height: number, width: number): Int32Array {
  const places = new Int32Array(rows.count * columns.count * rows.size * columns.size);
  let at = 0;
  for (let y = 0; y < rows.count; y++)
    for (let x = 0; x < columns.count; x++)
      for (let i = 0; i < rows.size; i++)
        for (let j = 0; j < columns.size; j++) {
          const row = rows.start + y * rows.stride + i * rows.dilation;
          const column = columns.start + x * columns.stride + j * columns.dilation;
          places[at++] = row < 0 || row >= height || column < 0 || column >= width ? -1 : row * width + column;
        }
  return places;
}
