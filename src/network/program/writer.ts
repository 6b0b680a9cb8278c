import type { Dims } from '../dims.js';
import type { AffineMap } from './affineMap.js';
import { programOf, type KinkStep, type MaximumStep, type Program, type ProgramStep } from './program.js';
import type { Live } from './values.js';

/** Writes a program, step by step. */
export class ProgramWriter {
  readonly #sizes: number[] = [];
  readonly #steps: ProgramStep[] = [];

  /** @param pixels how many numbers an image has. */
  constructor(pixels: number) {
    this.#sizes.push(pixels);
  }

  affine(node: string, inputs: readonly Live[], map: AffineMap, dims: Dims): Live {
    const output = this.#vector(map.rows);
    this.#steps.push({ kind: 'affine', inputs: inputs.map(({ vector }) => vector), output, map, node });
    return { kind: 'live', vector: output, dims };
  }

  kink(node: string, input: Live, slopes: Float64Array): Live {
    const output = this.#vector(this.#sizes[input.vector]!);
    const step: KinkStep = { kind: 'kink', input: input.vector, output, slopes, node };
    this.#steps.push(step);
    return { kind: 'live', vector: output, dims: input.dims };
  }

  maximum(node: string, input: Live, windows: Int32Array, size: number, floor: boolean, dims: Dims): Live {
    const output = this.#vector(windows.length / size);
    const step: MaximumStep = { kind: 'maximum', input: input.vector, output, windows, size, floor, node };
    this.#steps.push(step);
    return { kind: 'live', vector: output, dims };
  }

  finish(logits: Live): Program {
    return programOf(this.#sizes, this.#steps, logits.vector);
  }

  #vector(size: number): number {
    this.#sizes.push(size);
    return this.#sizes.length - 1;
  }
}
