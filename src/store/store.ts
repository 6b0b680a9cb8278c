import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, messageOf } from '../errors.js';
import { parseJson } from '../files/json.js';
import { readRegularFile, readRegularText } from '../files/regularFile.js';
import { image as plainImage } from '../image/image.js';
import { encodePng } from '../image/png.js';
import { formatShape, sameShape, type ImageShape } from '../image/shape.js';
import { fileNames } from '../report/fileNames.js';
import { jsonText } from '../report/formats/json.js';
import { drawPicture } from '../report/drawings/picture.js';
import type { ReplayableCase } from '../run/replay.js';
import { checkOptions, problemOf } from '../settings/check.js';
import { anyText, text } from '../settings/kinds.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { decodeCase, decodeImages, encodeCase, type EncodedCase, type EncodedImage } from './caseCodec.js';
import { digestOf, pixelFile, storedCaseOf, type FoundCase } from './discovery.js';
import { appear, codeOf, exists } from './folders.js';
import { decodeNpy, encodeImage, encodeNpy } from './npy.js';
import type { StoredCase } from './storedCase.js';
import { runSettings } from '../settings/run.js';

// The library for schemas takes longer to load than all of conic, and most who import conic store nothing.
const loadSchema = async () => (await import('./storedCase.js')).storedCaseSchema;

/** A stored case without its pixels. */
export interface StoreEntry {
  readonly folder: string;
  readonly record: StoredCase;
}

/** A stored case revived: its images have the same pixels, bit for bit, and the same descriptions. */
export interface RevivedCase extends StoreEntry, ReplayableCase<unknown> {}

/** What is in a store. */
export interface StoreListing {
  /** By folder, in alphabetical order. */
  readonly entries: readonly StoreEntry[];
  /** Folders that could not be read as a stored case, a sentence each. */
  readonly problems: readonly string[];
}

const wantedSettings = settings({
  /** The id of a model. */
  model: { kind: anyText, help: 'the id of a model' },
  /** The name of a property. */
  property: { kind: anyText, help: 'the name of a property' },
});

/** Which entries are wanted; all where nothing is said. */
export interface StoreFilter extends OptionsOf<typeof wantedSettings> {}

/** Counterexamples in a folder: `<model id>/<property>/<digest>/`, for CI to keep and for people to look at. */
export interface Store {
  readonly folder: string;
  /**
   * Keeps a counterexample: `case.json`, `original.png`, `scaled.png` and `scaled.npy` (the last view), `input.npy` (the very
   * numbers that the network was fed of it, as a batch of one), an exact `.npy` of every plain image, and `picture.png`. Images that have other than 1 or 3 channels are kept without PNG files. The
   * folder appears whole or not at all; a case that is there already is left as it is, whoever stored it.
   *
   * @returns the case's folder; or what in the case cannot be stored.
   * @throws InputError if the folder cannot be written.
   */
  save(discovery: FoundCase): Promise<{ readonly folder: string } | { readonly unstorable: string }>;
  /**
   * What is stored. Nothing, if there is no such folder. Folders that hold something else are reported, not fatal.
   *
   * @throws InputError if the store itself cannot be read.
   */
  list(wanted?: StoreFilter): Promise<StoreListing>;
  /** @throws InputError if a file is missing or has been changed since. */
  read(entry: StoreEntry): Promise<RevivedCase>;
}

/** Where counterexamples are kept unless another folder is given. */
export const defaultStore = '.conic/counterexamples';

/**
 * A store of counterexamples. Nothing is read or written yet.
 *
 * @example
 * const store = openStore();
 * const { entries } = await store.list({ property: 'scalar-invariance' });
 * for (const entry of entries) console.log(entry.folder, await replay(property, classifier, await store.read(entry)));
 */
export function openStore(folder: string = defaultStore): Store {
  const fault = text.faultIn(folder);
  if (fault !== undefined) throw new InputError(problemOf(fault, 'openStore'));
  return { folder, save: (discovery) => save(folder, discovery), list: (wanted) => list(folder, wanted), read };
}

async function save(root: string, discovery: FoundCase): ReturnType<Store['save']> {
  const { counterexample, property, spec, options } = discovery;
  const encoded = encodeCase(counterexample.case);
  if ('unstorable' in encoded) return encoded;
  const { space = runSettings.space.default } = options;
  const digest = digestOf(encoded, { model: spec.id, property: property.name, space });
  const folder = join(root, safe(spec.id), safe(property.name), digest);
  const content = jsonText(storedCaseOf(discovery, encoded, digest));
  // What could not be read again must not be written.
  (await loadSchema()).parse(JSON.parse(content));
  try {
    // What is there has to be the case, and not what somebody has left of it.
    if (await exists(folder)) await entryAt(folder);
    else await appear(folder, (unfinished) => writeFiles(unfinished, discovery, encoded, content));
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    // The store, and not the case's folder in it: of all that cannot be kept the reason is one.
    const found = `no way to write there (${messageOf(cause).replace(/, \w+(?: '.*)?$/su, '')})`;
    throw new InputError({ where: root, found, expected: 'a folder to write to' }, { cause });
  }
  return { folder };
}

const safe = (name: string): string => fileNames([name])[0]!;

