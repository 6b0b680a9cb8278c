import { createRequire } from 'node:module';
import { loadSharp } from '../../image/sharp.js';

/** The font of every text in a picture. It comes with the package: many servers have none. */
export const fontFile = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

let loaded: Promise<unknown> | undefined;

/** Makes the font known to what draws SVG: a font file that text was once drawn with is known from then on. */
export async function loadFont(): Promise<void> {
  await (loaded ??= drawOnce());
}

async function drawOnce(): Promise<void> {
  const sharp = await loadSharp();
  await sharp({ text: { text: 'a', font: 'DejaVu Sans 10', fontfile: fontFile } })
    .png()
    .toBuffer();
}
