import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { isUrl, withoutSecrets } from '../classifier/source.js';
import { InputError, optionProblem } from '../errors.js';
import { loadConfig } from '../gate/config/loadConfig.js';
import type { ShardedRun } from '../schedulers/scheduler.js';
import { inWords } from '../settings/inWords.js';
import { newSeed } from '../settings/seed.js';
import type { Settings } from '../settings/setting.js';
import { shardSettings } from '../settings/shard.js';
import { partPath } from '../shard/partFile.js';
import { certifyFlags } from './certifySettings.js';
import { checkSettings } from './checkSettings.js';
import { diffFlags } from './diffSettings.js';
import { inFlags } from './flags.js';
import { gateFlags } from './gateFlags.js';
import { huntFlags } from './huntSettings.js';
import { asSettings, told, toldBy } from './settings.js';
import { usualConfig } from './usualConfig.js';

// A command that was typed for one machine, as one that is done in parts: what is the parts', and what is the merge's.

/** What stands behind `conic init --on … --`, and where the command of that name comes from. */
export interface TypedCommand {
  readonly words: readonly string[];
  readonly shards: number;
  /** The command by its name, as {@link commands} has it; undefined where there is none. */
  readonly load: (verb: string) => Promise<Command> | undefined;
}

/** Commands that have parts, and what they can be told. */
export const shardedVerbs = {
  certify: certifyFlags,
  check: checkSettings,
  diff: diffFlags,
  gate: gateFlags,
  hunt: huntFlags,
} as const satisfies Readonly<Record<string, Settings>>;

/** Where the merged report goes, where nobody said. */
const usualReport = 'conic-report';

/** What the merge is told in place of the parts: where the report goes, and in which form it is printed. */
const ofMerge = { withValue: ['--report', '--out'], alone: ['--json'] } as const;

type Told = Readonly<Record<string, unknown>>;

/**
 * A run in parts, from the command of the single run: its report is that of the merge, and all parts have one seed.
 *
 * @throws InputError if it is no command, has no parts, or is told what it or a part cannot be.
 */
export async function shardedRunOf({ words, shards, load }: TypedCommand): Promise<ShardedRun> {
  const odd = words.find((word) => /[\p{Cc}\u2028\u2029]/u.test(word));
  if (odd !== undefined)
    throw refused(
      JSON.stringify(odd),
      'words without line breaks and other control characters, as they go into a file',
    );
  const [verb = '', ...rest] = words.map(publicWord);
  const command = await load(verb);
  if (command === undefined || !isSharded(verb))
    throw refused(
      verb === '' ? 'no command' : `conic ${verb}${command === undefined ? '' : ', which has no parts'}`,
      `a command that is done in parts (${Object.keys(shardedVerbs).join(', ')})`,
      'Write it after --, such as: conic init --on slurm --shards 16 -- check model.onnx --images samples',
    );
  const flags = typedFlags(verb, command, rest);
  const run = await inFlags(shardedVerbs[verb], () => settledRun(verb, flags));
  const seed = run.isSeeded ? [] : ['--seed', String(newSeed())];
  // A part that was killed goes on with what it had, where the command keeps that.
  const resume = Object.hasOwn(shardedVerbs[verb], 'resume') && run.settings['resume'] !== true ? ['--resume'] : [];
  const parts = textIn(run.settings, 'parts') ?? shardSettings.parts.default;
  const report = run.report ?? usualReport;
  return {
    part: [verb, ...withoutMerge(rest), ...seed, ...resume],
    merge: ['merge', parts, '--report', report, ...mergeWords(verb, run)],
    shards,
    parts,
    partName: (index) => partPath('', partVerb(verb, run.settings), { index, count: shards }),
    report,
  };
}

type Verb = keyof typeof shardedVerbs;

const isSharded = (verb: string): verb is Verb => Object.hasOwn(shardedVerbs, verb);

/** What is secret in a URL goes into no file: `oip+http://…`, `--with=oip+http://…`. */
function publicWord(word: string): string {
  const [, flag = '', value = word] = /^(--[\w-]+=)(.*)$/.exec(word) ?? [];
  return isUrl(value) ? `${flag}${withoutSecrets(value)}` : word;
}

/** What words say, by names of settings. @throws InputError if there is more than the command takes. */
function typedFlags(verb: Verb, command: Command, words: readonly string[]): Told {
  const { operands, unknown } = command.parseOptions([...words]);
  const taken = command.registeredArguments;
  const extra = [...unknown, ...operands.slice(taken.length)][0];
  if (extra !== undefined) throw refused(extra, `what conic ${verb} --help says`);
  const named = taken.map((argument, i) => [argument.name(), operands[i]]);
  return { ...command.opts(), ...Object.fromEntries(named) };
}

/** A run as its command takes it. */
interface SettledRun {
  readonly settings: Told;
  /** Whether something says which seed, or the command takes none. */
  readonly isSeeded: boolean;
  /** The folder of its report; undefined where nobody said. */
  readonly report: string | undefined;
  /** Of a gate that accepts what it finds: the file for that, where it is not the usual one. */
  readonly accepted: string | undefined;
}

