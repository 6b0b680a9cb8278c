import { assertStrength, type Transformation } from '../image/transformation.js';

/**
 * The range of strengths that `--strengths` tells; what it leaves open is what is usual.
 *
 * @throws InputError if the transformation has no such strength.
 */
export function strengthsTold(
  transformation: Transformation,
  { min, max }: { readonly min?: number; readonly max?: number } = {},
): readonly [lowest: number, highest: number] {
  const { usual } = transformation.strength;
  const range = [min ?? usual[0], max ?? usual[1]] as const;
  for (const end of range) assertStrength(transformation, end, '--strengths');
  return range;
}
