import { counted } from '../counted.js';
import type { DiffShare } from '../diff/shareDiff.js';
import { jsonText } from '../report/formats/json.js';
import { terminalText } from '../report/text/terminalText.js';
import { only } from '../settings/check.js';
import { imageSettings } from '../settings/images.js';
import { modelSettings } from '../settings/model.js';
import { toldOfOther } from '../settings/otherModel.js';
import { diffPartOf } from '../shard/diffPartOf.js';
import { writePart } from '../shard/partFile.js';
import { describeShard } from '../shard/shard.js';
import type { DiffFlags } from './diffSettings.js';
import { exitStatus } from './exitStatus.js';
import type { PlannedPart } from './shardOptions.js';

/**
 * Writes a part of a comparison of two models.
 *
 * @returns the status of what this part found.
 */
export async function finishDiffPart(
  { shard, file }: PlannedPart,
  found: DiffShare,
  flags: DiffFlags,
): Promise<number> {
  const draft = diffPartOf(shard, found, {
    model: feeding(only(modelSettings, flags)),
    other: feeding(toldOfOther(flags)),
    images: flags.images === undefined ? undefined : only(imageSettings, flags),
  });
  await writePart(file, draft);
  const { images, one, other } = found;
  const disagree = images.filter(({ outcome, ray }) => outcome === 'disagree' || ray?.nearest !== undefined).length;
  const said = [
    `${one.id} and ${other.id}: ${describeShard(shard)}`,
    `  ${counted(images.length, 'image')}, ${disagree} with a disagreement`,
    `Written: ${file}. When all parts are there: conic merge --model MODEL --other OTHER`,
  ];
  process.stdout.write(flags.json === true ? jsonText(draft) : terminalText(`${said.join('\n')}\n`));
  return exitStatus[disagree > 0 ? 'violated' : 'held'];
}

/** What has a say in what a model answers. */
const feeding = ({
  workers: _workers,
  threads: _threads,
  labels: _labels,
  ...rest
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => rest;
