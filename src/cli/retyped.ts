import { withoutSecrets } from '../classifier/source.js';
import { shellWord } from '../report/text/shellWord.js';
import { inWords, isRecord } from '../settings/inWords.js';
import type { Settings } from '../settings/setting.js';
import { flagOf } from './flags.js';

/** What was typed: arguments and flags by the names of their settings, and the file with settings or configuration as `config`. */
export type TypedFlags = Readonly<Record<string, unknown>>;

/**
 * A command as it was typed, as a line to paste into a shell of the same folder; without what is secret in URLs.
 *
 * @param command how it was called: `npx conic check`.
 * @param group the settings that the command knows.
 * @param without settings that are left out.
 * @example retyped('conic check', group, { model: 'my model.onnx', scalars: { min: 0.1, max: 1 } }); // conic check 'my model.onnx' --scalars 0.1..1
 */
export function retyped(command: string, group: Settings, flags: TypedFlags, without: readonly string[] = []): string {
  const { config, ...settings } = flags;
  const isArgument = (name: string): boolean => group[name]?.argument === true;
  const places = Object.entries(settings).flatMap(([name, value]) =>
    isArgument(name) && typeof value === 'string' ? [value] : [],
  );
  const words = Object.entries(settings).flatMap(([name, value]) => {
    if (value === undefined || isArgument(name) || without.includes(name)) return [];
    const setting = group[name];
    return setting === undefined ? [] : typedAs(name, flagOf(name, setting), value);
  });
  const file = typeof config === 'string' ? ['--config', config] : [];
  return [command, ...[...places, ...file, ...words].map((word) => shellWord(withoutSecrets(word)))].join(' ');
}

function typedAs(name: string, flag: string | undefined, value: unknown): readonly string[] {
  const dashed = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  // What the flag `--no-…` leaves behind.
  if (value === false) return [`--no-${dashed}`];
  if (flag === undefined || value === null) return [];
  if (value === true) return [`--${dashed}`];
  if (Array.isArray(value)) {
    const items = value.map(String);
    return flag.includes('...') ? [`--${dashed}`, ...items] : [`--${dashed}`, items.join(',')];
  }
  return [`--${dashed}`, typeof value === 'string' ? value : inPairs(value)];
}

/** A range and a size as everywhere; any other object as `name=value,…`. */
function inPairs(value: unknown): string {
  if (!isRecord(value) || 'height' in value) return inWords(value);
  if ('min' in value || 'max' in value) {
    const end = (bound: unknown): string => (bound === undefined ? '' : inWords(bound));
    return `${end(value['min'])}..${end(value['max'])}`;
  }
  return Object.entries(value)
    .map(([name, one]) => `${name}=${String(one)}`)
    .join(',');
}
