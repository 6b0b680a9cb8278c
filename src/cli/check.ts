import { Command, Option } from 'commander';
import * as fc from 'fast-check';
import { z } from 'zod';
import { catalogue } from '../../properties/index.js';
import { lackOf } from '../classifier/capability.js';
import type { Classifier } from '../classifier/classifier.js';
import { anyImage } from '../generate/anyImage.js';
import { fromCorpus } from '../generate/fromCorpus.js';
import type { Corpus } from '../image/corpus.js';
import type { Property } from '../run/property.js';
import type { RunOptions } from '../run/setup.js';
import { describeModel, describeResults, describeVerdict } from '../report/console.js';
import { reportOf } from '../report/report.js';
import { assertReplaceable, assertWritable, saveReport } from '../report/save.js';
import { defaultStore, openStore } from '../store/store.js';
import { checkSchema, type CheckSettings } from './checkSettings.js';
import { coloursFor } from '../report/colours.js';
import { exitStatus } from './exitStatus.js';
import { interrupt, type Interrupt } from './interrupt.js';
import { describeCorpus, loadImages, notesOn, withImageOptions } from './imageOptions.js';
import { openAsTold, withModel, withModelOptions } from './modelOptions.js';
import { parseNumber, parseScalars } from './parse.js';
import { progressBar, type ProgressBar } from './progress.js';
import { parseFlags, readSettings } from './settings.js';
import { tryProperty, type Tried } from './tryProperty.js';
import { assertReplayable, chosenProperties, withoutModel } from './wanted.js';
import { newSeed } from '../settings/seed.js';

const examples = `
Examples:
  $ conic check model.onnx --images samples
  $ conic check model.onnx --images samples --property scalar-invariance --scalars 0.01..1 --report out
  $ conic check model.onnx --images t10k-images-idx3-ubyte.gz --measure --cases 100000
  $ conic check tfjs/model.json --engine wasm --images samples
  $ conic check resnet.onnx --images photos --resize --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225

Exit status: 0 held, 1 violated, 2 usage, configuration or input error, 3 inconclusive.`;

/** `conic check MODEL`: tries properties on a model and reports. */
export function checkCommand(): Command {
  const names = catalogue().map(({ name }) => name);
  const command = withModel(new Command('check'))
    .description('Try the properties of the catalogue on a model; stop at the first violation and make it simple.')
    .addOption(
      new Option(
        '--images <path>',
        'a folder of PNG, JPEG or WebP, one such file, or an IDX file; without it images are made',
      ),
    )
    .addOption(
      new Option('--property <name...>', `which properties (${names.join(', ')}); default: those without a variant`),
    )
    .addOption(new Option('--cases <n>', 'how many cases a property (default 1000)').argParser(parseNumber))
    .addOption(new Option('--seed <s>', 'a whole number; the same seed gives the same cases').argParser(parseNumber))
    .addOption(new Option('--path <path>', 'with --seed: begin at this case of an earlier run'))
    .addOption(new Option('--scalars <lo..hi>', 'the range of scalars (default 0.001..1)').argParser(parseScalars))
    .addOption(new Option('--overflow <how>', 'above white: limit (default), clamp or allow'))
    .addOption(new Option('--space <space>', 'where scalars act: pixel (default), or model, after preprocessing'))
    .addOption(
      new Option(
        '--tolerance <t>',
        'differences up to this, relative to the largest score, are rounding (default 1e-5)',
      ).argParser(parseNumber),
    )
    .addOption(new Option('--measure', 'try all cases and count violations'))
    .addOption(new Option('--synthetic', 'with --images: made images as well, one case in four'))
    .addOption(
      new Option('--time-limit <seconds>', 'end each property after this long, with what it has').argParser(
        parseNumber,
      ),
    )
    .addOption(new Option('--report <dir>', 'write report.json and a picture of each counterexample there'))
    .addOption(new Option('--json', 'print the report and nothing else'))
    .addOption(
      new Option('--store <dir>', `where counterexamples are kept, to be tried first (default ${defaultStore})`),
    )
    .addOption(new Option('--read-only', 'try what is stored, and store nothing'))
    .addOption(new Option('--config <file>', 'a JSON file with any of these settings, named as here in camelCase'));
  return withModelOptions(withImageOptions(command))
    .addHelpText('after', examples)
    .action(async (model: string | undefined, { config, ...flags }: Record<string, unknown>) => {
      const fromFile = typeof config === 'string' ? await readSettings(checkSchema, config) : {};
      const told = parseFlags(checkSchema, { ...flags, ...(model === undefined ? {} : { model }) });
      process.exitCode = await runCheck({ ...fromFile, ...told });
    });
}

