/** How a tensor of one image compares with the same tensor of that image multiplied by a power of two. */
export type Scaling =
  /** Every number is 0 in both. */
  | { readonly kind: 'zero' }
  /** Multiplied by 2^shift, every number, bit by bit. */
  | { readonly kind: 'power'; readonly shift: number }
  /** Too close to the ends of the range of floats to tell. */
  | { readonly kind: 'range'; readonly end: 'underflow' | 'overflow' }
  /** Number `at` does not scale as the largest one does. */
  | { readonly kind: 'broken'; readonly at: number; readonly before: number; readonly after: number };

// Test runners make every look-up of a global slow, and these are asked for each number.
const { abs } = Math;

/** Below this, sums of products may have parts among the subnormal floats (below 1.2e-38), where digits are lost. */
const tiny = 2 ** -100;

/** Above this, they may have parts beyond the largest float. */
const huge = 2 ** 110;

/**
 * Compares two rows of numbers. Multiplying by a power of two rounds nothing, so there is no tolerance.
 *
 * @param expected the shift that is known from elsewhere: tells a number that has run out of the range of floats from one
 *   that does not scale.
 * @example compareRows(Float32Array.of(1, -3), Float32Array.of(2, -6)); // { kind: 'power', shift: 1 }
 */
export function compareRows(before: Float32Array, after: Float32Array, expected = 0): Scaling {
  const end = endOf(before, 1) ?? endOf(before, 2 ** expected) ?? endOf(after, 1);
  if (end !== undefined) return { kind: 'range', end };
  let largest = -1;
  for (let i = 0; i < before.length; i++)
    if (abs(before[i]!) > (largest === -1 ? 0 : abs(before[largest]!))) largest = i;
  const factor = largest === -1 ? 1 : abs(after[largest]! / before[largest]!);
  const shift = Math.log2(factor);
  const broken = (at: number): Scaling => ({ kind: 'broken', at, before: before[at] ?? 0, after: after[at] ?? 0 });
  if (!Number.isInteger(shift) || 2 ** shift !== factor) return broken(largest);
  for (let i = 0; i < before.length; i++) if (!same(before[i]! * factor, after[i]!)) return broken(i);
  return largest === -1 ? { kind: 'zero' } : { kind: 'power', shift };
}

/** Also where neither is a number. */
const same = (a: number, b: number): boolean => a === b || (a !== a && b !== b);

/** The end of the range of floats that a number is so close to that digits may have been lost on the way to it. */
function endOf(values: Float32Array, factor: number): 'underflow' | 'overflow' | undefined {
  for (let i = 0; i < values.length; i++) {
    const size = abs(values[i]!) * factor;
    if (values[i] !== 0 && size < tiny) return 'underflow';
    if (size > huge) return 'overflow';
  }
  return undefined;
}
