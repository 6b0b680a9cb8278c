import { Command, Option } from 'commander';
import { culpritsOf } from '../certify/culprits.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError } from '../errors.js';
import { recordOf, type HuntRecord } from '../hunt/record.js';
import { hunt } from '../hunt/hunt.js';
import { huntSettings, type HuntOptions, type HuntSettings } from '../hunt/settings.js';
import { zeroImage } from '../hunt/summary.js';
import type { Corpus } from '../image/corpus.js';
import { drawHunt } from '../report/folder/drawHunt.js';
import { huntPage } from '../report/pages/hunt.js';
import { assertHuntFolder, HuntFolder, identityOf } from '../report/folder/huntFolder.js';
import { huntReportOf } from '../report/documents/huntReport.js';
import { now } from '../clock.js';
import { defaultStore, openStore } from '../store/store.js';
import { exitStatus } from './exitStatus.js';
import { huntBar, type HuntBar } from './huntProgress.js';
import { huntFlags, type HuntFlags } from './huntSettings.js';
import { describeCorpus, loadImages, notesOn, withImageOptions } from './imageOptions.js';
import { interrupt, type Interrupt } from './interrupt.js';
import { keepFlips } from './keepFlips.js';
import { openAsTold, withModel, withModelOptions } from './modelOptions.js';
import { parseNumber, parseScalars } from './parse.js';
import { print } from './print.js';
import { parseFlags, readSettings } from './settings.js';

const examples = `
Examples:
  $ conic hunt model.onnx --images samples --out hunted
  $ conic hunt model.onnx --images samples --out hunted --scalars 0.01..1 --simplify
  $ conic hunt model.onnx --images samples --out hunted --resume

Exit status: 0 no flip at any scalar tried, 1 flips found, 2 usage, configuration or input error, 3 inconclusive or interrupted.`;

/** `conic hunt MODEL`: the flip of the label nearest 1 for every image. */
export function huntCommand(): Command {
  const command = withModel(new Command('hunt'))
    .description('For every image, find the scalars nearest 1, below it and above it, at which its label flips.')
    .addOption(
      new Option('--images <path>', 'what to hunt: a folder of PNG, JPEG or WebP, one such file, or an IDX file'),
    )
    .addOption(new Option('--out <dir>', 'where hunt.json, the contact sheet and the curves go'))
    .addOption(
      new Option('--scalars <lo..hi>', 'the range of scalars, with 1 in it (default 0.0001..10000)').argParser(
        parseScalars,
      ),
    )
    .addOption(new Option('--overflow <how>', 'above white: allow (default), limit to what a camera shows, or clamp'))
    .addOption(new Option('--space <space>', 'where scalars act: pixel (default), or model, after preprocessing'))
    .addOption(
      new Option(
        '--tolerance <t>',
        'differences up to this, relative to the largest score, are rounding (default 1e-5)',
      ).argParser(parseNumber),
    )
    .addOption(new Option('--exact-float', 'locate flips to the last float32 number, not to one part in a million'))
    .addOption(new Option('--resume', 'go on with a hunt that was interrupted'))
    .addOption(new Option('--worst <n>', 'how many of the worst images are drawn (default 12)').argParser(parseNumber))
    .addOption(new Option('--simplify', 'for those, also the simplest image that still flips no farther from 1'))
    .addOption(
      new Option('--exact', 'for those, also the labels at every scalar of the range, computed from the network'),
    )
    .addOption(new Option('--store <dir>', `where the flips of the worst are kept (default ${defaultStore})`))
    .addOption(new Option('--read-only', 'store nothing'))
    .addOption(new Option('--json', 'print the report and nothing else'))
    .addOption(new Option('--config <file>', 'a JSON file with any of these settings, named as here in camelCase'));
  return withModelOptions(withImageOptions(command))
    .addHelpText('after', examples)
    .action(async (model: string | undefined, { config, ...flags }: Record<string, unknown>) => {
      const fromFile = typeof config === 'string' ? await readSettings(huntFlags, config) : {};
      const told = parseFlags(huntFlags, { ...flags, ...(model === undefined ? {} : { model }) });
      process.exitCode = await runHunt({ ...fromFile, ...told });
    });
}

async function runHunt(flags: HuntFlags): Promise<number> {
  const { model, out } = flags;
  if (model === undefined) throw missing('MODEL', 'a model file: conic hunt model.onnx');
  if (flags.images === undefined) throw missing('--images', 'the images to hunt');
  if (out === undefined) throw missing('--out', 'a folder for what is found');
  const options = optionsOf(flags);
  const settings = huntSettings(options);
  await assertHuntFolder(out);
  const started = now();
  const classifier = await openAsTold(model, flags);
  let stop: Interrupt | undefined;
  let folder: HuntFolder | undefined;
  try {
    const corpus = await loadImages(flags, classifier);
    if (corpus === undefined) throw missing('--images', 'the images to hunt');
    const notes = await notesOn(corpus, classifier);
    const identity = identityOf(classifier.spec, corpus.images, settings);
    folder = await HuntFolder.open(out, corpus.images.length, identity, { resume: flags.resume === true });
    const bar = huntBar(flags.json !== true);
    stop = interrupt(
      () => bar.say('conic: stopping with what there is; Ctrl-C again ends at once'),
      () => bar.stop(),
    );
    const records = await huntAll(classifier, corpus, { ...options, signal: stop.signal }, folder, bar);
    const draft = huntReportOf(records, {
      spec: classifier.spec,
      images: describeCorpus(corpus),
      notes,
      planned: corpus.images.length,
      settings,
      zero: await zeroImage(classifier, corpus.images[0]!, settings),
      worst: flags.worst ?? 12,
      culprits: culpritsOf(classifier),
      durationMs: Math.round(now() - started),
    });
    const report = await drawHunt(draft, classifier, corpus.images, settings, folder, {
      simplify: flags.simplify === true,
      exact: flags.exact === true,
      signal: stop.signal,
    });
    if (flags.readOnly !== true && !stop.signal.aborted)
      for (const note of await keepFlips(
        openStore(flags.store),
        classifier,
        corpus.images,
        records,
        report.summary.worst,
        settings,
      ))
        bar.say(`conic: ${note}`);
    stop.protect();
    await folder.finish(report);
    print(report, huntPage(report), { json: flags.json, directory: out });
    return exitStatus[report.verdict];
  } finally {
    await folder?.close();
    await classifier.dispose();
    stop?.release();
  }
}

const missing = (where: string, expected: string): InputError => new InputError({ where, found: 'nothing', expected });

function optionsOf({
  scalars,
  overflow,
  space,
  tolerance,
  exactFloat,
}: HuntFlags): HuntOptions & Partial<HuntSettings> {
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
): Promise<readonly HuntRecord[]> {
  const records = [...folder.known];
  try {
    const onProgress = bar.update.bind(bar);
    for await (const hunted of hunt(classifier, corpus, { ...options, from: records.length, onProgress })) {
      const record = recordOf(hunted);
      await folder.keep([record]);
      records.push(record);
    }
  } finally {
    bar.stop();
  }
  return records;
}
