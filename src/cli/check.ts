import { Command } from 'commander';
import type * as fc from 'fast-check';
import { lackOf } from '../classifier/capability.js';
import type { Classifier } from '../classifier/classifier.js';
import { now } from '../clock.js';
import { corpusAndMade } from '../generate/corpusAndMade.js';
import { fromCorpus } from '../generate/fromCorpus.js';
import type { Corpus } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import type { Property } from '../run/property.js';
import { assertNoSearch } from '../run/search/assertNoSearch.js';
import { plannedCases, type RunOptions } from '../run/setup.js';
import { reportOf } from '../report/documents/checkReport.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveReport } from '../report/folder/saveReport.js';
import { checkPage } from '../report/pages/check.js';
import { storeSaidOnce } from '../report/text/notStored.js';
import { openStore } from '../store/store.js';
import { calledAs } from './calledAs.js';
import { doCheckPart } from './checkPart.js';
import { type CheckSettings, checkImages, checkOutput, checkRun, checkSettings } from './checkSettings.js';
import { imageNotes } from '../report/imageNotes.js';
import { exitStatus } from './exitStatus.js';
import { interrupt, type Interrupt } from './interrupt.js';
import { describeCorpus, loadImages } from './imageOptions.js';
import { openAsTold, modelArgument } from './modelOptions.js';
import { openOther } from './otherModel.js';
import { print } from './print.js';
import { configOption, inFlags, withFlags } from './flags.js';
import { progressBar, type ProgressBar } from './progress.js';
import { retyped } from './retyped.js';
import { toldBy } from './settings.js';
import { assertSameCases, isFirstOf, partAsTold } from './shardOptions.js';
import { sharedTime } from './sharedTime.js';
import { tryProperty, type Tried } from './tryProperty.js';
import { assertReplayable, chosenProperties, withoutModel, type OtherModel } from './wanted.js';
import { only } from '../settings/check.js';
import { modelSettings } from '../settings/model.js';
import { otherModelSettings } from '../settings/otherModel.js';
import { runSettings } from '../settings/run.js';
import { milliseconds } from '../settings/kinds.js';
import { newSeed } from '../settings/seed.js';
import { shardSettings } from '../settings/shard.js';

const examples = `
Examples:
  $ conic check model.onnx --images samples
  $ conic check model.onnx --images samples --property scalar-invariance --scalars 0.01..1 --report out
  $ conic check model.onnx --images t10k-images-idx3-ubyte.gz --measure --cases 100000
  $ conic check tfjs/model.json --engine wasm --images samples
  $ conic check model.onnx --images samples --property scalar-invariance ./halvedLight.ts
  $ conic check quantised.onnx --with released.onnx --property agreement --images samples
  $ conic check resnet.onnx --images photos --preprocess torch --fit shortest-edge --crop-fraction 0.875 --resize-kernel pillow-bilinear
  $ conic check model.onnx --images samples --search --cases 10000
  $ conic check model.onnx --images samples --seed 1 --shard 2/8

Exit status: 0 held, 1 violated, 2 usage, configuration or input error, 3 inconclusive. With --shard it is that of the part alone: 2 says
that there is no part, anything else that it is written.`;

/** `conic check MODEL`: tries properties on a model and reports. */
export function checkCommand(): Command {
  const command = new Command('check')
    .argument('[model]', modelArgument.model.help)
    .description(
      'Try the properties of the catalogue on a model; stop at the first violation, and make it as simple as possible.',
    );
  withFlags(command, 'Properties:', checkRun);
  withFlags(command, 'Images:', checkImages);
  withFlags(command, 'Model:', modelSettings);
  withFlags(command, 'The other model:', otherModelSettings);
  withFlags(command, 'Output:', checkOutput);
  withFlags(command, 'A part of the run:', shardSettings);
  return command
    .addOption(configOption())
    .addHelpText('after', examples)
    .action(async (model: string | undefined, flags: Record<string, unknown>) => {
      const given = { ...flags, ...(model === undefined ? {} : { model }) };
      process.exitCode = await inFlags(checkSettings, async () =>
        runCheck(await toldBy(checkSettings, given), retyped(`${calledAs()} check`, checkSettings, given, notAgain)),
      );
    });
}

/** Which case it was says what is added to the line; a report is not written over, and stored cases are not tried at a path. */
const notAgain = [
  'store',
  'property',
  'seed',
  'path',
  'cases',
  'measure',
  'report',
  'json',
  'timeLimit',
  ...Object.keys(shardSettings),
];

