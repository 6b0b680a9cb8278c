import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputError, messageOf } from '../errors.js';
import { notesOnChanges, type Change } from './changes.js';
import { Corpus, type CorpusEntry, type ImageSource } from './corpus.js';
import { checkOptions } from '../settings/check.js';
import { imageSettings } from '../settings/images.js';
import type { OptionsOf } from '../settings/setting.js';
import { decodeImage } from './decode.js';
import type { Fit } from './fitting/fit.js';
import { withKernel, withResizing } from './fitting/fitOf.js';
import { findImages, imageEndings, isImageName } from './findImages.js';
import { readIdxImages, readIdxLabels } from './idx.js';
import { mapInFlight } from './inFlight.js';
import { throughJpeg } from './jpeg.js';
import type { PictureChange } from './picture.js';
import { fitRaster, type FittedPicture } from './raster.js';
import { renderSamples, type Samples } from './samples.js';
import { ownShapeOf } from './ownShape.js';
import { spread } from './spread.js';
import { assertShape, type ImageShape, type Size } from './shape.js';

/** How images are read from a path. */
export interface PathOptions extends OptionsOf<typeof imageSettings> {}

/** Decoding is mostly waiting for other threads: several at a time keep them busy. */
const inFlight = 8;

/**
 * Images from a directory, an image file or an IDX file (MNIST's format, packed by gzip or not).
 *
 * - A directory is searched with all below it for .png, .jpg, .jpeg and .webp files, sorted by path. The name of the
 *   sub-directory directly under it is the class of the images in it; images in the directory itself have none.
 * - For `…images-idx3-ubyte`, the file `…labels-idx1-ubyte` beside it, if there is one, gives the classes: `0`, `1`, ….
 *
 * Nothing is read before `load`.
 *
 * @throws InputError, from `load`, if the path is missing, there are no images, a file is damaged or of the wrong shape
 * (see {@link decodeImage}), or every file had to be skipped; at once if an option makes no sense.
 * @example
 * await fromPath('samples', { resize: true, limit: 500 }).load({ height: 28, width: 28, channels: 1 });
 */
export function fromPath(path: string, options: PathOptions = {}): ImageSource {
  checkOptions('images.from', imageSettings, options);
  return {
    ownShape: () => ownShapeOf(path),
    async load(shape, declared = {}) {
      assertShape(shape);
      const wanted: Wanted = { shape, fit: withResizing(declared, options.resize) };
      const kind = await stat(path).catch((cause: unknown) => {
        const found = `nothing that can be read (${messageOf(cause)})`;
        throw new InputError({ where: path, found, expected: 'images' }, { cause });
      });
      if (kind.isDirectory()) return loadDirectory(path, wanted, options);
      if (isImageName(path))
        return loadFiles([{ file: path, name: basename(path), truth: undefined }], path, wanted, options);
      return loadIdx(path, wanted, options);
    },
  };
}

/** What images are to be made, and how. */
interface Wanted {
  readonly shape: ImageShape;
  readonly fit: Fit;
}

interface ImageFile {
  readonly file: string;
  readonly name: string;
  readonly truth: string | undefined;
}

async function loadDirectory(root: string, wanted: Wanted, options: PathOptions): Promise<Corpus> {
  const { images, others } = await findImages(root);
  if (images.length === 0)
    throw new InputError({
      where: root,
      found: `no images and ${others} other ${others === 1 ? 'file' : 'files'}`,
      expected: `files ending in ${imageEndings.join(', ')}`,
      remedy: 'For an IDX set, name its images file.',
    });
  const files = spread(images, options.limit).map((name) => ({
    file: join(root, name),
    name,
    truth: name.includes('/') ? name.slice(0, name.indexOf('/')) : undefined,
  }));
  return loadFiles(files, root, wanted, options);
}

