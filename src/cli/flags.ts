import { Option, type Command } from 'commander';
import { InputError, messageOf, type OptionPath, type OptionWords } from '../errors.js';
import { inWords } from '../settings/inWords.js';
import type { TypedForm } from '../settings/kind.js';
import type { Setting, Settings } from '../settings/setting.js';
import { parseList, parseNumber, parsePairs, parseScalars, parseSize } from './parse.js';

// Settings as flags: their names, their help, how they are typed, and how a message names them.

/** How a form is typed: what stands behind the flag, and how that is read. */
const forms: Readonly<
  Record<TypedForm, { readonly placeholder?: string; readonly parse?: (text: string) => unknown }>
> = {
  number: { placeholder: 'n', parse: parseNumber },
  list: { placeholder: 'values', parse: parseList },
  range: { placeholder: 'lo..hi', parse: parseScalars },
  size: { placeholder: 'HxW', parse: parseSize },
  names: { placeholder: 'name...' },
  pairs: { placeholder: 'name=value,...', parse: parsePairs },
  text: { placeholder: 'text' },
  flag: {},
};

const dashed = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const hasFlag = ({ kind, placeholder, argument }: Setting): boolean =>
  kind.typed !== undefined && placeholder !== false && argument !== true;

/** How a setting is typed: `--scalars <lo..hi>`, `--no-probe`, `[model]`; undefined where it cannot be. */
export const flagOf = (name: string, setting: Setting): string | undefined =>
  setting.argument === true ? `[${name}]` : optionsOf(name, setting)[0]?.flags;

/** Adds a flag for every setting that can be typed, under a heading. */
export function withFlags(command: Command, heading: string, group: Settings): Command {
  command.optionsGroup(heading);
  for (const [name, setting] of Object.entries(group))
    for (const option of optionsOf(name, setting)) command.addOption(option);
  return command;
}

function optionsOf(name: string, setting: Setting): readonly Option[] {
  const { kind, placeholder, withoutIt } = setting;
  if (kind.typed === undefined || !hasFlag(setting)) return [];
  // Where nothing is told, commander would say true: null is nothing, see `toldBy`.
  const without = withoutIt === undefined ? [] : [new Option(`--no-${dashed(name)}`, withoutIt).default(null)];
  if (kind.typed === 'flag' && setting.default === true) return without;
  const form = forms[kind.typed];
  const value = form.placeholder === undefined ? '' : ` <${placeholder ?? form.placeholder}>`;
  const option = new Option(`--${dashed(name)}${value}`, helpOf(setting));
  return [form.parse === undefined ? option : option.argParser(form.parse), ...without];
}

/** The flag for a file of settings, which is no setting itself. */
export const configOption = (): Option =>
  new Option('--config <file>', 'a JSON file with any of these settings, by the same names in camelCase');

/** `what happens above white: limit, clamp or allow (default limit)`. */
export function helpOf(setting: Setting): string {
  const { kind, help } = setting;
  const choices = kind.choices === undefined ? '' : `: ${inProse(kind.choices)}`;
  const otherwise = defaultOf(setting);
  return `${help}${choices}${otherwise === undefined ? '' : ` (default ${otherwise})`}`;
}

/** A setting's default as help and docs show it; undefined where there is none to speak of. */
export function defaultOf({ default: usual, usually }: Setting): string | undefined {
  return usually ?? (usual === false || usual === undefined ? undefined : written(usual));
}

/** A default: `1e-5`, `pixel`, `0.0001..10000`. */
function written(value: unknown): string {
  if (typeof value === 'number' && Math.abs(value) < 1e-3) return value.toExponential();
  return typeof value === 'string' ? value : inWords(value);
}

const inProse = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** Options as the command line has them: `--scalars`, `MODEL`. */
const flagWords = (group: Settings): OptionWords => ({
  place: (option) => {
    const [name, setting] = settingAt(group, option) ?? [];
    if (name === undefined || setting === undefined) return option.join('.');
    if (setting.argument === true) return name.toUpperCase();
    return hasFlag(setting) ? `--${dashed(name)}` : option.join('.');
  },
  mention: ({ option, value }) => {
    const [name = option.join('.')] = settingAt(group, option) ?? [];
    return value === true ? `--${dashed(name)}` : `--${dashed(name)} ${written(value)}`;
  },
});

/** The setting that a path leads to: what is inside a value, such as `scalars.min`, has no flag of its own. */
function settingAt(group: Settings, option: OptionPath): readonly [string, Setting] | undefined {
  const name = option.findLast((key) => Object.hasOwn(group, key));
  const setting = name === undefined ? undefined : group[name];
  return name === undefined || setting === undefined ? undefined : [name, setting];
}

/** What was thrown, in a sentence, with options as flags. */
export const saidInFlags = (group: Settings, thrown: unknown): string =>
  messageOf(thrown instanceof InputError ? thrown.inWordsOf(flagWords(group)) : thrown);

/** Does what a command is for; what is wrong with an option is said in flags. */
export async function inFlags<Value>(group: Settings, run: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (thrown) {
    throw thrown instanceof InputError ? thrown.inWordsOf(flagWords(group)) : thrown;
  }
}
