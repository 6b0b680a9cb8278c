import type { Draws } from './draws.js';
import { short } from './level.js';
import { combine, image, type Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';

/** A change of an image. */
export interface Edit {
  applyTo(image: Image): Image;
  /** The same change with less of it, simplest first. */
  smaller(): Iterable<Edit>;
}

/** A kind of change: which one, draws say; undefined where they say none, as they do unless told. */
export type EditKind = (draws: Draws, shape: ImageShape, others: (draws: Draws) => Image) => Edit | undefined;

/** Weights of what is mixed in are so many parts of 1, fine enough to come close to where two labels meet. */
const parts = 4096;

/** Another image mixed in, with a weight from 1/4096 to 1. It shrinks to rounder weights. */
export const mixedIn: EditKind = (draws, _shape, others) => {
  const weight = draws.unlessTold(parts + 1);
  return weight === 0 ? undefined : mixing(weight, others(draws));
};

const mixing = (weight: number, other: Image): Edit => ({
  applyTo: (below) =>
    combine([
      { weight: 1 - weight / parts, image: below },
      { weight: weight / parts, image: other },
    ]),
  *smaller() {
    for (let step = parts / 2; step >= 1 && weight % step !== 0; step /= 2) {
      const rounder = Math.round(weight / step) * step;
      if (rounder > 0) yield mixing(rounder, other);
    }
  },
});

/** A rectangle of an image. */
interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** A rectangle of another image in its place. It shrinks to a smaller one. */
export const patched: EditKind = (draws, shape, others) => {
  const at = rectangle(draws, shape);
  return at === undefined ? undefined : patching(at, others(draws));
};

const patching = (at: Rectangle, other: Image): Edit => ({
  applyTo: (below) => {
    const recipe = { kind: 'patched', of: below.recipe, with: other.recipe, ...at };
    return image(below.shape, recipe, `${below.description}, ${inWords(at)} of ${other.description}`, (pixels) => {
      pixels.set(below.pixels());
      const from = other.pixels();
      eachIn(at, below.shape, (place) => (pixels[place] = from[place] ?? 0));
    });
  },
  *smaller() {
    for (const less of halves(at)) yield patching(less, other);
  },
});

/** A rectangle of one brightness. It shrinks to a smaller one. */
export const spot: EditKind = (draws, shape) => {
  const at = rectangle(draws, shape);
  return at === undefined ? undefined : spotted(at, draws.nextInt(0, 255) / 255);
};

const spotted = (at: Rectangle, level: number): Edit => ({
  applyTo: (below) => {
    const recipe = { kind: 'spot', of: below.recipe, level, ...at };
    return image(below.shape, recipe, `${below.description}, ${inWords(at)} at ${short(level)}`, (pixels) => {
      pixels.set(below.pixels());
      eachIn(at, below.shape, (place) => (pixels[place] = level));
    });
  },
  *smaller() {
    for (const less of halves(at)) yield spotted(less, level);
  },
});

const inWords = ({ top, left, height, width }: Rectangle): string =>
  `rows ${top} to ${top + height - 1} and columns ${left} to ${left + width - 1}`;

/**
 * Sides are the image's, a half of it, a quarter and so on down to a pixel, so that small ones are as likely as large ones; as wide as
 * tall half of the time.
 */
function rectangle(draws: Draws, { height, width }: ImageShape): Rectangle | undefined {
  const tall = draws.unlessTold(sides(height) + 1);
  if (tall === 0) return undefined;
  const isAlike = draws.nextBoolean();
  const wide = draws.nextInt(1, sides(width));
  const size = {
    height: Math.ceil(height / 2 ** (tall - 1)),
    width: Math.ceil(width / 2 ** ((isAlike ? Math.min(tall, sides(width)) : wide) - 1)),
  };
  return { top: draws.nextInt(0, height - size.height), left: draws.nextInt(0, width - size.width), ...size };
}

const sides = (side: number): number => Math.ceil(Math.log2(side)) + 1;

function* halves(at: Rectangle): IterableIterator<Rectangle> {
  const [tall, wide] = [Math.ceil(at.height / 2), Math.ceil(at.width / 2)];
  if (tall < at.height) {
    yield { ...at, height: tall };
    yield { ...at, top: at.top + at.height - tall, height: tall };
  }
  if (wide < at.width) {
    yield { ...at, width: wide };
    yield { ...at, left: at.left + at.width - wide, width: wide };
  }
}

function eachIn({ top, left, height, width }: Rectangle, shape: ImageShape, visit: (place: number) => void): void {
  for (let row = top; row < top + height; row++)
    for (let column = left; column < left + width; column++)
      for (let channel = 0; channel < shape.channels; channel++)
        visit((row * shape.width + column) * shape.channels + channel);
}