async function loadFiles(
  files: readonly ImageFile[],
  origin: string,
  { shape, fit }: Wanted,
  { skipUnreadable = false }: PathOptions,
): Promise<Corpus> {
  const read = await mapInFlight(files, inFlight, async ({ file, name, truth }) => {
    try {
      const { stored, samples, changes } = await decodeImage(file, { shape, fit });
      const again = ({ kernel, quality }: PictureChange) =>
        decodeImage(file, { shape, fit: withKernel(fit, kernel), quality });
      return { entry: entryOf(samples, name, truth, { size: stored, again }), changes };
    } catch (thrown) {
      if (skipUnreadable && thrown instanceof InputError) return thrown;
      throw thrown;
    }
  });
  const unread = read.flatMap((item) => (item instanceof InputError ? [item] : []));
  const usable = read.flatMap((item) => (item instanceof InputError ? [] : [item]));
  const [first] = unread;
  if (usable.length === 0 && first !== undefined)
    throw new InputError(
      {
        where: origin,
        found: `${unread.length} image ${unread.length === 1 ? 'file' : 'files'}, none usable (${first.message})`,
        expected: 'at least one that is',
      },
      { cause: first },
    );
  return corpusOf(
    usable,
    { shape, fit },
    {
      origin,
      skipped: unread.map(({ message }) => message),
      truthBy: 'the folder',
    },
  );
}

async function loadIdx(path: string, { shape, fit }: Wanted, { limit }: PathOptions): Promise<Corpus> {
  const { shape: stored, images } = await readIdxImages(path);
  const labels = await labelsBeside(path);
  if (labels !== undefined && labels.labels.length !== images.length)
    throw new InputError({
      where: labels.file,
      found: `${labels.labels.length} labels`,
      expected: `${images.length}, as many as there are images in ${path}`,
    });
  const entries = await mapInFlight(spread([...images.entries()], limit), inFlight, async ([index, samples]) => {
    const name = `${basename(path)}[${index}]`;
    const raster = { shape: stored, samples };
    const where = `${path}[${index}]`;
    const fitted = fitRaster(raster, shape, fit, where);
    const again = async ({ kernel, quality }: PictureChange) => {
      const picture = quality === undefined ? raster : await throughJpeg(raster, quality);
      return fitRaster(picture, shape, withKernel(fit, kernel), where);
    };
    const truth = labels?.labels[index]?.toString();
    return { entry: entryOf(fitted.samples, name, truth, { size: stored, again }), changes: fitted.changes };
  });
  return corpusOf(entries, { shape, fit }, { origin: path, truthBy: 'the file of labels' });
}

/** An entry, and what was done to make its image. */
interface MadeEntry {
  readonly entry: CorpusEntry;
  readonly changes: readonly Change[];
}

const corpusOf = (
  made: readonly MadeEntry[],
  { shape, fit }: Wanted,
  about: { readonly origin: string; readonly skipped?: readonly string[]; readonly truthBy: string },
): Corpus =>
  new Corpus(
    shape,
    made.map(({ entry }) => entry),
    {
      ...about,
      notes: notesOnChanges(
        made.map(({ changes }) => changes),
        fit,
        shape,
      ),
    },
  );

/** The labels by their usual name, packed or not; undefined if there is no such file. */
async function labelsBeside(path: string) {
  const name = /^([^]*)images([-.])idx[34]-ubyte(?:\.gz)?$/.exec(path);
  if (name === null) return undefined;
  const plain = `${name[1]}labels${name[2]}idx1-ubyte`;
  for (const file of path.endsWith('.gz') ? [`${plain}.gz`, plain] : [plain, `${plain}.gz`]) {
    const there = await stat(file).catch(() => undefined);
    if (there !== undefined) return { file, labels: await readIdxLabels(file) };
  }
  return undefined;
}

/** A picture, and how an image is made of it once more. */
interface Source {
  readonly size: Size;
  readonly again: (change: PictureChange) => Promise<Pick<FittedPicture, 'samples'>>;
}

const entryOf = (
  samples: Samples,
  name: string,
  truth: string | undefined,
  { size: { height, width }, again }: Source,
): CorpusEntry => ({
  name,
  truth,
  render: (pixels) => renderSamples(samples, pixels),
  bytes: samples instanceof Uint8Array ? samples : undefined,
  picture: {
    size: { height, width },
    remade: async (change) => {
      const { samples: other } = await again(change);
      const pixels = new Float32Array(other.length);
      renderSamples(other, pixels);
      return pixels;
    },
  },
});
