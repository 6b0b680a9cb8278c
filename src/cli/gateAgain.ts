import { relative, resolve } from 'node:path';
import { isUrl } from '../classifier/source.js';
import type { GateConfig } from '../gate/config/config.js';
import type { GateOptions } from '../gate/gateOptions.js';
import { isRecord } from '../settings/inWords.js';
import type { Settings } from '../settings/setting.js';
import { shardSettings } from '../settings/shard.js';
import { calledAs } from './calledAs.js';
import { checkSettings } from './checkSettings.js';
import { flagOf } from './flags.js';
import { gateFlags, type GateFlags } from './gateFlags.js';
import { retyped } from './retyped.js';

/** A seed says which cases; a report is not written over; nobody takes responsibility twice. */
const notAgain = [
  'seed',
  'report',
  'json',
  'accept',
  'reason',
  'expires',
  'timeLimit',
  'spare',
  ...Object.keys(shardSettings),
];

/**
 * What is typed to see a gate's findings again: `conic check` for a case of a property, told all that the configuration says of model,
 * images and cases; and the gate itself. Where the configuration says what has no flag, only the gate itself.
 *
 * @param config with what flags say instead.
 * @param folder what its paths are relative to.
 * @param flags what was typed.
 */
export function gateAgain(config: GateConfig, folder: string, flags: GateFlags): NonNullable<GateOptions['again']> {
  const gate = retyped(`${calledAs()} gate`, gateFlags, flags, notAgain);
  const told = checkedAs(config, folder);
  return told === undefined ? { gate } : { gate, check: retyped(`${calledAs()} check`, checkSettings, told) };
}

/** What `conic check` is told to try cases of a configuration; undefined where that cannot be typed. */
function checkedAs(
  { model, images, scalars, overflow, space, tolerance }: GateConfig,
  folder: string,
): Readonly<Record<string, unknown>> | undefined {
  const place = (path: string): string => (isUrl(path) ? path : relative('', resolve(folder, path)) || '.');
  const { path: file, ...fed } = typeof model === 'string' ? { path: model } : model;
  const { path: folderOfImages, ...read } = typeof images === 'object' ? images : { path: images };
  const { labels, ca } = fed;
  const told = {
    model: place(file),
    ...fed,
    ...(typeof labels === 'string' ? { labels: place(labels) } : {}),
    ...(ca === undefined ? {} : { ca: place(ca) }),
    ...(folderOfImages === undefined ? {} : { images: place(folderOfImages), ...read }),
    scalars,
    overflow,
    space,
    tolerance,
  };
  const needed = Object.entries(told).filter(([name, value]) => value !== undefined && !isUsual(name, value));
  return needed.every(([name, value]) => canBeTyped(name, value)) ? Object.fromEntries(needed) : undefined;
}

const known: Settings = checkSettings;

/** Whether it is as well not said: what is off anyway has no flag that turns it off. */
const isUsual = (name: string, value: unknown): boolean => value === false && known[name]?.default === false;

/** Whether a flag says the same: lists of names are told by a file, and objects within others by none. */
function canBeTyped(name: string, value: unknown): boolean {
  const setting = known[name];
  if (setting === undefined || flagOf(name, setting) === undefined) return false;
  if (value === false) return setting.default === true;
  if (Array.isArray(value)) return value.every((item) => typeof item === 'number');
  return !isRecord(value) || Object.values(value).every((inner) => typeof inner !== 'object');
}
