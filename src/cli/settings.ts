import type { z } from 'zod';
import { InputError, messageOf } from '../errors.js';
import { parseJson } from '../files/json.js';
import { readRegularText, smallLimit } from '../files/regularFile.js';
import { closeNames } from '../closeNames.js';

/** A strict object of a command's settings: the one source for their names, types and limits. */
export interface SettingsSchema<Settings> {
  readonly shape: Readonly<Record<string, unknown>>;
  safeParse(value: unknown): z.ZodSafeParseResult<Settings>;
}

/** @throws InputError naming the setting, what it was and what it may be. `where` says where settings come from. */
export function parseSettings<Settings>(
  schema: SettingsSchema<Settings>,
  value: unknown,
  where: (path: string) => string,
): Settings {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.join('.');
  const at = issue.path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[String(key)] : undefined), value);
  if (issue.code !== 'unrecognized_keys')
    throw new InputError({ where: where(path), found: inWords(at), expected: issue.message });
  const known = Object.keys(path === '' ? schema.shape : (nested[path] ?? {}));
  const [key = ''] = issue.keys;
  const [meant] = closeNames(key, known);
  throw new InputError({
    where: where(path),
    found: `the unknown key "${key}"`,
    expected: `one of ${known.join(', ')}`,
    ...(meant === undefined ? {} : { remedy: `Did you mean "${meant}"?` }),
  });
}

/** The keys of settings that have keys of their own. */
const nested: Readonly<Record<string, object>> = { scalars: { min: 0, max: 0 }, size: { height: 0, width: 0 } };

/** A wrong value as it would be typed. */
function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'number'))
    return value.join(',') || 'an empty list';
  if (isRecord(value) && typeof value['min'] === 'number' && typeof value['max'] === 'number')
    return `${value['min']}..${value['max']}`;
  if (isRecord(value) && typeof value['height'] === 'number' && typeof value['width'] === 'number')
    return `${value['height']}x${value['width']}`;
  return JSON.stringify(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Settings from a JSON file. @throws InputError if it cannot be read, is no JSON, or a setting is wrong. */
export async function readSettings<Settings>(schema: SettingsSchema<Settings>, file: string): Promise<Settings> {
  const content = await readText(file, 'a JSON file with settings');
  let value: unknown;
  try {
    value = parseJson(content);
  } catch (cause) {
    throw new InputError({ where: file, found: `no JSON (${messageOf(cause)})`, expected: 'JSON' }, { cause });
  }
  return parseSettings(schema, value, (path) => (path === '' ? file : `${file}: ${path}`));
}

/** A text file, without the mark that some editors put at its beginning. */
export async function readText(file: string, expected: string): Promise<string> {
  try {
    return (await readRegularText(file, smallLimit)).replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = isRecord(cause) ? cause['code'] : undefined;
    const found = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : messageOf(cause);
    throw new InputError({ where: file, found, expected }, { cause });
  }
}

/** Flags as settings; a mistake is named by its flag. */
export const parseFlags = <Settings>(schema: SettingsSchema<Settings>, flags: Record<string, unknown>): Settings =>
  parseSettings(schema, flags, flagOf);

const flagOf = (path: string): string =>
  path === 'model'
    ? 'MODEL'
    : `--${(path.split('.')[0] ?? path).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
