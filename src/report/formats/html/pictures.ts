import { differenceOf } from '../../drawings/difference.js';
import { loadSharp } from '../../../image/sharp.js';
import type { CounterexampleFiles } from '../../page.js';

/** An image as it stands in the page. */
export interface Picture {
  /** `data:image/…;base64,…` */
  readonly uri: string;
  readonly width: number;
  readonly height: number;
}

/** The images of one counterexample. */
export interface Pictures {
  readonly original?: Picture;
  readonly scaled?: Picture;
  /** |original - scaled|, brightened `gain` times until its largest value is white. */
  readonly difference?: Picture & { readonly gain: number };
  /** Each view of the counterexample, where there is no pair of original and scaled. */
  readonly views?: readonly Picture[];
  /** The clearest violation in one picture. */
  readonly clearest?: Picture;
  /** All views in one picture, where their own files are not at hand. */
  readonly overview?: Picture;
  /** Files that are named and could not be shown. */
  readonly missing: readonly string[];
}

/** Longest side of an image in the page, in pixels; larger ones are made smaller. */
export const longestSide = 320;

/** Drawings hold several images, or lines, and their captions. */
const longestDrawing = 1200;

/** A PNG of more bytes than this goes into the page as WebP. */
export const largestPng = 24_000;

/** More views than these are shown by the overview. */
const mostViews = 8;

/** Reads the images of a counterexample, and takes the difference. @param named names of files, as they came. */
export async function picturesOf(named: CounterexampleFiles, images: ReadonlyMap<string, Buffer>): Promise<Pictures> {
  const pictures = await ownPictures(named, images);
  const { clearest: name } = named;
  if (name === undefined) return pictures;
  const bytes = images.get(name);
  const clearest = bytes === undefined ? undefined : await pictureOf(bytes, longestDrawing);
  return clearest === undefined ? { ...pictures, missing: [...pictures.missing, name] } : { ...pictures, clearest };
}

async function ownPictures(named: CounterexampleFiles, images: ReadonlyMap<string, Buffer>): Promise<Pictures> {
  const missing: string[] = [];
  const read = async (name: string | undefined, most = longestSide): Promise<Picture | undefined> => {
    if (name === undefined) return undefined;
    const bytes = images.get(name);
    const picture = bytes === undefined ? undefined : await pictureOf(bytes, most);
    if (picture === undefined) missing.push(name);
    return picture;
  };
  const [original, scaled] = [await read(named.original), await read(named.scaled)];
  if (original !== undefined && scaled !== undefined) {
    const difference = await differenceBetween(images.get(named.original ?? ''), images.get(named.scaled ?? ''));
    return { original, scaled, ...(difference === undefined ? {} : { difference }), missing };
  }
  const one = { ...(original === undefined ? {} : { original }), ...(scaled === undefined ? {} : { scaled }), missing };
  const { views: files } = named;
  if (files.length > 0 && files.length <= mostViews && files.every((file) => images.has(file))) {
    const pictures = (await Promise.all(files.map((file) => read(file)))).filter((picture) => picture !== undefined);
    if (pictures.length === files.length) return { views: pictures, missing };
  }
  const overview = await read(named.all, longestDrawing);
  return { ...one, ...(overview === undefined ? {} : { overview }) };
}

/** A drawing with what is under it; undefined where it cannot be read. */
export async function captioned(
  bytes: Buffer | undefined,
  caption: string,
): Promise<(Picture & { readonly caption: string }) | undefined> {
  const picture = bytes === undefined ? undefined : await pictureOf(bytes, longestDrawing);
  return picture === undefined ? undefined : { ...picture, caption };
}

async function differenceBetween(
  before: Buffer | undefined,
  after: Buffer | undefined,
): Promise<Pictures['difference']> {
  if (before === undefined || after === undefined) return undefined;
  const difference = await differenceOf(before, after, longestSide);
  const drawn = difference === undefined ? undefined : await pictureOf(difference.png, longestSide);
  return drawn === undefined || difference === undefined ? undefined : { ...drawn, gain: difference.gain };
}

/** Bytes that the images of a counterexample take in the page. */
export const uriBytesOf = ({ original, scaled, difference, clearest, overview, views = [] }: Pictures): number =>
  [original, scaled, difference, clearest, overview, ...views].reduce(
    (sum, picture) => sum + (picture?.uri.length ?? 0),
    0,
  );

/** What is no image gives undefined: a report is still a report without it. */
async function pictureOf(bytes: Buffer, most: number): Promise<Picture | undefined> {
  const sharp = await loadSharp();
  try {
    const { format, width, height } = await sharp(bytes).metadata();
    if (format === 'png' && Math.max(width, height) <= most && bytes.length <= largestPng)
      return { uri: `data:image/png;base64,${bytes.toString('base64')}`, width, height };
    const { data, info } = await sharp(bytes)
      .resize({ width: most, height: most, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 90 })
      .toBuffer({ resolveWithObject: true });
    return { uri: `data:image/webp;base64,${data.toString('base64')}`, width: info.width, height: info.height };
  } catch {
    return undefined;
  }
}
