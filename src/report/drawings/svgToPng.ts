import { loadSharp } from '../../image/sharp.js';
import { loadFont } from './font.js';

/** A drawing as PNG, twice as large as its own units, on white. */
export async function svgToPng(svg: string): Promise<Buffer> {
  await loadFont();
  const sharp = await loadSharp();
  return sharp(Buffer.from(svg), { density: 144 }).flatten({ background: '#ffffff' }).png().toBuffer();
}
