/** From the lowest scalar to the highest; 1 lies between them. */
export interface ScalarRange {
  readonly min: number;
  readonly max: number;
}

/** Contrasts at which a summary says how many images keep their label, so they are tried. */
export const contrasts = [0.5, 0.25, 0.1, 0.01] as const;

/**
 * The scalars that are always tried, ascending: the ends of the range, every power of two between them (1 is one), and the
 * {@link contrasts}. Multiplying by a power of two rounds nothing, so at these a network without biases shows itself.
 */
export function coarseGrid({ min, max }: ScalarRange): readonly number[] {
  const powers: number[] = [];
  for (let k = Math.ceil(Math.log2(min)); 2 ** k <= max; k++) powers.push(2 ** k);
  const inside = contrasts.map(toFloat32).filter((scalar) => scalar > min && scalar < max);
  return [...new Set([min, max, ...powers, ...inside])].toSorted((a, b) => a - b);
}

/** What lies between two scalars at even steps of their logarithm, such that none is larger than `ratio`; without the ends. */
export function between(from: number, to: number, ratio: number): readonly number[] {
  // A little less than a whole number of steps must not become one more.
  const steps = Math.ceil(Math.abs(Math.log(to / from)) / Math.log(ratio) - 1e-9);
  return Array.from({ length: Math.max(0, steps - 1) }, (_, i) => toFloat32(from * (to / from) ** ((i + 1) / steps)));
}

/** Every scalar that a search makes up is a float32 number, so that "the last float32" means something. */
export const toFloat32 = Math.fround;
