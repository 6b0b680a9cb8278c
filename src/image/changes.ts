import type { AlphaWay, Fit } from './fitting/fit.js';
import { describeResizing } from './fitting/describeResizing.js';
import type { Size } from './shape.js';

/** Something that was done to a picture to make an image of it that a model takes. */
export type Change = 'turned' | 'wide' | 'alpha' | 'grey to colour' | 'colour to grey' | 'resized';

const alphaInWords: Readonly<Record<AlphaWay, string>> = {
  drop: 'partly transparent, and their colours are taken as they are stored',
  black: 'partly transparent, and are put on black',
  white: 'partly transparent, and are put on white',
};

/** What each is, after "3 images are". */
const inWords: Readonly<Record<Change, (fit: Fit, size: Size) => string>> = {
  turned: () => 'turned as their EXIF says',
  wide: () => 'of 16 bits a channel, none of them rounded away',
  alpha: ({ alpha = 'drop' }) => alphaInWords[alpha],
  'grey to colour': () => 'grey, and fill all channels alike',
  'colour to grey': () => 'coloured, and made grey: 0.299 red, 0.587 green, 0.114 blue, as Pillow does',
  resized: ({ resizing }, size) => (resizing === undefined ? 'resized' : describeResizing(resizing, size)),
};

const order: readonly Change[] = ['turned', 'wide', 'alpha', 'grey to colour', 'colour to grey', 'resized'];

/**
 * What was done to pictures, a sentence for each kind of change: `3 of 20 images are turned as their EXIF says.`
 *
 * @param each what was done to each picture.
 */
export function notesOnChanges(each: readonly (readonly Change[])[], fit: Fit, size: Size): readonly string[] {
  return order.flatMap((change) => {
    const count = each.filter((changes) => changes.includes(change)).length;
    return count === 0 ? [] : [`${countOf(count, each.length)} ${inWords[change](fit, size)}.`];
  });
}

function countOf(count: number, all: number): string {
  if (count < all) return `${count} of ${all} images ${count === 1 ? 'is' : 'are'}`;
  return all === 1 ? 'The image is' : `All ${all} images are`;
}