async function settledRun(verb: Verb, flags: Told): Promise<SettledRun> {
  if (verb === 'gate') return settledGate(flags);
  const group: Settings = shardedVerbs[verb];
  const settings: Told = await toldBy(group, told(flags));
  assertParts(verb, settings);
  const needed = [...Object.keys(group).filter((name) => group[name]?.argument === true), ...imagesFor(verb)];
  for (const option of needed)
    if (settings[option] === undefined)
      throw new InputError(optionProblem([option], { found: 'nothing', expected: `${option} for conic ${verb}` }));
  for (const option of ['report', 'out', 'json'])
    if (settings[option] !== undefined && flags[option] === undefined)
      throw new InputError(
        optionProblem([option], {
          found: `${inWords(settings[option])} in ${String(flags['config'])}, which every part would read`,
          expected: 'none there: it is the merge that has the report',
          remedy: 'Write it behind -- instead.',
        }),
      );
  return {
    settings,
    isSeeded: !Object.hasOwn(group, 'seed') || settings['seed'] !== undefined,
    report: textIn(settings, 'report') ?? textIn(settings, 'out'),
    accepted: undefined,
  };
}

/** What a command needs besides its arguments. */
const imagesFor = (verb: Verb): readonly string[] => (verb === 'hunt' || verb === 'certify' ? ['images'] : []);

/** A gate has most of it in its configuration, whose paths are relative to its own folder. */
async function settledGate(flags: Told): Promise<SettledRun> {
  const settings = asSettings(gateFlags, told(flags), 'options');
  assertParts('gate', settings);
  const { config, folder } = await loadConfig(settings.config ?? (await usualConfig()));
  const baseline = settings.baseline ?? config.baseline ?? false;
  const here = (path: string): string => relative('', resolve(folder, path)) || '.';
  return {
    settings,
    // A baseline has a seed, which the gate takes over.
    isSeeded: (settings.seed ?? config.seed) !== undefined || baseline !== false,
    report: settings.report ?? (config.report === undefined ? undefined : here(config.report)),
    accepted: settings.accept === true && config.accepted !== undefined ? here(config.accepted) : undefined,
  };
}

/** @throws InputError if something is told that no part can be told, or all of them would do. */
function assertParts(verb: Verb, settings: Told): void {
  const wrong = (option: string, expected: string): InputError =>
    new InputError(optionProblem([option], { found: inWords(settings[option]), expected }));
  if (settings['shard'] !== undefined)
    throw wrong('shard', 'none for init --on: what starts the parts says which one each is');
  if (settings['path'] !== undefined) throw wrong('path', 'none for a run in parts: a path names a single case');
  if (settings['export'] !== undefined) throw wrong('export', 'none for a run in parts: each would write all queries');
  if (settings['along'] !== undefined) throw wrong('along', 'none for a run in parts: such a hunt has none');
  if (verb === 'certify' && settings['ray'] !== true && settings['region'] === undefined)
    throw refused('a certificate that is one piece', 'certify with --ray or --region, which have parts');
}

/** What the merge is told besides where the parts are and where the report goes. */
function mergeWords(verb: Verb, { settings, accepted }: SettledRun): readonly string[] {
  const [model, other, store] = [textIn(settings, 'model'), textIn(settings, 'other'), textIn(settings, 'store')];
  // It opens two models again to look for what differs in them.
  const models = verb === 'diff' && model !== undefined && other !== undefined;
  return [
    ...(models ? ['--model', model, '--other', other] : []),
    ...(accepted === undefined ? [] : ['--accepted', accepted]),
    ...(store === undefined ? [] : ['--store', store]),
    ...(settings['readOnly'] === true ? ['--read-only'] : []),
    ...(settings['json'] === true ? ['--json'] : []),
  ];
}

/** How parts of a command are called: those of two kinds of certificates are not alike. */
const partVerb = (verb: Verb, settings: Told): string =>
  verb === 'certify' ? `certify-${settings['ray'] === true ? 'ray' : 'region'}` : verb;

/** Words without what the merge is told: `--report out`, `--out=out`, `--json`. */
function withoutMerge(words: readonly string[]): readonly string[] {
  const { withValue, alone } = ofMerge;
  const isIn = (flags: readonly string[], word = ''): boolean => flags.includes(word);
  return words.filter(
    (word, i) =>
      !isIn(withValue, word) &&
      !isIn(withValue, words[i - 1]) &&
      !isIn(alone, word) &&
      !withValue.some((flag) => word.startsWith(`${flag}=`)),
  );
}

function textIn(settings: Told, option: string): string | undefined {
  const value = settings[option];
  return typeof value === 'string' ? value : undefined;
}

const refused = (found: string, expected: string, remedy?: string): InputError =>
  new InputError({ where: 'init --on', found, expected, ...(remedy === undefined ? {} : { remedy }) });
