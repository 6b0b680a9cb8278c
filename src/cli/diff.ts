import { Command } from 'commander';
import type { Classifier } from '../classifier/classifier.js';
import { diff } from '../diff/diff.js';
import type { DiffOptions } from '../diff/options.js';
import { diffReportOf } from '../diff/report/diffReport.js';
import { saveDiff } from '../diff/report/saveDiff.js';
import { InputError, optionProblem } from '../errors.js';
import { fromPath } from '../image/fromPath.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { diffPage } from '../report/pages/diff.js';
import { only } from '../settings/check.js';
import { diffSettings } from '../settings/diff.js';
import { imageSettings } from '../settings/images.js';
import { modelSettings } from '../settings/model.js';
import { otherModelSettings } from '../settings/otherModel.js';
import { shareDiff } from '../diff/shareDiff.js';
import { shareOf } from '../shard/shard.js';
import { finishDiffPart } from './diffPart.js';
import { diffBar } from './diffProgress.js';
import { diffArguments, diffFlags, diffImages, diffOutput, diffRun, type DiffFlags } from './diffSettings.js';
import { exitStatus } from './exitStatus.js';
import { configOption, inFlags, withFlags } from './flags.js';
import { interrupt, type Interrupt } from './interrupt.js';
import { openAsTold } from './modelOptions.js';
import { openOther } from './otherModel.js';
import { print } from './print.js';
import { toldBy } from './settings.js';
import { assertSameCases, interruptedPart, partAsTold } from './shardOptions.js';

const examples = `
Examples:
  $ conic diff float.onnx int8.onnx --images samples
  $ conic diff model.onnx tfjs/model.json --images samples --report out
  $ conic diff released.onnx candidate.onnx --images samples --max-rate 0.01 --no-rays
  $ conic diff float.onnx int8.onnx --images samples --seed 1 --shard 2/8   # then: conic merge --model float.onnx --other int8.onnx
  $ conic diff keras.onnx exported.onnx --mean 0.5 --std 0.5 --with-range 0,255 --images photos --resize

What is told of the model (--mean, --labels, …) is told of both; with --with- before it, of the other one alone. Labels are matched
by name.

Exit status: 0 they agree, 1 they disagree, 2 usage, configuration or input error, 3 inconclusive or interrupted.`;

/** `conic diff A B`: where two models disagree, how much, and why. */
export function diffCommand(): Command {
  const command = new Command('diff')
    .argument('[model]', diffArguments.model.help)
    .argument('[other]', diffArguments.other.help)
    .description(
      'Hold two models against each other: how often they agree, where they do not, and what differs in them.',
    );
  withFlags(command, 'Comparison:', diffRun);
  withFlags(command, 'Images:', diffImages);
  withFlags(command, 'Models:', modelSettings);
  withFlags(command, 'The other model:', otherModelSettings);
  withFlags(command, 'Output:', diffOutput);
  return command
    .addOption(configOption())
    .addHelpText('after', examples)
    .action(async (model: string | undefined, other: string | undefined, flags: Record<string, unknown>) => {
      process.exitCode = await inFlags(diffFlags, async () =>
        runDiff(
          await toldBy(diffFlags, {
            ...flags,
            ...(model === undefined ? {} : { model }),
            ...(other === undefined ? {} : { other }),
          }),
        ),
      );
    });
}

async function runDiff(flags: DiffFlags): Promise<number> {
  const { model, other, images, report: directory, json } = flags;
  if (model === undefined) throw missing('model');
  if (other === undefined) throw missing('other');
  const { shard, seed } = flags;
  assertSameCases({ ...(shard === undefined ? {} : { shard }), ...(seed === undefined ? {} : { seed }) });
  const part = await partAsTold('diff', flags);
  if (directory !== undefined) await assertPlace(directory, folderKinds.diff);
  const opened: Classifier[] = [];
  let stop: Interrupt | undefined;
  const bar = diffBar(json !== true);
  try {
    const one = await openAsTold(model, flags);
    opened.push(one);
    const second = await openOther(other, flags);
    opened.push(second);
    stop = interrupt(
      () => bar.say('conic: stopping with what there is; Ctrl-C again ends at once'),
      () => bar.stop(),
    );
    const options: DiffOptions = {
      ...only(diffSettings, flags),
      ...(images === undefined ? {} : { images: fromPath(images, only(imageSettings, flags)) }),
      signal: stop.signal,
      onProgress: (progress) => bar.update(progress),
    };
    if (part !== undefined) {
      const own = { isFirst: part.shard.index === 1, of: (total: number) => shareOf(part.shard, total) };
      const share = await shareDiff(one, second, options, own)
        .catch((thrown: unknown) => {
          throw stop?.signal.aborted === true ? interruptedPart(part) : thrown;
        })
        .finally(() => bar.stop());
      if (stop.signal.aborted) throw interruptedPart(part);
      stop.protect();
      return await finishDiffPart(part, share, flags);
    }
    const found = await diff(one, second, options).finally(() => bar.stop());
    stop.protect();
    const draft = diffReportOf(found);
    const report = directory === undefined ? draft : await saveDiff(directory, draft, found);
    print(report, diffPage(report), { json, directory });
    return exitStatus[report.verdict];
  } finally {
    for (const classifier of opened) await classifier.dispose();
    stop?.release();
  }
}

const missing = (option: string): InputError =>
  new InputError(optionProblem([option], { found: 'nothing', expected: 'two models: conic diff one.onnx other.onnx' }));