async function runCheck(settings: CheckSettings, command: string): Promise<number> {
  const { model } = settings;
  if (model === undefined) throw withoutModel(settings);
  // What can be wrong without a model is said before one is opened.
  const known = settings.with === undefined ? await chosenProperties(settings) : undefined;
  assertReplayable(settings);
  if (settings.measure === true) assertNoSearch(settings, 'a rate');
  assertSameCases(settings);
  const part = await partAsTold('check', settings);
  if (settings.report !== undefined) await assertPlace(settings.report, folderKinds.check);
  const started = now();
  const classifier = await openAsTold(model, settings);
  let other: OtherModel | undefined;
  let stop: Interrupt | undefined;
  try {
    if (settings.with !== undefined) other = { with: await openOther(settings.with, settings), place: settings.with };
    const wanted = known ?? (await chosenProperties(settings, other));
    const { properties, notes: leftOut } = applicable(wanted, classifier, settings);
    const corpus = await loadImages(settings, classifier);
    const isAsked = corpus !== undefined && isFirstOf(part);
    const notes = [
      ...leftOut,
      ...(isAsked ? await imageNotes(corpus, classifier, 'flags', { within: forNotes(settings, started) }) : []),
    ];
    const bar = progressBar(settings.json !== true);
    stop = interrupt(
      () => bar.say('conic: stopping with what there is; Ctrl-C again ends at once'),
      () => bar.stop(),
    );
    const options = { ...runOptions(classifier, settings, corpus), ...heardBy(bar, stop.signal) };
    const images = describeImages(corpus, settings);
    if (part !== undefined)
      return await doCheckPart(part, {
        properties,
        classifier,
        settings,
        corpus,
        images,
        options,
        started,
        command,
        notes,
        bar,
        stop,
      });
    const tried = await runAll(properties, classifier, settings, bar, { ...options, started });
    stop.protect();
    const results = tried.map(({ result }) => result);
    const draft = reportOf(results, {
      spec: classifier.spec,
      ...(settings.space === undefined ? {} : { space: settings.space }),
      ...(settings.overflow === undefined ? {} : { overflow: settings.overflow }),
      images,
      command,
      notes: storeSaidOnce([...new Set([...notes, ...tried.flatMap((one) => one.notes)])]),
      stored: tried.map(({ stored }) => stored),
      durationMs: Math.round(now() - started),
    });
    const report = settings.report === undefined ? draft : await saveReport(settings.report, draft, results);
    print(report, checkPage(report), { json: settings.json, directory: settings.report });
    return exitStatus[report.verdict];
  } finally {
    await classifier.dispose();
    await other?.with.dispose();
    stop?.release();
  }
}

/** Properties that were asked for have to be possible; of the others, those that are not are left out with a note. */
function applicable(
  wanted: readonly Property<unknown>[],
  classifier: Classifier,
  { property }: CheckSettings,
): { readonly properties: readonly Property<unknown>[]; readonly notes: readonly string[] } {
  if (property !== undefined) return { properties: wanted, notes: [] };
  const lacks = wanted.map(({ name, needs }) => lackOf(classifier, name, needs));
  return {
    properties: wanted.filter((_, i) => lacks[i] === undefined),
    notes: lacks.flatMap((lack) => (lack === undefined ? [] : [`Not tried: ${lack.message}`])),
  };
}

function describeImages(corpus: Corpus | undefined, { synthetic }: CheckSettings): string {
  if (corpus === undefined) return 'made by conic';
  return `${describeCorpus(corpus)}${synthetic === true ? ', and made ones' : ''}`;
}

/** What a run of every property is told. Without images of the user's, it makes its own, and knows that no claim is of these alone. */
function runOptions(classifier: Classifier, settings: CheckSettings, corpus: Corpus | undefined) {
  return {
    ...only(runSettings, settings),
    ...(corpus === undefined ? {} : { images: imagesOf(corpus, settings, classifier) }),
    seed: settings.seed ?? newSeed(),
  } satisfies RunOptions;
}

function imagesOf(corpus: Corpus, { synthetic }: CheckSettings, { spec }: Classifier): fc.Arbitrary<Image> {
  return synthetic === true ? corpusAndMade(corpus, spec.shape) : fromCorpus(corpus);
}

/** What notes on images may take of a time limit, in milliseconds: most of it is for properties. */
const forNotes = ({ timeLimit }: CheckSettings, started: number): number | undefined =>
  timeLimit === undefined ? undefined : (milliseconds(timeLimit) - (now() - started)) / 4;

const heardBy = (bar: ProgressBar, signal: AbortSignal): Pick<RunOptions, 'signal' | 'onProgress'> => ({
  signal,
  onProgress: (progress) => bar.update(progress),
});

async function runAll(
  properties: readonly Property<unknown>[],
  classifier: Classifier,
  settings: CheckSettings,
  bar: ProgressBar,
  { started, ...options }: RunOptions & { readonly started: number },
): Promise<readonly Tried[]> {
  const store = openStore(settings.store);
  const tried: Tried[] = [];
  try {
    for (const [i, property] of properties.entries()) {
      const { cases = runSettings.cases.default } = settings;
      const planned = plannedCases(property, cases);
      bar.update({ property: property.name, phase: 'cases', done: 0, planned, violated: 0 });
      const time = sharedTime(settings.timeLimit, started, properties.length - i);
      tried.push(await tryProperty(property, classifier, store, settings, { ...options, ...time }));
    }
  } finally {
    bar.stop();
  }
  return tried;
}
