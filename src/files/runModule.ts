import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, messageOf } from '../errors.js';
import { ownFile } from '../ownFile.js';
import { running, type RunFile } from './running.js';

/** Endings of files that are run as modules. */
const endings = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Whether a file's name is that of a module in JavaScript or TypeScript. */
export const isModule = (path: string): boolean => endings.includes(extname(path).toLowerCase());

/** What a module exports. */
export interface ExportedModule {
  /** By default, a promise waited for; undefined where there is no default export. All of it, where it is CommonJS. */
  readonly value: unknown;
  /** By name. */
  readonly named: Readonly<Record<string, unknown>>;
}

/**
 * Runs a module of the user's. TypeScript is run without being checked, by jiti, which needs no flags and works from CommonJS as
 * well; conic itself is found even where it is not installed beside the file, as under npx.
 *
 * @param path absolute.
 * @param file whose code it is, and what it should be, for errors.
 * @throws InputError if it cannot be run, exits or never ends.
 */
export async function runModule(path: string, file: RunFile): Promise<ExportedModule> {
  const { createJiti } = await import('jiti');
  const own = (name: string): string => fileURLToPath(ownFile(name));
  const alias = {
    'conic/core': own('src/core.js'),
    'conic/properties': own('properties/index.js'),
    'conic/transformations': own('transformations/index.js'),
    conic: own('src/index.js'),
  };
  try {
    // Without interoperability a default export that is a promise leaves the others where they are.
    const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false, interopDefault: false, alias });
    return await running(file, async () => {
      const exported: unknown = await jiti.import(path);
      const named = typeof exported === 'object' && exported !== null ? { ...exported } : {};
      return { value: await defaultOf(exported), named };
    });
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const found = `an error while running it (${messageOf(cause).split('\n')[0]})`;
    throw new InputError({ where: file.file, found, expected: file.expected }, { cause });
  }
}

function defaultOf(exported: unknown): unknown {
  if (typeof exported !== 'object' || exported === null) return exported;
  if ('default' in exported) return exported.default;
  return '__esModule' in exported || Symbol.toStringTag in exported ? undefined : exported;
}
