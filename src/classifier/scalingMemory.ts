import { scale } from './scale.js';
import { floatsATurn, scalingKernel } from './scalingKernel.js';

/** Float32 numbers that are multiplied where they lie. */
export interface ScalingMemory {
  readonly values: Float32Array<ArrayBuffer>;
  /** Multiplies `count` of them, from the place `from` on. What comes out is what `scale` gives, to the last bit. */
  readonly multiply: (from: number, count: number, factor: number) => void;
}

/**
 * Memory for `length` numbers, 0 to begin with: where the vector unit reaches it, which multiplies several at once;
 * plain memory where there is no such unit, or no room for it to reach.
 *
 * @example
 * const { values, multiply } = scalingMemory(784);
 * values.set(pixels);
 * multiply(0, 784, 0.1);
 */
export const scalingMemory = (length: number): ScalingMemory => reached(length) ?? plainScalingMemory(length);

/** The same without the vector unit. */
export function plainScalingMemory(length: number): ScalingMemory {
  const values = new Float32Array(length);
  return {
    values,
    multiply: (from, count, factor) => scale(values.subarray(from, from + count), factor, values, from),
  };
}

/** WebAssembly's memory comes in pages of so many bytes. */
const pageBytes = 2 ** 16;

let compiled: WebAssembly.Module | undefined;

function reached(length: number): ScalingMemory | undefined {
  try {
    compiled ??= new WebAssembly.Module(scalingKernel);
    const memory = new WebAssembly.Memory({
      initial: Math.ceil((length * Float32Array.BYTES_PER_ELEMENT) / pageBytes),
    });
    const { exports } = new WebAssembly.Instance(compiled, { here: { memory } });
    const scaled = exports['scale'];
    if (typeof scaled !== 'function') return undefined;
    const values = new Float32Array(memory.buffer, 0, length);
    const bytes = Float32Array.BYTES_PER_ELEMENT;
    return {
      values,
      multiply: (from, count, factor) => {
        const end = from + count;
        const rest = end - (count % floatsATurn);
        if (rest > from) scaled(from * bytes, rest * bytes, factor);
        for (let i = rest; i < end; i++) values[i] = factor * values[i]!;
      },
    };
  } catch {
    // Processors and systems without vectors, and processes that may not have the address space that such memory reserves.
    return undefined;
  }
}
