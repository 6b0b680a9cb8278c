import { shellWord } from '../report/text/shellWord.js';
import { inWords, isRecord } from '../settings/inWords.js';
import type { Settings } from '../settings/setting.js';
import { flagOf } from './flags.js';

/** What was typed: the model, flags by the names of their settings, and the file with settings or configuration as `config`. */
export type TypedFlags = Readonly<Record<string, unknown>>;

/**
 * A command as it was typed, as a line to paste into a shell of the same folder.
 *
 * @param command how it was called: `npx conic check`.
 * @param group the settings that the command knows.
 * @param without settings that are left out.
 * @example retyped('conic check', group, { model: 'my model.onnx', scalars: { min: 0.1, max: 1 } }); // conic check 'my model.onnx' --scalars 0.1..1
 */
export function retyped(command: string, group: Settings, flags: TypedFlags, without: readonly string[] = []): string {
  const { model, config, ...rest } = flags;
  const words = Object.entries(rest).flatMap(([name, value]) => {
    if (value === undefined || without.includes(name)) return [];
    const setting = group[name];
    return setting === undefined ? [] : typedAs(name, flagOf(name, setting), value);
  });
  const place = typeof model === 'string' ? [model] : [];
  const file = typeof config === 'string' ? ['--config', config] : [];
  return [command, ...[...place, ...file, ...words].map(shellWord)].join(' ');
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
