import { stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, messageOf } from '../../errors.js';
import { parseJson } from '../../files/json.js';
import { readRegularText, smallLimit } from '../../files/regularFile.js';
import type { GateConfig } from './config.js';
import { running } from './running.js';

/** A configuration, and the folder that its paths are relative to. */
export interface LoadedConfig {
  readonly config: GateConfig;
  readonly folder: string;
}

const modules = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * Reads `conic.config.ts`, `.js`, `.mjs` or `.json`. TypeScript is run without being checked, by jiti, which needs no flags
 * and works from CommonJS as well.
 *
 * @throws InputError if the file is missing, cannot be run, exits or never ends, exports no configuration, or a setting is wrong.
 * @example const { config, folder } = await loadConfig('conic.config.ts');
 */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  const path = resolve(file);
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true)
    throw new InputError({
      where: file,
      found: found === undefined ? 'no such file' : found.isDirectory() ? 'a folder' : 'a device or pipe',
      expected: 'a configuration, such as conic.config.ts',
      remedy: 'Make one with: conic init MODEL',
    });
  const ending = extname(path).toLowerCase();
  if (ending !== '.json' && !modules.includes(ending))
    throw new InputError({
      where: file,
      found: `a file that ends in "${ending}"`,
      expected: '.ts, .js, .mjs or .json',
    });
  const value = await (ending === '.json' ? fromJson(path, file) : fromModule(path, file));
  const { readConfig } = await import('./readConfig.js');
  return { config: readConfig(value, file), folder: dirname(path) };
}

async function fromJson(path: string, file: string): Promise<unknown> {
  try {
    return parseJson(await readRegularText(path, smallLimit));
  } catch (cause) {
    throw new InputError({ where: file, found: `no JSON (${messageOf(cause)})`, expected: 'JSON' }, { cause });
  }
}

async function fromModule(path: string, file: string): Promise<unknown> {
  const { createJiti } = await import('jiti');
  // Conic itself is found even where it is not installed beside the configuration, as under npx.
  const own = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
  const alias = {
    'conic/core': own('../../core.js'),
    'conic/properties': own('../../../properties/index.js'),
    conic: own('../../index.js'),
  };
  let value: unknown;
  try {
    const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false, alias });
    value = await running(file, async () => {
      const exported: unknown = await jiti.import(path);
      // A promise is waited for.
      return await defaultOf(exported);
    });
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const found = `an error while running it (${messageOf(cause).split('\n')[0]})`;
    throw new InputError({ where: file, found, expected: 'a file that exports a configuration' }, { cause });
  }
  if (value === undefined)
    throw new InputError({
      where: file,
      found: 'no default export',
      expected: 'a configuration: export default defineConfig({ … })',
    });
  return value;
}

/** What a module exports by default; all of it, where it is CommonJS. */
function defaultOf(exported: unknown): unknown {
  if (typeof exported !== 'object' || exported === null) return exported;
  if ('default' in exported) return exported.default;
  return '__esModule' in exported || Symbol.toStringTag in exported ? undefined : exported;
}
