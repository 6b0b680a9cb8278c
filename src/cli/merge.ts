import { Command } from 'commander';
import { InputError, optionProblem } from '../errors.js';
import { readAccepted, writeAccepted } from '../gate/known/accepted.js';
import { saveDrawnDiff } from '../diff/report/saveDiff.js';
import { saveGate } from '../gate/report/saveGate.js';
import { gateStatus } from '../gate/verdict.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { lock } from '../report/folder/lock.js';
import { saveFolder } from '../report/folder/saveFolder.js';
import { saveRays } from '../report/folder/saveRays.js';
import { saveReport } from '../report/folder/saveReport.js';
import { rayPage } from '../report/pages/certifyRay.js';
import { regionPage } from '../report/pages/certifyRegion.js';
import { checkPage } from '../report/pages/check.js';
import { diffPage } from '../report/pages/diff.js';
import { huntPage } from '../report/pages/hunt.js';
import { mergeRays, mergeRegions } from '../shard/mergeCertify.js';
import { mergeCheck } from '../shard/mergeCheck.js';
import { mergeDiff } from '../shard/mergeDiff.js';
import { mergeGate } from '../shard/mergeGate.js';
import { mergeHunt } from '../shard/mergeHunt.js';
import type { PartOf } from '../shard/part.js';
import { partFiles } from '../shard/partFile.js';
import { wholeRunOf } from '../shard/wholeRun.js';
import { openStore, type Store } from '../store/store.js';
import { shardSettings } from '../settings/shard.js';
import { exitStatus } from './exitStatus.js';
import { inFlags, withFlags } from './flags.js';
import { sayReport } from './gate.js';
import { mergeFlags, type MergeSettings } from './mergeSettings.js';
import { openBothAgain } from './openBothAgain.js';
import { print } from './print.js';
import { asSettings, told } from './settings.js';

const examples = `
Examples:
  $ conic merge
  $ conic merge conic-parts --report out
  $ conic merge conic-parts --model float.onnx --other int8.onnx   # of conic diff
  $ conic merge node-1/parts node-2/parts spare.part.json --store .conic/counterexamples

Exit status: that of the whole run: 0 held or pass, 1 violated or fail, 3 inconclusive; 2 if a part is missing, damaged or of another run.`;

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
  const { first, files } = await wholeRunOf(await partFiles(places));
  const store = settings.readOnly === true ? undefined : openStore(settings.store);
  switch (first.verb) {
    case 'check':
      return finishCheck(first, files, store, settings);
    case 'diff':
      return finishDiff(first, files, settings);
    case 'gate':
      return finishGate(first, files, settings);
    case 'hunt':
      return finishHunt(first, files, store, settings);
    case 'certify-ray':
      return finishRays(first, files, settings);
    case 'certify-region':
      return finishRegions(first, files, settings);
  }
}

async function finishCheck(
  first: PartOf<'check'>,
  files: readonly string[],
  store: Store | undefined,
  { report: place, json }: MergeSettings,
): Promise<number> {
  if (place !== undefined) await assertPlace(place, folderKinds.check);
  const { report: draft, results } = await mergeCheck(first, files, store);
  const report = place === undefined ? draft : await saveReport(place, draft, results);
  print(report, checkPage(report), { json, directory: place });
  return exitStatus[report.verdict];
}

async function finishDiff(first: PartOf<'diff'>, files: readonly string[], settings: MergeSettings): Promise<number> {
  const { report: place, json } = settings;
  if (place !== undefined) await assertPlace(place, folderKinds.diff);
  const { report: draft, drawn } = await mergeDiff(first, files, (part) => openBothAgain(part, settings));
  const report = place === undefined ? draft : await saveDrawnDiff(place, draft, drawn);
  print(report, diffPage(report), { json, directory: place });
  return exitStatus[report.verdict];
}

async function finishGate(
  first: PartOf<'gate'>,
  files: readonly string[],
  { report: place, json, accepted = mergeFlags.accepted.default }: MergeSettings,
): Promise<number> {
  if (place !== undefined) await assertPlace(place, folderKinds.gate);
  const held = place === undefined ? undefined : await lock(place);
  try {
    const { report: draft, results, accepting } = await mergeGate(first, files);
    // The report first: what cannot be written is not accepted either.
    const report = place === undefined ? draft : await saveGate(place, draft, results);
    if (accepting.length > 0) await writeAccepted(accepted, await readAccepted(accepted), accepting);
    await sayReport(report, { json: json === true }, place);
    return gateStatus[report.verdict];
  } finally {
    await held?.release();
  }
}

async function finishHunt(
  first: PartOf<'hunt'>,
  files: readonly string[],
  store: Store | undefined,
  { report: place, json }: MergeSettings,
): Promise<number> {
  if (place === undefined)
    throw new InputError(
      optionProblem(['report'], { found: 'nothing', expected: 'a folder for the hunt, as --out of conic hunt' }),
    );
  const report = await mergeHunt(first, files, { place, store });
  print(report, huntPage(report), { json, directory: place });
  return exitStatus[report.verdict];
}

async function finishRays(
  first: PartOf<'certify-ray'>,
  files: readonly string[],
  { report: place, json }: MergeSettings,
): Promise<number> {
  const { report: draft, drawn } = await mergeRays(first, files);
  const report = place === undefined ? draft : await saveRays(place, draft, drawn);
  print(report, rayPage(report), { json, directory: place });
  return exitStatus[report.verdict];
}

async function finishRegions(
  first: PartOf<'certify-region'>,
  files: readonly string[],
  { report: place, json }: MergeSettings,
): Promise<number> {
  const report = await mergeRegions(first, files);
  const page = regionPage(report);
  if (place !== undefined) await saveFolder(place, folderKinds.region, async () => ({ document: report, page }));
  print(report, page, { json, directory: place });
  return exitStatus[report.verdict];
}
