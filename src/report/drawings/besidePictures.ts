import type { Image } from '../../image/image.js';
import { encodePng } from '../../image/png.js';
import { loadSharp } from '../../image/sharp.js';
import { paper } from './palette.js';
import { printable } from './printable.js';

/** An image with what stands under it. */
export interface CaptionedImage {
  readonly title: string;
  readonly image: Image;
}

/** The side of a picture, what is around it, a line of text; in the drawing's units. */
const side = 132;
const gap = 12;
const line = 18;
/** Letters of a title. */
const longest = 20;

/**
 * A drawing with pictures on its left, one below the other, enlarged without smoothing.
 *
 * @param svg with its width and height.
 * @param images grey or coloured; of others there are no pictures.
 * @returns an SVG that needs no other file.
 */
export async function besidePictures(svg: string, images: readonly CaptionedImage[]): Promise<string> {
  const [, width, height] = /<svg[^>]*? width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const drawable = images.filter(({ image }) => [1, 3].includes(image.shape.channels));
  if (width === undefined || height === undefined || drawable.length === 0) return svg;
  const column = side + 2 * gap;
  const whole = Math.max(Number(height), drawable.length * (side + line + gap) + gap);
  const pictures = await Promise.all(drawable.map((one, row) => pictureOf(one, gap + row * (side + line + gap))));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" width="${column + Number(width)}" height="${whole}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...pictures,
    `<g transform="translate(${column}, 0)">${svg}</g>`,
    '</svg>',
  ].join('');
}

async function pictureOf({ title, image }: CaptionedImage, top: number): Promise<string> {
  const sharp = await loadSharp();
  // Enlarged here: not every program that shows an SVG leaves pixels as they are.
  const enlarged = await sharp(await encodePng(image))
    .resize(side, side, { kernel: 'nearest', fit: 'contain', background: paper.line })
    .png()
    .toBuffer();
  const href = `data:image/png;base64,${enlarged.toString('base64')}`;
  const text = printable(title, longest).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return [
    `<image x="${gap}" y="${top}" width="${side}" height="${side}" xlink:href="${href}"/>`,
    `<text x="${gap}" y="${top + side + line - 4}" font-family="DejaVu Sans" font-size="12" fill="${paper.soft}">${text}</text>`,
  ].join('');
}
