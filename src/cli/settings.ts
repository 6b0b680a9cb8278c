import { InputError, messageOf } from '../errors.js';
import { parseJson } from '../files/json.js';
import { readText } from '../files/readText.js';
import { checkOptions, within } from '../settings/check.js';
import { inWords, isRecord } from '../settings/inWords.js';
import type { OptionsOf, Settings } from '../settings/setting.js';

/**
 * What a command is told: by flags, over what a file of settings says.
 *
 * @param flags `config` is the file.
 * @throws InputError naming the setting, what it was and what it may be.
 */
export async function toldBy<const Group extends Settings>(
  group: Group,
  { config, ...typed }: Readonly<Record<string, unknown>>,
): Promise<OptionsOf<Group>> {
  const flags = told(typed);
  const fromFile = typeof config === 'string' ? await readSettings(group, config) : {};
  checkOptions('options', group, flags);
  const all = { ...fromFile, ...flags };
  checkOptions('options', group, all);
  return all;
}

/** What is told at all: flags that are not there are null or undefined. */
export const told = (flags: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== null && value !== undefined));

/** Settings from a JSON file. @throws InputError if it cannot be read, is no JSON, or a setting is wrong. */
export async function readSettings<const Group extends Settings>(
  group: Group,
  file: string,
): Promise<OptionsOf<Group>> {
  const content = await readText(file, 'a JSON file with settings');
  let value: unknown;
  try {
    value = parseJson(content);
  } catch (cause) {
    throw new InputError({ where: file, found: `no JSON (${messageOf(cause)})`, expected: 'JSON' }, { cause });
  }
  return within([], file, () => asSettings(group, value, file));
}

/** @throws InputError if a value is no object of these settings. */
export function asSettings<const Group extends Settings>(
  group: Group,
  value: unknown,
  where: string,
): OptionsOf<Group> {
  if (!isRecord(value) || Array.isArray(value))
    throw new InputError({ where, found: inWords(value), expected: 'an object of settings' });
  checkOptions(where, group, value);
  return value;
}
