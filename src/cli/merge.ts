import { Command } from 'commander';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveReport } from '../report/folder/saveReport.js';
import { checkPage } from '../report/pages/check.js';
import { mergeCheck } from '../shard/mergeCheck.js';
import { partFiles } from '../shard/partFile.js';
import { wholeRunOf } from '../shard/wholeRun.js';
import { openStore } from '../store/store.js';
import { shardSettings } from '../settings/shard.js';
import { exitStatus } from './exitStatus.js';
import { inFlags, withFlags } from './flags.js';
import { mergeFlags, type MergeSettings } from './mergeSettings.js';
import { print } from './print.js';
import { asSettings, told } from './settings.js';

const examples = `
Examples:
  $ conic merge
  $ conic merge conic-parts --report out
  $ conic merge node-1/parts node-2/parts spare.part.json --store .conic/counterexamples

Exit status: that of the whole run: 0 held, 1 violated, 3 inconclusive; 2 if a part is missing, damaged or of another run.`;

/** `conic merge PARTS…`: what the parts of a run come to. */
export function mergeCommand(): Command {
  const command = new Command('merge')
    .argument('[parts...]', `parts that conic … --shard has written, or folders of them (default ${usual})`)
    .description(
      'Add up the parts of a run that was done with --shard: report, verdict and exit status of the single run.',
    );
  return withFlags(command, 'Output:', mergeFlags)
    .addHelpText('after', examples)
    .action(async (places: readonly string[], flags: Record<string, unknown>) => {
      process.exitCode = await inFlags(mergeFlags, () =>
        runMerge(places.length === 0 ? [usual] : places, asSettings(mergeFlags, told(flags), 'options')),
      );
    });
}

const usual = shardSettings.parts.default;

async function runMerge(places: readonly string[], settings: MergeSettings): Promise<number> {
  if (settings.report !== undefined) await assertPlace(settings.report, folderKinds.check);
  const run = await wholeRunOf(await partFiles(places));
  const store = settings.readOnly === true ? undefined : openStore(settings.store);
  const { report: draft, results } = await mergeCheck(run, store);
  const report = settings.report === undefined ? draft : await saveReport(settings.report, draft, results);
  print(report, checkPage(report), { json: settings.json, directory: settings.report });
  return exitStatus[report.verdict];
}
