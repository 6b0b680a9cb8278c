import { loadSharp } from '../../image/sharp.js';

/**
 * How two images differ: |a - b| for every pixel and colour, brightened until the largest difference is white.
 *
 * @param most larger images are made smaller before, so that no side is longer than this.
 * @returns a PNG and by how much it was brightened; undefined where it tells nothing: the images are of two sizes, are no images, are
 *   equal, or one is the other made darker or brighter, of which the difference is one more.
 */
export async function differenceOf(
  a: Buffer,
  b: Buffer,
  most: number,
): Promise<{ readonly png: Buffer; readonly gain: number } | undefined> {
  const sharp = await loadSharp();
  try {
    const sizes = await Promise.all([a, b].map((bytes) => sharp(bytes).metadata()));
    if (sizes[0]?.width !== sizes[1]?.width || sizes[0]?.height !== sizes[1]?.height) return undefined;
    const [one, other] = await Promise.all(
      [a, b].map((bytes) =>
        sharp(bytes)
          .resize({ width: most, height: most, fit: 'inside', withoutEnlargement: true })
          .flatten()
          .toColourspace('srgb')
          .removeAlpha()
          .raw({ depth: 'uchar' })
          .toBuffer({ resolveWithObject: true }),
      ),
    );
    if (one === undefined || other === undefined || one.info.size !== other.info.size) return undefined;
    const { width, height, channels } = one.info;
    const differences = one.data.map((level, i) => Math.abs(level - (other.data[i] ?? 0)));
    const largest = differences.reduce((least, level) => Math.max(least, level), 0);
    if (largest === 0 || isMultiple(one.data, other.data)) return undefined;
    const gain = 255 / largest;
    const bright = differences.map((level) => Math.round(level * gain));
    const png = await sharp(bright, { raw: { width, height, channels } }).png().toBuffer();
    return { png, gain };
  } catch {
    return undefined;
  }
}

/** Whether one is the other times a number, but for the rounding of both to levels. */
function isMultiple(one: Uint8Array, other: Uint8Array): boolean {
  const [brighter, darker] = sumOf(one) >= sumOf(other) ? [one, other] : [other, one];
  const square = brighter.reduce((sum, level) => sum + level * level, 0);
  const factor = brighter.reduce((sum, level, i) => sum + level * (darker[i] ?? 0), 0) / square;
  return brighter.every((level, i) => Math.abs(factor * level - (darker[i] ?? 0)) <= roundings);
}

/** Levels that two roundings and a factor found by least squares may make. */
const roundings = 1.5;

const sumOf = (levels: Uint8Array): number => levels.reduce((sum, level) => sum + level, 0);
