import { InputError, optionProblem } from '../errors.js';
import { addFiles } from '../report/folder/addFiles.js';
import { terminalText } from '../report/text/terminalText.js';
import { schedulers } from '../schedulers/index.js';
import type { Scheduler } from '../schedulers/scheduler.js';
import { filled } from '../settings/check.js';
import { inWords } from '../settings/inWords.js';
import { inFlags } from './flags.js';
import { initFiles, initSettings, initShards, type InitSettings } from './initSettings.js';
import { shardedRunOf, type TypedCommand } from './shardedCommand.js';

/**
 * `conic init --on SCHEDULER -- COMMAND`: the files that do a command in parts and merge them.
 *
 * @param words the command, without `conic`.
 * @throws InputError if it has no parts, there are more than the scheduler can start, or a file is there already.
 */
export async function writeSchedule(
  settings: InitSettings,
  words: readonly string[],
  load: TypedCommand['load'],
): Promise<void> {
  const { scheduler, shards, dir } = await inFlags(initSettings, () => plannedFor(settings));
  const run = await shardedRunOf({ words, shards, load });
  const remedy = 'Move it away, or choose another folder with --dir.';
  for (const name of await addFiles(dir, scheduler.files(run), remedy))
    process.stdout.write(`wrote ${terminalText(name)}\n`);
  const next = scheduler.next(run).map((line) => `  ${terminalText(line)}\n`);
  process.stdout.write(`next:\n${next.join('')}`);
}

/** What is to start how many parts, and where its files go. */
function plannedFor(settings: InitSettings): {
  readonly scheduler: Scheduler;
  readonly shards: number;
  readonly dir: string;
} {
  const { on = '', shards, dir } = filled('init', { ...initShards, dir: initFiles.dir }, forSchedule(settings));
  const scheduler = schedulers[on];
  if (scheduler === undefined) throw new TypeError(`${on} is no scheduler, and was taken for one`);
  const { title, mostShards = shards } = scheduler;
  if (shards > mostShards)
    throw new InputError(
      optionProblem(['shards'], { found: String(shards), expected: `at most ${mostShards}, which ${title} can start` }),
    );
  return { scheduler, shards, dir };
}

/** What belongs to the command stands behind `--`, where it would otherwise be lost. */
function forSchedule(settings: InitSettings): Pick<InitSettings, 'on' | 'shards' | 'dir'> {
  const { on, shards, dir, model: _words, ...others } = settings;
  const [stray] = Object.entries(others);
  if (stray !== undefined)
    throw new InputError(
      optionProblem([stray[0]], {
        found: inWords(stray[1]),
        expected: 'none for init --on: what is told of the run stands after --',
        remedy: 'Such as: conic init --on slurm --shards 16 -- check model.onnx --images samples',
      }),
    );
  return {
    ...(on === undefined ? {} : { on }),
    ...(shards === undefined ? {} : { shards }),
    ...(dir === undefined ? {} : { dir }),
  };
}
