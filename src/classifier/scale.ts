/** Writes `scalar` times the values at `offset`. Any kind of target rounds the products to what it holds. */
export function scale(values: Float32Array, scalar: number, target: ScaleTarget, offset: number): void {
  const end = values.length;
  let i = 0;
  // The inner loop of most runs. Four values a turn: V8 does not unroll it, and takes twice as long over one.
  for (; i + 3 < end; i += 4) {
    target[offset + i] = scalar * values[i]!;
    target[offset + i + 1] = scalar * values[i + 1]!;
    target[offset + i + 2] = scalar * values[i + 2]!;
    target[offset + i + 3] = scalar * values[i + 3]!;
  }
  for (; i < end; i++) target[offset + i] = scalar * values[i]!;
}

/** What products can be written to. */
export type ScaleTarget = Float32Array | Float64Array | Uint8ClampedArray;
