import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, messageOf } from '../errors.js';

/** The file endings that are taken for images, in lower or upper case. */
export const imageEndings = ['.png', '.jpg', '.jpeg', '.webp'] as const;

/** Whether a file's name says that it is an image. */
export const isImageName = (name: string): boolean =>
  imageEndings.some((ending) => name.toLowerCase().endsWith(ending));

/** What is in a directory. */
export interface FoundImages {
  /** Paths of image files below the directory, with forward slashes on every system. */
  readonly images: readonly string[];
  /** How many files are there besides. */
  readonly others: number;
}

/**
 * The image files in a directory and all directories below it, sorted by the code units of their paths, so that the order
 * is the same on every machine. Names that start with a dot are passed over; links are followed.
 *
 * @throws InputError if a directory cannot be read.
 */
export async function findImages(root: string): Promise<FoundImages> {
  const images: string[] = [];
  let others = 0;

  async function walk(directory: string, prefix: string, above: readonly string[]): Promise<void> {
    const here = await realpath(directory);
    // A link to a directory that it lies in: everything there is being listed already.
    if (above.includes(here)) return;
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const { name } = entry;
      if (name.startsWith('.')) continue;
      const path = join(directory, name);
      // A link that leads nowhere counts as a file, so that an image that is missing is not passed over in silence.
      const kind = await stat(path).catch(() => undefined);
      if (kind?.isDirectory()) await walk(path, `${prefix}${name}/`, [...above, here]);
      // Nor a folder whose name is not UTF-8, which cannot be entered.
      else if (kind === undefined && entry.isDirectory()) images.push(prefix + name);
      else if (isImageName(name) && kind?.isFile() !== false) images.push(prefix + name);
      else others++;
    }
  }

  try {
    await walk(root, '', []);
  } catch (cause) {
    const found = `a directory that cannot be read (${messageOf(cause)})`;
    throw new InputError({ where: root, found, expected: 'one that can' }, { cause });
  }
  return { images: images.toSorted(byCodeUnits), others };
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
