import type { Command } from 'commander';
import { isUrl, withoutSecrets } from '../classifier/source.js';
import { InputError } from '../errors.js';
import type { ShardedRun } from '../schedulers/scheduler.js';
import { inWords } from '../settings/inWords.js';
import { newSeed } from '../settings/seed.js';
import { shardSettings } from '../settings/shard.js';

// A command that was typed for one machine, as one that is done in parts: what is the parts', and what is the merge's.

/** What stands behind `conic init --on … --`, and where the command of that name comes from. */
export interface TypedCommand {
  readonly words: readonly string[];
  readonly shards: number;
  /** The command by its name, as {@link commands} has it; undefined where there is none. */
  readonly load: (verb: string) => Promise<Command> | undefined;
}

/** Where the merged report goes, where nobody said. */
const usualReport = 'conic-report';

/** Flags of the single run that say where its report goes. */
const reportFlags = ['--report', '--out'];

/**
 * A run in parts, from the command of the single run: its report is that of the merge, and all parts have one seed.
 *
 * @throws InputError if it is no command, has no parts, or is told what a part cannot be.
 */
export async function shardedRunOf({ words, shards, load }: TypedCommand): Promise<ShardedRun> {
  const [verb = '', ...rest] = words.map((word) => (isUrl(word) ? withoutSecrets(word) : word));
  const odd = words.find((word) => /\p{Cc}/u.test(word));
  if (odd !== undefined)
    throw refused(
      JSON.stringify(odd),
      'words without line breaks and other control characters, as they go into a file',
    );
  const command = await load(verb);
  if (command?.options.some(({ long }) => long === '--shard') !== true)
    throw refused(
      verb === '' ? 'no command' : `conic ${verb}${command === undefined ? '' : ', which has no --shard'}`,
      'a command that is done in parts',
      'Write it after --, such as: conic init --on slurm --shards 16 -- check model.onnx --images samples',
    );
  const { operands, unknown } = command.parseOptions(rest);
  const extra = [...unknown, ...operands.slice(command.registeredArguments.length)][0];
  if (extra !== undefined) throw refused(extra, `what conic ${verb} --help says`);
  const told: Readonly<Record<string, unknown>> = command.opts();
  if (told['shard'] !== undefined)
    throw refused(`--shard ${inWords(told['shard'])}`, 'no part: which one it is, each is told by what starts it');
  if (verb === 'certify' && told['ray'] !== true && told['region'] === undefined)
    throw refused('a certificate by structure, which is one piece', 'certify with --ray or --region, which have parts');
  const places = [told['report'], told['out']].find((place) => typeof place === 'string');
  const report = typeof places === 'string' ? places : usualReport;
  const parts = typeof told['parts'] === 'string' ? told['parts'] : shardSettings.parts.default;
  const store = typeof told['store'] === 'string' ? ['--store', told['store']] : [];
  return {
    part: [verb, ...withoutReport(rest), ...seedFor(command), ...resumeFor(command)],
    merge: [
      'merge',
      parts,
      '--report',
      report,
      ...store,
      ...(told['readOnly'] === true ? ['--read-only'] : []),
      ...(told['json'] === true ? ['--json'] : []),
    ],
    shards,
    parts,
    report,
  };
}

/** Words without where the report goes: `--report out`, `--out=out`. */
function withoutReport(words: readonly string[]): readonly string[] {
  const isReport = (word: string | undefined): boolean => word !== undefined && reportFlags.includes(word);
  return words.filter(
    (word, i) => !isReport(word) && !isReport(words[i - 1]) && !reportFlags.some((flag) => word.startsWith(`${flag}=`)),
  );
}

/** One seed for all parts, where the command takes one, and neither the words nor a file of settings have it. */
function seedFor(command: Command): readonly string[] {
  const takesSeed = command.options.some(({ long }) => long === '--seed');
  const { seed, config }: Readonly<Record<string, unknown>> = command.opts();
  // A command without an argument has all of it in a configuration.
  const isElsewhere = typeof config === 'string' || command.registeredArguments.length === 0;
  return takesSeed && typeof seed !== 'number' && !isElsewhere ? ['--seed', String(newSeed())] : [];
}

/** A part that was killed goes on with what it had, where the command keeps that. */
function resumeFor(command: Command): readonly string[] {
  const { resume }: Readonly<Record<string, unknown>> = command.opts();
  return command.options.some(({ long }) => long === '--resume') && resume !== true ? ['--resume'] : [];
}

const refused = (found: string, expected: string, remedy?: string): InputError =>
  new InputError({ where: 'init --on', found, expected, ...(remedy === undefined ? {} : { remedy }) });
