import { loadSharp } from '../../image/sharp.js';

/**
 * How two images differ: |a - b| for every pixel and colour, brightened until the largest difference is white.
 *
 * @param most larger images are made smaller before, so that no side is longer than this.
 * @returns a PNG and by how much it was brightened; undefined where the images are of two sizes, are no images, or are equal.
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
    if (largest === 0) return undefined;
    const gain = 255 / largest;
    const bright = differences.map((level) => Math.round(level * gain));
    const png = await sharp(bright, { raw: { width, height, channels } }).png().toBuffer();
    return { png, gain };
  } catch {
    return undefined;
  }
}
