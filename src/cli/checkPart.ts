import { counted } from '../counted.js';
import type { Classifier } from '../classifier/classifier.js';
import type { Corpus } from '../image/corpus.js';
import { circumstances, overallVerdict } from '../report/documents/checkReport.js';
import { jsonText } from '../report/formats/json.js';
import { terminalText } from '../report/text/terminalText.js';
import { checkShare, type ShareFindings } from '../run/checkShare.js';
import { resultOf } from '../run/conclude.js';
import type { Property } from '../run/property.js';
import type { Result } from '../run/result.js';
import { plannedCases, type RunOptions } from '../run/setup.js';
import { only, filled } from '../settings/check.js';
import { modelSettings } from '../settings/model.js';
import { runSettings } from '../settings/run.js';
import type { CheckContent, RunPart } from '../shard/checkPart.js';
import { imagesDigest } from '../shard/imagesDigest.js';
import type { PartDraft } from '../shard/part.js';
import { writePart } from '../shard/partFile.js';
import { runPartOf } from '../shard/runPartOf.js';
import { describeShard, shareOf, type Shard } from '../shard/shard.js';
import { openStore } from '../store/store.js';
import { version } from '../version.js';
import type { CheckSettings } from './checkSettings.js';
import { exitStatus } from './exitStatus.js';
import type { Interrupt } from './interrupt.js';
import type { ProgressBar } from './progress.js';
import { interruptedPart, type PlannedPart } from './shardOptions.js';
import { noExamples, storedExamples } from './storedExamples.js';
import { sharedTime } from './sharedTime.js';
import { withExamples } from './tryProperty.js';

/** A check that is ready to run. */
export interface ReadyCheck {
  readonly properties: readonly Property<unknown>[];
  readonly classifier: Classifier;
  readonly settings: CheckSettings;
  readonly corpus: Corpus | undefined;
  /** The images in words. */
  readonly images: string;
  readonly options: RunOptions & { readonly seed: number };
  /** When it was asked for, on conic's clock. */
  readonly started: number;
  /** What was typed, without what says which cases. */
  readonly command: string;
  readonly notes: readonly string[];
  readonly bar: ProgressBar;
  readonly stop: Interrupt;
}

/**
 * Does a part of a check and writes it.
 *
 * @returns the status of what this part found.
 * @throws InputError if it was interrupted: then nothing is written.
 */
export async function doCheckPart(planned: PlannedPart, ready: ReadyCheck): Promise<number> {
  const { classifier, settings, corpus, options, properties, stop, bar } = ready;
  const { shard, file } = planned;
  const tried: TriedShare[] = [];
  try {
    for (const [i, property] of properties.entries()) {
      const time = sharedTime(settings.timeLimit, ready.started, properties.length - i);
      tried.push(await tryShare(property, shard, { ...ready, options: { ...options, ...time } }));
    }
  } finally {
    bar.stop();
  }
  if (stop.signal.aborted) throw interruptedPart(planned);
  stop.protect();
  const { space, overflow } = settings;
  const { model, assumed } = circumstances({
    spec: classifier.spec,
    ...(space === undefined ? {} : { space }),
    ...(overflow === undefined ? {} : { overflow }),
    images: ready.images,
  });
  const content: CheckContent = {
    properties: tried.map(({ part }) => part),
    notes: [...ready.notes],
    command: ready.command,
  };
  const draft: PartDraft = {
    schema: 'conic.part/1',
    verb: 'check',
    conic: version,
    shard,
    model,
    images: corpus === undefined ? '' : imagesDigest(corpus),
    seed: options.seed,
    options: deciding(settings, properties),
    assumed,
    content,
  };
  await writePart(file, draft);
  const results = tried.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const verdict = results.length === 0 ? 'held' : overallVerdict(results);
  process.stdout.write(settings.json === true ? jsonText(draft) : terminalText(said(planned, results, model.id)));
  return exitStatus[verdict];
}

/** Settings that have a say in what a run finds, with their defaults: parts of one run have the same. */
function deciding(
  settings: CheckSettings,
  properties: readonly Property<unknown>[],
): Readonly<Record<string, unknown>> {
  const { workers: _workers, threads: _threads, labels: _labels, ...model } = only(modelSettings, settings);
  const {
    seed: _seed,
    path: _path,
    search: _search,
    ...run
  } = filled('options', runSettings, only(runSettings, settings));
  const { tolerance, measure = false, synthetic = false } = settings;
  return { property: properties.map(({ name }) => name), ...run, tolerance, measure, synthetic, ...model };
}

interface TriedShare {
  readonly part: RunPart;
  /** Undefined where there are fewer cases than parts, and none of them is this part's. */
  readonly result: Result | undefined;
}

async function tryShare(property: Property<unknown>, shard: Shard, ready: ReadyCheck): Promise<TriedShare> {
  const { classifier, settings, options, bar } = ready;
  const planned = plannedCases(property, settings.cases ?? runSettings.cases.default);
  const share = shareOf(shard, planned);
  const measuring = settings.measure === true || property.kind === 'rate';
  const { name, claim, kind = 'claim', module } = property;
  const head = {
    property: name,
    ...(module === undefined ? {} : { module }),
    claim,
    kind,
    measured: measuring,
    planned,
    ...share,
  };
  if (share.from === share.to) return { part: runPartOf(head, undefined), result: undefined };
  bar.update({ property: name, phase: 'cases', done: 0, planned: share.to - share.from, violated: 0 });
  const examples =
    share.from === 0 ? await storedExamples(openStore(settings.store), property, classifier, settings) : noExamples;
  const { found, notes } = await withExamples(examples, property, (cases) =>
    checkShare(property, classifier, { ...options, examples: cases }, { share, measuring }),
  );
  const { known } = found;
  const stored = known?.example === undefined ? undefined : examples.kept[known.example]?.folder;
  return { part: runPartOf(head, found, { stored, notes }), result: resultInPart(found) };
}

/** What the part comes to by itself. */
function resultInPart(findings: ShareFindings<unknown>): Result {
  const candidates = [...findings.found.map(({ counterexample }) => counterexample), findings.known];
  return resultOf({
    ...findings,
    found: findings.found.length > 0 || findings.known !== undefined,
    counterexample: candidates.findLast((one) => one !== undefined && one !== null) ?? undefined,
  });
}

function said({ shard, file }: PlannedPart, results: readonly Result[], model: string): string {
  const lines = results.map(
    ({ property, cases, violated, verdict }) =>
      `  ${property}: ${counted(cases, 'case')}, ${violated} violated: ${verdict}`,
  );
  return `${[
    `${model}: ${describeShard(shard)}`,
    ...(lines.length === 0 ? ['  no cases: there are more parts than cases'] : lines),
    `Written: ${file}. When all parts are there: conic merge`,
  ].join('\n')}\n`;
}
