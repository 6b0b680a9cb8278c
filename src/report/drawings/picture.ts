import type { OverlayOptions } from 'sharp';
import { labelOf } from '../../classifier/scores.js';
import type { ConfirmedView } from '../../run/outcome.js';
import { encodePng } from '../../image/png.js';
import { loadSharp } from '../../image/sharp.js';
import { fontFile } from './font.js';
import { printable } from './printable.js';
import { wrapped } from './wrapped.js';

/** Sides and gaps of a picture, in pixels. */
const tile = 168;
const gap = 16;
const line = 20;
const scoreLines = 3;
/** Letters of a caption; more are cut off. */
const longest = 24;
/** Lines that say which image it is. */
const imageLines = 3;

/**
 * Draws the views of a counterexample side by side, enlarged without smoothing; under each its title, which image it is,
 * its label, the label it is known by and its highest scores. Where weights acted after preprocessing, a line says so.
 *
 * @returns the bytes of a PNG.
 */
export async function drawPicture(views: readonly ConfirmedView[], labels: readonly string[]): Promise<Buffer> {
  const sharp = await loadSharp();
  const captions = views.map((view) => captionOf(view, labels));
  const lines = Math.max(...captions.map(({ length }) => length), 2 + scoreLines);
  const width = gap + views.length * (tile + gap);
  const height = gap + tile + gap / 2 + lines * line + gap;
  const parts = await Promise.all(
    views.map(async (view, i): Promise<OverlayOptions[]> => {
      const left = gap + i * (tile + gap);
      const top = gap + tile + gap / 2;
      const enlarged = sharp(await encodePng(view.image)).resize(tile, tile, {
        kernel: 'nearest',
        fit: 'contain',
        background,
      });
      const texts = await Promise.all((captions[i] ?? []).map((text) => drawText(text)));
      return [
        { input: await enlarged.png().toBuffer(), left, top: gap },
        ...texts.map((input, row) => ({ input, left, top: top + row * line })),
      ];
    }),
  );
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite(parts.flat())
    .png()
    .toBuffer();
}

const background = '#d0d0d0';

function captionOf(
  { title, image, scalar, space, scores, truth }: ConfirmedView,
  labels: readonly string[],
): readonly Caption[] {
  const order = [...scores.keys()].toSorted((a, b) => scores[b]! - scores[a]!);
  const factor = scalar === undefined ? '' : ` x ${Number(scalar.toPrecision(4))}`;
  return [
    { text: `${title}${factor}`, colour: '#666666' },
    ...wrapped(image.description, longest, imageLines).map((text) => ({ text, colour: '#666666' })),
    ...(space === 'model' ? [{ text: 'after preprocessing', colour: '#666666' }] : []),
    { text: labels[labelOf(scores)] ?? '', bold: true },
    ...(truth === undefined ? [] : [{ text: `${truth.by} says ${truth.name}`, colour: '#666666' }]),
    ...order
      .slice(0, scoreLines)
      .map((label) => ({ text: `${Number(scores[label]!.toPrecision(4))}  ${labels[label]}` })),
  ];
}

interface Caption {
  readonly text: string;
  readonly bold?: boolean;
  readonly colour?: string;
}

/** Text as a picture, cut off where its column ends. The font comes with the package: many servers have none. */
async function drawText({ text, bold = false, colour = '#111111' }: Caption): Promise<Buffer> {
  const short = printable(text, longest);
  // Nothing to see is an error of the engine's, so a dash says that there is nothing.
  const visible = /[\p{L}\p{N}\p{P}\p{S}]/u.test(short) ? short : '–';
  const markup = `<span foreground="${colour}"${bold ? ' weight="bold"' : ''}>${escapeMarkup(visible)}</span>`;
  const sharp = await loadSharp();
  const drawn = sharp({ text: { text: markup, font: 'DejaVu Sans 10', fontfile: fontFile, rgba: true, dpi: 84 } });
  const { data, info } = await drawn.png().toBuffer({ resolveWithObject: true });
  if (info.width <= tile && info.height <= line) return data;
  const [width, height] = [Math.min(info.width, tile), Math.min(info.height, line)];
  return sharp(data).extract({ left: 0, top: 0, width, height }).png().toBuffer();
}

const escapeMarkup = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
