import type { AlphaWay, Fit } from './fitting/fit.js';
import { describeResizing } from './fitting/describeResizing.js';
import type { Size } from './shape.js';

/** Something that was done to a picture to make an image of it that a model takes. */
export type Change = 'turned' | 'wide' | 'alpha' | 'grey to colour' | 'colour to grey' | 'resized';

const alphaInWords: Readonly<Record<AlphaWay, string>> = {
  drop: 'Partly transparent, of which the stored colours are taken',
  black: 'Partly transparent, put on black',
  white: 'Partly transparent, put on white',
};

const inWords: Readonly<Record<Change, (fit: Fit, size: Size) => string>> = {
  turned: () => 'Turned as EXIF says',
  wide: () => 'Of 16 bits a channel, none of them rounded away',
  alpha: ({ alpha = 'drop' }) => alphaInWords[alpha],
  'grey to colour': () => 'Grey, filling all channels alike',
  'colour to grey': () => 'Coloured, made grey as Pillow does (0.299 red, 0.587 green, 0.114 blue)',
  resized: ({ resizing }, size) => (resizing === undefined ? 'Resized' : capitalised(describeResizing(resizing, size))),
};

const order: readonly Change[] = ['turned', 'wide', 'alpha', 'grey to colour', 'colour to grey', 'resized'];

/**
 * What was done to pictures, a sentence for each kind of change: `Turned as EXIF says: 3 of 20 images.`
 *
 * @param each what was done to each picture.
 */
export function notesOnChanges(each: readonly (readonly Change[])[], fit: Fit, size: Size): readonly string[] {
  const all = each.length;
  return order.flatMap((change) => {
    const count = each.filter((changes) => changes.includes(change)).length;
    const images = all === 1 ? 'the image' : `${count === all ? 'all' : `${count} of`} ${all} images`;
    return count === 0 ? [] : [`${inWords[change](fit, size)}: ${images}.`];
  });
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
