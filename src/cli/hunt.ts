import { Command } from 'commander';
import { culpritsOf } from '../certify/culprits.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError, LostClassifierError, optionProblem } from '../errors.js';
import { describeCulprit } from '../network/degree/flaw.js';
import { huntRecordOf, type HuntRecord } from '../hunt/record.js';
import { hunt } from '../hunt/hunt.js';
import { settledHunt, type HuntOptions } from '../hunt/settings.js';
import { zeroImageOf } from '../hunt/summary.js';
import type { Corpus } from '../image/corpus.js';
import { drawHunt } from '../report/folder/drawHunt.js';
import { withNotes } from '../report/documents/withNotes.js';
import { huntPage } from '../report/pages/hunt.js';
import { assertHuntFolder, HuntFolder, identityOf } from '../report/folder/huntFolder.js';
import { huntReportOf } from '../report/documents/huntReport.js';
import { now } from '../clock.js';
import { openStore } from '../store/store.js';
import { imageNotes } from '../report/imageNotes.js';
import { exitStatus } from './exitStatus.js';
import { huntBar, type HuntBar } from './huntProgress.js';
import { runHuntAlong } from './huntAlong.js';
import { doHuntPart } from './huntPart.js';
import { huntFlags, huntImages, huntOutput, huntRun, type HuntFlags } from './huntSettings.js';
import { describeCorpus, loadImages } from './imageOptions.js';
import { interrupt, type Interrupt } from './interrupt.js';
import { keepFlips } from './keepFlips.js';
import { openAsTold, modelArgument } from './modelOptions.js';
import { print } from './print.js';
import { toldBy } from './settings.js';
import { isFirstOf, partAsTold } from './shardOptions.js';
import { modelSettings } from '../settings/model.js';
import { shardSettings } from '../settings/shard.js';
import { configOption, inFlags, withFlags } from './flags.js';

const examples = `
Examples:
  $ conic hunt model.onnx --images samples --out hunted
  $ conic hunt model.onnx --images samples --out hunted --scalars 0.01..1 --simplify
  $ conic hunt model.onnx --images samples --out hunted --resume
  $ conic hunt model.onnx --images samples --shard 2/8
  $ conic hunt model.onnx --images samples --along gamma --out hunted-gamma

Exit status: 0 no flip at any scalar tried, 1 flips found, 2 usage, configuration or input error, 3 inconclusive or interrupted.`;

/** `conic hunt MODEL`: the flip of the label nearest 1 for every image. */
export function huntCommand(): Command {
  const command = new Command('hunt')
    .argument('[model]', modelArgument.model.help)
    .description('For every image, find the scalars nearest 1, below it and above it, at which its label flips.');
  withFlags(command, 'Hunt:', huntRun);
  withFlags(command, 'Images:', huntImages);
  withFlags(command, 'Model:', modelSettings);
  withFlags(command, 'Output:', huntOutput);
  withFlags(command, 'A part of the run:', shardSettings);
  return command
    .addOption(configOption())
    .addHelpText('after', examples)
    .action(async (model: string | undefined, flags: Record<string, unknown>) => {
      process.exitCode = await inFlags(huntFlags, async () =>
        runHunt(await toldBy(huntFlags, { ...flags, ...(model === undefined ? {} : { model }) })),
      );
    });
}

