import { realpathSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';

/**
 * Where a file is that another one names.
 *
 * @returns its real path; undefined if it may not be read.
 * @throws the system's own error if there is no such file.
 */
export type FilesBeside = (named: string) => string | undefined;

/** How a person lets a model read files out of its folder: for the remedy of a message. */
export const letOutside = [
  'If you trust the model, pass ',
  { option: ['allowOutside'], value: true },
  '; or copy the file into the folder.',
] as const;

/**
 * Where a file is that another one names, which has to lie beside it: reading a model is no reason to read anything else.
 * Links are followed. Where the file that names it is a link itself, what lies beside that link's target counts too, since
 * caches keep the files of a model under other names in one folder.
 *
 * @param allowOutside whether it may lie anywhere.
 * @returns its real path; undefined if it leads out of the folder.
 * @throws the system's own error if there is no such file.
 * @example besideFile('models/net/model.json', '../../secret.bin'); // undefined
 */
export function besideFile(file: string, named: string, allowOutside = false): string | undefined {
  const folder = dirname(file);
  const path = resolve(folder, named);
  if (allowOutside) return realpathSync(path);
  if (!lies(path, resolve(folder))) return undefined;
  const real = realpathSync(path);
  const roots = [realpathSync(folder), dirname(realOrSame(file))];
  return roots.some((root) => lies(real, root)) ? real : undefined;
}

const lies = (path: string, root: string): boolean => path.startsWith(root.endsWith(sep) ? root : root + sep);

function realOrSame(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}