/** The settings that a run takes as they are. */
const runSchema = z
  .object(checkSchema.shape)
  .pick({ cases: true, path: true, scalars: true, overflow: true, space: true });

async function runCheck(settings: CheckSettings): Promise<number> {
  const { model } = settings;
  if (model === undefined) throw withoutModel(settings);
  const wanted = chosenProperties(settings);
  assertReplayable(settings);
  if (settings.report !== undefined) {
    await assertReplaceable(settings.report);
    await assertWritable(settings.report);
  }
  const started = performance.now();
  const classifier = await openAsTold(model, settings);
  let stop: Interrupt | undefined;
  try {
    const { properties, notes: leftOut } = applicable(wanted, classifier, settings);
    const corpus = await loadImages(settings, classifier);
    const notes = [...leftOut, ...(corpus === undefined ? [] : await notesOn(corpus, classifier))];
    const bar = progressBar(settings.json !== true);
    stop = interrupt(
      () => bar.say('conic: stopping with what there is; Ctrl-C again ends at once'),
      () => bar.stop(),
    );
    const tried = await runAll(properties, classifier, settings, corpus, bar, stop.signal);
    stop.protect();
    const results = tried.map(({ result }) => result);
    const draft = reportOf(results, {
      spec: classifier.spec,
      ...(settings.space === undefined ? {} : { space: settings.space }),
      ...(settings.overflow === undefined ? {} : { overflow: settings.overflow }),
      images: describeImages(corpus, settings),
      notes: [...new Set([...notes, ...tried.flatMap((one) => one.notes)])],
      stored: tried.map(({ stored }) => stored),
      durationMs: Math.round(performance.now() - started),
    });
    const report = settings.report === undefined ? draft : await saveReport(settings.report, draft, results);
    if (settings.json === true) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    else {
      const colours = coloursFor();
      const texts = [describeModel(report, colours), describeResults(report, colours)];
      if (settings.report !== undefined) texts.push(`report: ${settings.report}/report.json`);
      process.stdout.write(`${[...texts, describeVerdict(report, colours)].join('\n\n')}\n`);
    }
    return exitStatus[report.verdict];
  } finally {
    await classifier.dispose();
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

async function runAll(
  properties: readonly Property<unknown>[],
  classifier: Classifier,
  settings: CheckSettings,
  corpus: Corpus | undefined,
  bar: ProgressBar,
  signal: AbortSignal,
): Promise<readonly Tried[]> {
  const seed = settings.seed ?? newSeed();
  const made = anyImage(classifier.spec.shape);
  const real = corpus === undefined ? undefined : fromCorpus(corpus);
  const mixed = real === undefined ? made : fc.oneof({ weight: 3, arbitrary: real }, { weight: 1, arbitrary: made });
  const options: RunOptions = {
    images: real === undefined || settings.synthetic === true ? mixed : real,
    seed,
    signal,
    onProgress: (progress) => bar.update(progress),
    ...runSchema.parse(settings),
    ...(settings.timeLimit === undefined ? {} : { timeLimit: Math.ceil(settings.timeLimit * 1000) }),
  };
  const store = openStore(settings.store);
  const tried: Tried[] = [];
  try {
    for (const property of properties) {
      const { cases = 1000 } = settings;
      const planned = Math.min(cases, property.count ?? cases);
      bar.update({ property: property.name, phase: 'cases', done: 0, planned, violations: 0 });
      tried.push(await tryProperty(property, classifier, store, settings, options));
    }
  } finally {
    bar.stop();
  }
  return tried;
}
