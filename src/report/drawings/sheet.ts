import type { OverlayOptions } from 'sharp';
import { loadSharp } from '../../image/sharp.js';
import type { ConfirmedView } from '../../run/outcome.js';
import { drawPicture } from './picture.js';

/** Views side by side that a row of the sheet has room for. */
const viewsAcross = 8;

/** Cases at most on one sheet: beyond it nobody looks, and a picture of many megapixels opens nowhere. */
const most = 300;

/**
 * A contact sheet: for each case its images side by side, label and scores under each; several cases a row.
 *
 * @param cases the views of each case: the original, flipped, and what else there is. Not empty.
 * @returns the bytes of a PNG.
 */
export async function drawSheet(
  cases: readonly (readonly ConfirmedView[])[],
  labels: readonly string[],
): Promise<Buffer> {
  const sharp = await loadSharp();
  const pictures: { readonly input: Buffer; readonly width: number; readonly height: number }[] = [];
  for (const views of cases.slice(0, most)) {
    const input = await drawPicture(views, labels);
    const { width, height } = await sharp(input).metadata();
    pictures.push({ input, width, height });
  }
  const width = Math.max(...pictures.map((picture) => picture.width));
  const height = Math.max(...pictures.map((picture) => picture.height));
  const views = Math.max(...cases.map(({ length }) => length));
  const columns = Math.min(pictures.length, Math.max(1, Math.floor(viewsAcross / views)));
  const placed = pictures.map(({ input }, i): OverlayOptions => {
    return { input, left: (i % columns) * width, top: Math.floor(i / columns) * height };
  });
  return sharp({
    create: {
      width: columns * width,
      height: Math.ceil(pictures.length / columns) * height,
      channels: 3,
      background: '#ffffff',
    },
  })
    .composite(placed)
    .png()
    .toBuffer();
}