async function runHunt(flags: HuntFlags): Promise<number> {
  const { model, out } = flags;
  if (model === undefined) throw missing('model', 'a model file: conic hunt model.onnx');
  if (flags.images === undefined) throw missing('images', 'the images to hunt');
  if (flags.along !== undefined) return runHuntAlong(flags.along, model, flags);
  if (flags.strengths !== undefined)
    throw new InputError(
      optionProblem(['strengths'], {
        found: 'it without along',
        expected: 'scalars, or a transformation to hunt along',
      }),
    );
  const goal = (await partAsTold('hunt', flags)) ?? { place: folderAsTold(out) };
  const options = optionsOf(flags);
  const settings = settledHunt(options);
  if ('place' in goal) await assertHuntFolder(goal.place);
  const started = now();
  const classifier = await openAsTold(model, flags);
  let stop: Interrupt | undefined;
  let folder: HuntFolder | undefined;
  try {
    const corpus = await loadImages(flags, classifier);
    if (corpus === undefined) throw missing('images', 'the images to hunt');
    const notes = isFirstOf(goal) ? await imageNotes(corpus, classifier, 'flags', { explained: true }) : [];
    // Asked first: a model that is lost in the middle is none to ask at the end. Until then there is nothing to keep, and Ctrl-C ends all.
    const zero = await zeroImageOf(classifier, corpus.images[0]!, settings);
    const bar = huntBar(flags.json !== true);
    stop = interrupt(
      () => bar.say('conic: stopping with what there is; Ctrl-C again ends at once'),
      () => bar.stop(),
    );
    if ('shard' in goal) return await doHuntPart(goal, { classifier, corpus, flags, options, zero, notes, bar, stop });
    const { place } = goal;
    const identity = identityOf(classifier.spec, corpus.images, settings);
    folder = await HuntFolder.open(place, corpus.images.length, identity, { resume: flags.resume === true });
    const { records, lost } = await huntAll(classifier, corpus, { ...options, signal: stop.signal }, folder, bar);
    const draft = await huntReportOf(records, {
      spec: classifier.spec,
      images: describeCorpus(corpus),
      notes,
      planned: corpus.images.length,
      settings,
      zero,
      lost,
      worst: flags.worst ?? huntFlags.worst.default,
      culprits: culpritsOf(classifier).map(describeCulprit),
      durationMs: Math.round(now() - started),
    });
    const drawn = await drawHunt(draft, classifier, corpus.images, settings, folder, {
      simplify: flags.simplify === true,
      exact: flags.exact === true,
      signal: lost === undefined ? stop.signal : AbortSignal.abort(),
    });
    const { worst } = drawn.summary;
    const isKept = flags.readOnly !== true && !stop.signal.aborted && lost === undefined;
    const unkept = isKept
      ? await keepFlips(openStore(flags.store), classifier, corpus.images, records, worst, {
          ...settings,
          signal: stop.signal,
        })
      : [];
    stop.protect();
    const report = withNotes(drawn, unkept);
    await folder.finish(report);
    print(report, huntPage(report), { json: flags.json, directory: place });
    return exitStatus[report.verdict];
  } finally {
    await folder?.close();
    await classifier.dispose();
    stop?.release();
  }
}

function folderAsTold(out: string | undefined): string {
  if (out === undefined) throw missing('out', 'a folder for what is found');
  return out;
}

const missing = (option: string, expected: string): InputError =>
  new InputError(optionProblem([option], { found: 'nothing', expected }));

function optionsOf({ scalars, overflow, space, tolerance, exactFloat }: HuntFlags): HuntOptions {
  return {
    ...(scalars === undefined ? {} : { scalars }),
    ...(overflow === undefined ? {} : { overflow }),
    ...(space === undefined ? {} : { space }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(exactFloat === true ? { precision: 'float32' as const } : {}),
  };
}

/** Everything that is known of the images when the hunt ends; each is in the journal by then. */
async function huntAll(
  classifier: Classifier,
  corpus: Corpus,
  options: HuntOptions,
  folder: HuntFolder,
  bar: HuntBar,
): Promise<{ readonly records: readonly HuntRecord[]; readonly lost: string | undefined }> {
  const records = [...folder.known];
  try {
    const onProgress = bar.update.bind(bar);
    for await (const hunted of hunt(classifier, corpus, { ...options, firstImage: records.length, onProgress })) {
      const record = huntRecordOf(hunted);
      await folder.keep([record]);
      records.push(record);
    }
  } catch (thrown) {
    if (!(thrown instanceof LostClassifierError)) throw thrown;
    return { records, lost: thrown.problem.found };
  } finally {
    bar.stop();
  }
  return { records, lost: undefined };
}
