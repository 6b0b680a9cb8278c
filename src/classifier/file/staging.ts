import { isSharedArrayBuffer } from 'node:util/types';
import { scale } from '../scale.js';
import { scalingMemory, type ScalingMemory } from '../scalingMemory.js';
import { halfOf } from './halves.js';
import type { InputType } from './input.js';
import type { FedInput, Rows } from './protocol.js';

/** The values of a model's input, in memory of its own. */
export type InputValues = Float32Array | Float64Array | Uint8Array | Uint16Array;

/** An array for a model's input that is used again and again: engines refuse shared memory, so batches are copied. */
export class Staging {
  readonly #imageSize: number;
  #values: InputValues = new Uint8Array(0);
  /**
   * The same memory, rounding and clamping what is written to it where the values are uint8. Where they are the bits of halves,
   * for which there is no array, memory of float32 numbers beside it.
   */
  #target: Float32Array | Float64Array | Uint8ClampedArray = new Uint8ClampedArray(0);
  /** The same memory where it is float32: multiplied where it lies. */
  #floats: ScalingMemory | undefined;

  constructor(private readonly input: Pick<FedInput, 'type' | 'dims' | 'batch'>) {
    this.#imageSize = input.dims.reduce((product, side) => product * side, 1);
  }

  /** Images as the model takes them, multiplied by their factors, filled up with zeros where the batch is fixed. */
  fill(images: Rows): { readonly values: InputValues; readonly batch: number } {
    const { data, first, count, factors } = images;
    const size = this.#imageSize;
    const { batch = count } = this.input;
    const length = batch * size;
    if (this.#isAsFed(images, batch)) return { values: data.subarray(first * size, (first + count) * size), batch };
    if (this.#values.length < length) this.#allocate(length);
    const pixels = data.subarray(first * size, (first + count) * size);
    if (factors === undefined) this.#target.set(pixels);
    else if (this.#floats !== undefined) {
      this.#target.set(pixels);
      for (let image = 0; image < count; image++) this.#floats.multiply(image * size, size, factors[image]!);
    } else
      for (let at = 0, image = 0; image < count; image++, at += size)
        scale(pixels.subarray(at, at + size), factors[image]!, this.#target, at);
    this.#target.fill(0, count * size, length);
    if (this.input.type === 'float16') for (let i = 0; i < length; i++) this.#values[i] = halfOf(this.#target[i]!);
    // Engines want an array of exactly the tensor's size.
    return { values: this.#values.subarray(0, length), batch };
  }

  /** Whether images already lie as the engine takes them: made in this very thread, or sent to it alone. */
  #isAsFed({ data, count, factors }: Rows, batch: number): boolean {
    return (
      factors === undefined && this.input.type === 'float32' && batch === count && !isSharedArrayBuffer(data.buffer)
    );
  }

  #allocate(length: number): void {
    if (this.input.type === 'float32') {
      this.#floats = scalingMemory(length);
      this.#values = this.#target = this.#floats.values;
      return;
    }
    const values = valuesOf(this.input.type, length);
    this.#values = values;
    if (values instanceof Uint8Array) this.#target = new Uint8ClampedArray(values.buffer);
    else this.#target = values instanceof Uint16Array ? new Float32Array(length) : values;
  }
}

function valuesOf(type: Exclude<InputType, 'float32'>, length: number): Exclude<InputValues, Float32Array> {
  if (type === 'uint8') return new Uint8Array(length);
  return type === 'float16' ? new Uint16Array(length) : new Float64Array(length);
}