// One after the other, so that nothing is still being written when a failure has the folder removed.
async function writeFiles(
  folder: string,
  { counterexample: { views }, spec }: FoundCase,
  { images }: EncodedCase,
  content: string,
): Promise<void> {
  const write = (name: string, content: Uint8Array | string): Promise<void> => writeFile(join(folder, name), content);
  for (const [place, image] of images.entries())
    if ('plain' in image)
      await write(pixelFile(place), encodeImage({ shape: image.plain.shape, pixels: image.plain.pixels() }));
  const [first, last] = [views[0]!.image, views.at(-1)!.image];
  const { dims, values } = views.at(-1)!.fed;
  await write('scaled.npy', encodeImage({ shape: last.shape, pixels: last.pixels() }));
  await write('input.npy', encodeNpy(dims, values));
  if (views.every(({ image }) => [1, 3].includes(image.shape.channels))) {
    await write('original.png', await encodePng(first));
    await write('scaled.png', await encodePng(last));
    await write('picture.png', await drawPicture(views, spec.labels));
  }
  await write(recordFile, content);
}

const recordFile = 'case.json';

async function list(root: string, wanted: StoreFilter = {}): Promise<StoreListing> {
  checkOptions('store.list', wantedSettings, wanted);
  const entries: StoreEntry[] = [];
  const problems: string[] = [];
  const noted = (thrown: unknown): readonly string[] => {
    problems.push(messageOf(thrown));
    return [];
  };
  const within = async (folder: string, name?: string): Promise<readonly string[]> => {
    const isLost = folder.includes('\uFFFD') && !(await exists(folder));
    return isLost ? noted(notUtf8(folder)) : foldersIn(folder, name).catch(noted);
  };
  for (const model of await foldersIn(root, wanted.model))
    for (const property of await within(model, wanted.property))
      for (const folder of await within(property)) {
        const entry = await entryAt(folder).catch((thrown: unknown) => messageOf(thrown));
        if (typeof entry === 'string') problems.push(entry);
        // Several names may have become one folder.
        else if ((wanted.model ?? entry.record.model.id) !== entry.record.model.id) continue;
        else if ((wanted.property ?? entry.record.property) === entry.record.property) entries.push(entry);
      }
  return { entries, problems };
}

/** A name that is not UTF-8 comes out of the system with other characters, under which nothing is found again. */
const notUtf8 = (folder: string): InputError =>
  new InputError({
    where: folder,
    found: 'a name that is not UTF-8',
    expected: 'a folder of stored counterexamples',
    remedy: 'Rename it.',
  });

/** The folders in a folder, or only the one for a name. Those that begin with a dot are still being made. */
async function foldersIn(folder: string, name?: string): Promise<readonly string[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    // Whether upper and lower case are one, the file system knows.
    if (name !== undefined) return [join(folder, safe(name))];
    const folders = found.filter((entry) => !entry.isFile() && !entry.name.startsWith('.'));
    return folders.map((entry) => join(folder, entry.name)).toSorted();
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return [];
    const found = codeOf(cause) === 'ENOTDIR' ? 'a file' : `a folder that cannot be read (${messageOf(cause)})`;
    throw new InputError({ where: folder, found, expected: 'a folder of stored counterexamples' }, { cause });
  }
}

async function entryAt(folder: string): Promise<StoreEntry> {
  const file = join(folder, recordFile);
  const refused = (found: string, cause?: unknown): InputError =>
    new InputError({ where: file, found, expected: 'a case as conic stores it (conic.case/1)' }, { cause });
  const content = await readRegularText(file).catch((cause: unknown) => {
    throw refused(codeOf(cause) === 'ENOENT' ? 'no such file' : messageOf(cause), cause);
  });
  let value: unknown;
  try {
    value = parseJson(content);
  } catch (cause) {
    throw refused(`no JSON (${messageOf(cause)})`, cause);
  }
  const parsed = (await loadSchema()).safeParse(value);
  if (parsed.success) return { folder, record: parsed.data };
  const [issue] = parsed.error.issues;
  throw refused(`${issue?.path.join('.')}: ${issue?.message}`, parsed.error);
}

async function read({ folder, record }: StoreEntry): Promise<RevivedCase> {
  const { model, property, options, shape } = record;
  const encodedImages: EncodedImage[] = [];
  for (const stored of record.images)
    encodedImages.push('parts' in stored ? stored : { plain: await readImage(folder, stored, shape) });
  const images = decodeImages(encodedImages, folder);
  const given = decodeCase(record.case, images, folder);
  const again = encodeCase(given);
  const { space } = options;
  if ('unstorable' in again || digestOf(again, { model: model.id, property, space }) !== record.digest)
    throw new InputError({
      where: folder,
      found: 'a case that has been changed since it was stored',
      expected: `the case of digest ${record.digest}`,
      remedy: 'Remove the folder, or restore it.',
    });
  return { folder, record, case: given, space, shape, labels: model.labels, digest: model.digest };
}

async function readImage(
  folder: string,
  { file, description, recipe, truth }: Extract<StoredCase['images'][number], { file: string }>,
  shape: ImageShape,
) {
  const where = join(folder, file);
  const bytes = await readRegularFile(where).catch((cause: unknown) => {
    throw new InputError({ where, found: messageOf(cause), expected: 'the pixels of an image' }, { cause });
  });
  const stored = decodeNpy(bytes, where);
  if (!sameShape(stored.shape, shape))
    throw new InputError({
      where,
      found: `an image of ${formatShape(stored.shape)}`,
      expected: `${formatShape(shape)}, as case.json says`,
    });
  return plainImage(shape, recipe, description, (pixels) => pixels.set(stored.pixels), truth);
}
