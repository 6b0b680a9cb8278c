import type { Image } from '../image/image.js';

/** What a terminal can show. */
export interface Screen {
  /** Whether it knows the 256 colours of xterm. */
  readonly colours: boolean;
  /** Whether it can draw block characters at all. */
  readonly blocks: boolean;
}

/** Most characters a picture is wide. */
const widest = 28;
/** Most lines it is high. */
const highest = 20;
const gap = '    ';

/** From black to white without colours: a dark terminal is assumed, as pictures in logs mostly are. */
const shades = [' ', '░', '▒', '▓', '█'];

/**
 * Small pictures of images, side by side, as lines of text. With colours, a character is two pixels, one above the other;
 * without, it is a shade. Images that are larger than the picture are sampled, not averaged.
 *
 * @returns no lines where the screen cannot show any, or an image is neither grey nor colour.
 */
export function drawBlocks(images: readonly Image[], { colours, blocks }: Screen): readonly string[] {
  if (!blocks || images.some(({ shape }) => shape.channels !== 1 && shape.channels !== 3)) return [];
  const pictures = images.map((image) => (colours ? coloured(image) : shaded(image)));
  const height = Math.max(...pictures.map(({ lines }) => lines.length));
  const rows = Array.from({ length: height }, (_, row) =>
    pictures
      .map(({ lines, width }) => lines[row] ?? ' '.repeat(width))
      .join(gap)
      .trimEnd(),
  );
  return withoutEmptyEnds(rows);
}

/** Without the rows above and below in which nothing is drawn. */
function withoutEmptyEnds(rows: readonly string[]): readonly string[] {
  const first = rows.findIndex((row) => row !== '');
  return first === -1 ? [] : rows.slice(first, rows.findLastIndex((row) => row !== '') + 1);
}

interface Picture {
  readonly lines: readonly string[];
  readonly width: number;
}

/** Half a character is a pixel: `▀` has one colour above, and another below. */
function coloured(image: Image): Picture {
  const { width, height, at } = sampled(image, 1);
  const lines = Array.from({ length: Math.ceil(height / 2) }, (_, row) => {
    const cells = Array.from({ length: width }, (__, column) => {
      const [upper, lower] = [at(2 * row, column), 2 * row + 1 < height ? at(2 * row + 1, column) : undefined];
      return `\x1b[38;5;${xterm(upper)}${lower === undefined ? '' : `;48;5;${xterm(lower)}`}m▀`;
    });
    return `${cells.join('')}\x1b[0m`;
  });
  return { lines, width };
}

/** A character is about twice as high as wide, so every other row is left out. */
function shaded(image: Image): Picture {
  const { width, height, at } = sampled(image, 2);
  const lines = Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => {
      const pixel = at(row, column);
      const light = pixel.reduce((sum, value) => sum + value, 0) / pixel.length;
      return shades[Math.round(Math.min(1, Math.max(0, light)) * (shades.length - 1))];
    }).join(''),
  );
  return { lines, width };
}

/** The image at the size of a picture whose cells are `aspect` times as high as wide. */
function sampled(image: Image, aspect: number) {
  const { shape } = image;
  const pixels = image.pixels();
  // Of a character's size: as many pixels wide, and `aspect` times as many high.
  const step = Math.max(1, shape.width / widest, shape.height / (highest * 2));
  const fitting = (size: number): number => Math.max(1, Math.round(size / step));
  const [width, height] = [fitting(shape.width), fitting(shape.height / aspect)];
  const at = (row: number, column: number): readonly number[] => {
    const y = Math.min(shape.height - 1, Math.floor((row + 0.5) * step * aspect));
    const x = Math.min(shape.width - 1, Math.floor((column + 0.5) * step));
    const start = (y * shape.width + x) * shape.channels;
    return Array.from(pixels.subarray(start, start + shape.channels));
  };
  return { width, height, at };
}

/** The nearest of xterm's 24 greys, or of its 6 x 6 x 6 colours. */
function xterm(pixel: readonly number[]): number {
  const level = (value: number, most: number): number => Math.round(Math.min(1, Math.max(0, value)) * most);
  const [red = 0, green = red, blue = red] = pixel;
  if (red === green && green === blue) return 232 + level(red, 23);
  return 16 + 36 * level(red, 5) + 6 * level(green, 5) + level(blue, 5);
}
