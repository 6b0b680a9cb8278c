import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { isUrl } from '../classifier/source.js';
import { InputError, optionProblem } from '../errors.js';
import type { GateConfig } from '../gate/config/config.js';
import { gate } from '../gate/gate.js';
import type { GateOptions } from '../gate/gateOptions.js';
import { loadConfig } from '../gate/config/loadConfig.js';
import { gatePage } from '../gate/report/page.js';
import type { GateReport } from '../gate/report/schema.js';
import { shareGate } from '../gate/shareGate.js';
import { appendStepSummary } from '../gate/report/stepSummary.js';
import { gateStatus } from '../gate/verdict.js';
import { markdownText } from '../report/formats/markdown.js';
import { terminalText } from '../report/text/terminalText.js';
import { interrupt, type Interrupt } from './interrupt.js';
import { print } from './print.js';
import { inFlags, withFlags } from './flags.js';
import { gateAgain } from './gateAgain.js';
import { gateFlags, type GateFlags } from './gateFlags.js';
import { finishGatePart } from './gatePart.js';
import { progressBar } from './progress.js';
import { shareOf } from '../shard/shard.js';
import { asSettings, told as toldFlags } from './settings.js';
import { interruptedPart, partAsTold } from './shardOptions.js';
import { usualConfig } from './usualConfig.js';

const examples = `
Examples:
  $ conic gate
  $ conic gate --config release/conic.config.ts --report conic-gate
  $ conic gate --baseline released/report.json --fail-on warn
  $ conic gate --shard 2/8 --seed 1   # then: conic merge --report conic-gate
  $ conic gate --accept --reason "dark coats, see #12" --expires 2027-01-31

Exit status: 0 pass, 1 fail, 2 configuration or input error, 3 inconclusive. An error never passes.`;

/** `conic gate`: one verdict on whether a model may ship. */
export function gateCommand(): Command {
  const command = new Command('gate').description(
    'Say whether a model may ship: hold it against the limits of a configuration.',
  );
  return withFlags(command, 'Gate:', gateFlags)
    .addHelpText('after', examples)
    .action(async (flags: Record<string, unknown>) => {
      process.exitCode = await inFlags(gateFlags, () => runGate(asSettings(gateFlags, toldFlags(flags), 'options')));
    });
}

/**
 * Ends the process in a moment, if it has not ended of itself: timers that a broken configuration has left would keep it alive.
 * Nothing of conic's own is at work yet.
 */
const endSoon = (): void => void setTimeout(() => process.exit(), 500).unref();

async function runGate(settings: GateFlags): Promise<number> {
  const accept = acceptOf(settings);
  const part = await partAsTold('gate', settings);
  if (part === undefined && settings.spare !== undefined)
    throw new InputError(
      optionProblem(['spare'], {
        found: `${settings.spare}, and the whole gate is asked for`,
        expected: 'none without --shard',
      }),
    );
  const file = settings.config ?? (await usualConfig());
  const { config, folder } = await loadConfig(file).catch((thrown: unknown) => {
    endSoon();
    throw thrown;
  });
  const bar = progressBar(settings.json !== true);
  let stop: Interrupt | undefined;
  try {
    stop = interrupt(
      () => bar.say('conic: stopping with what there is; Ctrl-C again ends at once'),
      () => bar.stop(),
    );
    const told = overruled(config, folder, settings);
    const options: GateOptions = {
      folder,
      name: file,
      signal: stop.signal,
      onProgress: (progress) => bar.update(progress),
      onPlan: (lines) => sayPlan(lines, settings),
      again: gateAgain(told, folder, settings),
      ...(accept === undefined ? {} : { accept }),
    };
    if (part !== undefined) {
      const { shard } = part;
      const own = { isFirst: shard.index === 1, of: (total: number) => shareOf(shard, total), spare: settings.spare };
      const found = await shareGate(told, options, own);
      if (stop.signal.aborted) throw interruptedPart(part);
      stop.protect();
      bar.stop();
      return await finishGatePart(part, found, settings.json === true);
    }
    const report = await gate(told, options);
    stop.protect();
    bar.stop();
    const { report: place } = told;
    await sayReport(report, settings, place === undefined ? undefined : relative('', resolve(folder, place)) || place);
    return gateStatus[report.verdict];
  } finally {
    bar.stop();
    stop?.release();
  }
}

/** What the configuration says, and what flags say instead. Their paths are relative to the working folder. */
function overruled(
  config: GateConfig,
  folder: string,
  { model, baseline, failOn, report, seed, timeLimit }: GateFlags,
): GateConfig {
  // As the configuration's own are, so that a report names no folder of this machine.
  const fromFolder = (path: string): string => relative(folder, resolve(path)) || '.';
  return {
    ...config,
    ...(model === undefined ? {} : { model: withPath(config.model, isUrl(model) ? model : fromFolder(model)) }),
    ...(baseline === undefined ? {} : { baseline: baseline === false ? false : fromFolder(baseline) }),
    ...(failOn === undefined ? {} : { failOn }),
    ...(report === undefined ? {} : { report: fromFolder(report) }),
    ...(seed === undefined ? {} : { seed }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
  };
}

const withPath = (model: GateConfig['model'], path: string): GateConfig['model'] =>
  typeof model === 'string' ? path : { ...model, path };

/** @throws InputError if only some of the three are given. */
function acceptOf({ accept, reason, expires }: GateFlags): GateOptions['accept'] {
  if (accept === true && reason !== undefined && expires !== undefined) return { reason, expires };
  if (accept !== true && reason === undefined && expires === undefined) return undefined;
  const missing = accept !== true ? 'accept' : reason === undefined ? 'reason' : 'expires';
  throw new InputError(
    optionProblem([missing], {
      found: 'nothing',
      expected: '--accept with --reason TEXT and --expires YYYY-MM-DD',
      remedy: 'Whoever accepts a finding says why, and until when.',
    }),
  );
}

/** Before the run, so that whoever waits knows for what. Standard output is the report's where it is asked for as JSON. */
function sayPlan(lines: readonly string[], { json }: GateFlags): void {
  const stream = json === true ? process.stderr : process.stdout;
  stream.write(`${lines.map((line) => `plan: ${terminalText(line)}`).join('\n')}\n\n`);
}

/** Prints what a gate came to, and adds it to a pipeline's summary. */
export async function sayReport(
  report: GateReport,
  { json }: Pick<GateFlags, 'json'>,
  directory: string | undefined,
): Promise<void> {
  const page = gatePage(report);
  print(report, page, { json, directory });
  await appendStepSummary(markdownText(page));
}
