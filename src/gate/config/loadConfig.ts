import { stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { InputError, messageOf } from '../../errors.js';
import { exportedApart } from '../../files/exportedApart.js';
import { parseJson } from '../../files/json.js';
import { readRegularText, smallLimit } from '../../files/regularFile.js';
import { isModule } from '../../files/runModule.js';
import type { GateConfig } from './config.js';

/** A configuration, and the folder that its paths are relative to. */
export interface LoadedConfig {
  readonly config: GateConfig;
  readonly folder: string;
}

/**
 * Reads `conic.config.ts`, `.js`, `.mjs` or `.json`. TypeScript is run without being checked.
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
  if (ending !== '.json' && !isModule(path))
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
  const value = await exportedApart(path, { file, expected: 'a file that exports a configuration' });
  if (value === undefined)
    throw new InputError({
      where: file,
      found: 'no default export',
      expected: 'a configuration: export default defineConfig({ … })',
    });
  return value;
}
