/** A generator of numbers in [0, 1) that is the same everywhere: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const hardSwish = (x: number): number => (x * Math.min(6, Math.max(0, x + 3))) / 6;

/**
 * The three scores of a random network of HardSwish with biases, seven layers deep, as a function of the scalar. Along its rays
 * other labels are ahead on narrow islands.
 */
export function hardSwishNetwork(seed: number): (scalar: number) => Float32Array {
  const random = seeded(seed);
  const normal = (): number => {
    let sum = 0;
    for (let i = 0; i < 6; i++) sum += random();
    return (sum - 3) * Math.SQRT2;
  };
  const sizes = [1, 16, 16, 16, 16, 16, 16, 3];
  const layers = sizes.slice(1).map((outputs, layer) => {
    const inputs = sizes[layer]!;
    const weights = Array.from({ length: outputs }, () =>
      Array.from({ length: inputs }, () => (normal() * 4) / Math.sqrt(inputs)),
    );
    return { weights, biases: Array.from({ length: outputs }, () => normal() * Math.exp(normal())) };
  });
  return (scalar) => {
    let values = [scalar];
    layers.forEach(({ weights, biases }, layer) => {
      values = weights.map((row, i) => {
        const sum = row.reduce((all, weight, j) => all + weight * values[j]!, biases[i]!);
        return layer === layers.length - 1 ? sum : hardSwish(sum);
      });
    });
    return Float32Array.from(values);
  };
}
