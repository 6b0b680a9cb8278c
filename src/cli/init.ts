import { relative } from 'node:path';
import { Command } from 'commander';
import { isUrl, withoutSecrets } from '../classifier/source.js';
import { InputError, optionProblem } from '../errors.js';
import { addFiles } from '../report/folder/addFiles.js';
import { terminalText } from '../report/text/terminalText.js';
import { schedulers } from '../schedulers/index.js';
import { configFor, githubFor, gitlabFor } from './initTemplates.js';
import { filled, only } from '../settings/check.js';
import { modelSettings } from '../settings/model.js';
import { inFlags, withFlags } from './flags.js';
import { writeSchedule } from './initOn.js';
import { initFiles, initSettings, initShards, type InitSettings } from './initSettings.js';
import { openAsTold } from './modelOptions.js';
import type { TypedCommand } from './shardedCommand.js';
import { toldBy } from './settings.js';
import { newSeed } from '../settings/seed.js';

const help = `
Writes conic.config.ts, and beside it conic-gate.github.yml and conic-gate.gitlab.yml, pipelines to copy. With --on it writes what does
the command after -- in parts, and merges them: report, verdict and exit status are those of the command itself. Files that are there
already are left alone: then nothing is written.

Examples:
  $ conic init model.onnx --images samples
  $ conic init --on slurm --shards 16 -- check model.onnx --images samples --seed 1 --report out
  $ conic init --on kubernetes --shards 64 -- hunt model.onnx --images samples --out hunted`;

/**
 * `conic init MODEL`: a commented configuration for the gate, and pipelines that run it. `conic init --on SCHEDULER -- COMMAND`: files
 * that do a command in parts.
 *
 * @param load the commands, by their names.
 */
export function initCommand(load: TypedCommand['load']): Command {
  const command = new Command('init')
    .description(
      'Write a commented configuration for conic gate, and a pipeline that runs it, from a model; or what does a command on many machines.',
    )
    .usage(`[options] <model>\n       conic init --on <${Object.keys(schedulers).join('|')}> [--shards n] -- <command>`)
    .argument('[model]', initSettings.model.help)
    .argument('[words...]', 'with --on: the command to do in parts, after --')
    .addHelpText('after', help)
    .action(async (model: string | undefined, words: readonly string[], flags: Record<string, unknown>) => {
      const settings = await inFlags(initSettings, () =>
        toldBy(initSettings, { ...flags, ...(model === undefined ? {} : { model }) }),
      );
      if (settings.on === undefined) await inFlags(initSettings, () => writeConfiguration(settings, words));
      else await writeSchedule(settings, model === undefined ? words : [model, ...words], typed(command, load));
    });
  withFlags(command, 'Files:', initFiles);
  withFlags(command, 'Many machines:', initShards);
  return withFlags(command, 'Model:', modelSettings);
}

/** Commands that say what is wrong with their flags as this one does. */
const typed =
  (command: Command, load: TypedCommand['load']): TypedCommand['load'] =>
  (verb) =>
    load(verb)?.then((loaded) => loaded.copyInheritedSettings(command));

async function writeConfiguration(settings: InitSettings, [stray]: readonly string[]): Promise<void> {
  if (stray !== undefined)
    throw new InputError({
      where: 'init',
      found: `${stray} after the model`,
      expected: 'a model alone, or a command after -- together with --on',
    });
  const { model, images, dir } = filled('init', initSettings, settings);
  if (model === undefined)
    throw new InputError(optionProblem(['model'], { found: 'nothing', expected: 'a model: conic init model.onnx' }));
  if (settings.shards !== undefined)
    throw new InputError(
      optionProblem(['shards'], {
        found: String(settings.shards),
        expected: 'none without --on, which says what starts them',
      }),
    );
  const { labels, ca, ...others } = only(modelSettings, settings);
  // Opened, so that what is written fits it, and a model that cannot be opened is heard of now.
  const classifier = await openAsTold(model, settings);
  const { spec } = classifier;
  await classifier.dispose();
  const path = (to: string): string => relative(dir, to).replaceAll('\\', '/') || '.';
  const seed = newSeed();
  const files = {
    'conic.config.ts': configFor(spec, {
      model: {
        // What is secret in a URL goes into no file.
        path: isUrl(model) ? withoutSecrets(model) : path(model),
        ...(labels === undefined ? {} : { labels: typeof labels === 'string' ? path(labels) : labels }),
        ...(ca === undefined ? {} : { ca: path(ca) }),
        ...others,
      },
      images: path(images),
      seed,
    }),
    'conic-gate.github.yml': githubFor(),
    'conic-gate.gitlab.yml': gitlabFor(),
  };
  const remedy = 'Move it away, or choose another folder with --dir.';
  for (const name of await addFiles(dir, files, remedy)) process.stdout.write(`wrote ${terminalText(name)}\n`);
  process.stdout.write('next: put images where the configuration says, set its limits, and run: conic gate\n');
}
