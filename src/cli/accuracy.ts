import { Command } from 'commander';
import { transformations } from '../../transformations/index.js';
import { now } from '../clock.js';
import { InputError, optionProblem } from '../errors.js';
import type { Transformation } from '../image/transformation.js';
import { accuracyReportOf } from '../report/documents/accuracyReport.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveAccuracy } from '../report/folder/saveAccuracy.js';
import { imageNotes } from '../report/imageNotes.js';
import { accuracyPage } from '../report/pages/accuracy.js';
import { curveOn, type AccuracyCurve } from '../run/accuracyAlong.js';
import { transformationNamed } from '../run/transformationNamed.js';
import { accuracySettings } from '../settings/accuracy.js';
import { modelSettings } from '../settings/model.js';
import { accuracyFlags, accuracyImages, accuracyOutput, accuracyRun, type AccuracyFlags } from './accuracySettings.js';
import { exitStatus } from './exitStatus.js';
import { configOption, inFlags, withFlags } from './flags.js';
import { describeCorpus, loadImages } from './imageOptions.js';
import { interrupt } from './interrupt.js';
import { modelArgument, openAsTold } from './modelOptions.js';
import { print } from './print.js';
import { progressBar } from './progress.js';
import { toldBy } from './settings.js';
import { strengthsTold } from './strengthsTold.js';

const examples = `
Examples:
  $ conic accuracy model.onnx --images samples
  $ conic accuracy model.onnx --images samples --along exposure --strengths 0.25..4 --report out
  $ conic accuracy model.onnx --images samples --along gamma blur --points 5

Exit status: 0 measured, 2 usage, configuration or input error, 3 stopped before the end.`;

/** `conic accuracy MODEL`: how often the known label is given, against the strength of what happens to images. */
export function accuracyCommand(): Command {
  const command = new Command('accuracy')
    .argument('[model]', modelArgument.model.help)
    .description(
      'Measure how often images get the label they are known by, at one strength of a transformation after the other; with 95 % bounds.',
    );
  withFlags(command, 'Accuracy:', accuracyRun);
  withFlags(command, 'Images:', accuracyImages);
  withFlags(command, 'Model:', modelSettings);
  withFlags(command, 'Output:', accuracyOutput);
  return command
    .addOption(configOption())
    .addHelpText('after', examples)
    .action(async (model: string | undefined, flags: Record<string, unknown>) => {
      process.exitCode = await inFlags(accuracyFlags, async () =>
        runAccuracy(await toldBy(accuracyFlags, { ...flags, ...(model === undefined ? {} : { model }) })),
      );
    });
}

async function runAccuracy(flags: AccuracyFlags): Promise<number> {
  const { model, json, report: directory, points = accuracySettings.points.default } = flags;
  if (model === undefined) throw missing('model', 'a model file: conic accuracy model.onnx');
  if (flags.images === undefined) throw missing('images', 'images whose labels are known');
  const chosen = chosenIn(flags);
  if (directory !== undefined) await assertPlace(directory, folderKinds.accuracy);
  const started = now();
  const classifier = await openAsTold(model, flags);
  const bar = progressBar(json !== true);
  const stop = interrupt(
    () => bar.say('conic: stopping with what there is; Ctrl-C again ends at once'),
    () => bar.stop(),
  );
  try {
    const corpus = await loadImages(flags, classifier);
    if (corpus === undefined) throw missing('images', 'images whose labels are known');
    const curves: AccuracyCurve[] = [];
    for (const { transformation, strength } of chosen)
      curves.push(
        await curveOn(transformation, classifier, corpus, {
          strength,
          points,
          signal: stop.signal,
          onProgress: (done, planned) =>
            bar.update({ property: transformation.name, phase: 'cases', done, planned, violated: 0 }),
        }),
      );
    bar.stop();
    const draft = accuracyReportOf(curves, {
      spec: classifier.spec,
      images: describeCorpus(corpus),
      notes: await imageNotes(corpus, classifier, 'flags', { explained: true }),
      durationMs: Math.round(now() - started),
    });
    stop.protect();
    const report = directory === undefined ? draft : await saveAccuracy(directory, draft);
    print(report, accuracyPage(report), { json, directory });
    return report.verdict === 'measured' ? exitStatus.held : exitStatus.inconclusive;
  } finally {
    bar.stop();
    await classifier.dispose();
    stop.release();
  }
}

/** The transformations that are asked for, each once, with their strengths. */
function chosenIn({ along, strengths }: AccuracyFlags): readonly {
  readonly transformation: Transformation;
  readonly strength: readonly [number, number];
}[] {
  const chosen =
    along === undefined
      ? transformations
      : [...new Set(along)].map((name) => transformationNamed(transformations, name, ['along']));
  if (strengths !== undefined && chosen.length !== 1)
    throw new InputError(
      optionProblem(['strengths'], {
        found: `it for ${chosen.length} transformations, each of which has strengths of its own`,
        expected: 'one transformation in along',
      }),
    );
  return chosen.map((transformation) => ({ transformation, strength: strengthsTold(transformation, strengths) }));
}

const missing = (option: string, expected: string): InputError =>
  new InputError(optionProblem([option], { found: 'nothing', expected }));
