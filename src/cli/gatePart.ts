import { gatePartOf } from '../shard/gatePartOf.js';
import type { GateShare } from '../gate/shareGate.js';
import { jsonText } from '../report/formats/json.js';
import { terminalText } from '../report/text/terminalText.js';
import { writePart } from '../shard/partFile.js';
import { describeShard } from '../shard/shard.js';
import { exitStatus } from './exitStatus.js';
import type { PlannedPart } from './shardOptions.js';

/**
 * Writes a part of a gate.
 *
 * @returns 0: a part has no verdict, whatever it found.
 */
export async function finishGatePart({ shard, file }: PlannedPart, found: GateShare, json: boolean): Promise<number> {
  const draft = gatePartOf(shard, found);
  await writePart(file, draft);
  const said = [
    `${found.about.model.id}: ${describeShard(shard)}`,
    ...found.inspected.map(({ inspection: { name }, share }) => `  ${name}: ${triedIn(share)}`),
    `Written: ${file}. When all parts are there: conic merge, which has the verdict`,
  ];
  process.stdout.write(json ? jsonText(draft) : terminalText(`${said.join('\n')}\n`));
  return exitStatus.held;
}

function triedIn(share: GateShare['inspected'][number]['share']): string {
  const letters = share.kind === 'counts' ? '' : share.spans.map(({ outcomes }) => outcomes).join('');
  const { held, violated } =
    share.kind === 'counts'
      ? share.counts
      : { held: letters.split('h').length - 1, violated: letters.split('v').length - 1 };
  const all =
    share.kind === 'counts' ? Object.values(share.counts).reduce((sum, count) => sum + count, 0) : letters.length;
  return `${all} tried, ${violated} violated, ${held} held`;
}
