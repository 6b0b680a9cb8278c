import { loadSharp } from '../../image/sharp.js';
import { loadFont } from './font.js';

/**
 * A drawing as PNG, twice as large as its own units.
 *
 * @param svg with a background of its own: what is transparent comes out black.
 */
export async function svgToPng(svg: string): Promise<Buffer> {
  await loadFont();
  const sharp = await loadSharp();
  // Laying it over white would take time, and change nothing.
  return sharp(Buffer.from(svg), { density: 144 }).removeAlpha().png().toBuffer();
}
