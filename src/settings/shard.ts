import { kind, type Kind } from './kind.js';
import { inWords } from './inWords.js';
import { settings, type Setting } from './setting.js';
import { text, whole } from './kinds.js';

const form = 'which part of how many, such as 2/8, or auto';

/** The most parts that a run is made of. */
export const mostParts = 100_000;

/** `2/8`, or `auto`. */
const shard: Kind<string> = kind({
  expected: form,
  schema: { type: 'string', pattern: '^([1-9]\\d*/[1-9]\\d*|auto)$' },
  typed: 'text',
  faultIn: (value) => {
    if (value === 'auto') return undefined;
    const [index, count] = typeof value === 'string' ? (shardIn(value) ?? []) : [];
    if (index === undefined || count === undefined) return { path: [], found: inWords(value), expected: form };
    if (count > mostParts) return { path: [], found: inWords(value), expected: `at most ${mostParts} parts` };
    return index <= count ? undefined : { path: [], found: inWords(value), expected: `a part from 1 to ${count}` };
  },
});

/** The numbers of `2/8`; undefined where there are none. */
export function shardIn(value: string): readonly [index: number, count: number] | undefined {
  const [, index, count] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(value) ?? [];
  return index === undefined || count === undefined ? undefined : [Number(index), Number(count)];
}

/** What a command is told that does a part of a run. */
export const shardSettings = settings({
  shard: {
    kind: shard,
    help: 'do this part of the run alone, such as 2/8, for conic merge; auto: which one the environment says',
    usually: 'all of it',
    placeholder: 'i/n',
  },
  parts: {
    kind: text,
    help: 'with --shard: the folder that the part is written into',
    default: 'conic-parts',
    placeholder: 'dir',
  },
});

/** Into how many parts a run is cut, for whoever writes down how to start all of them. */
export const shardsSetting = {
  kind: whole(1, mostParts),
  help: 'with --on: how many parts',
  default: 16,
} as const satisfies Setting<number>;
