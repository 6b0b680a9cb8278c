import * as fc from 'fast-check';
import type { Classifier } from '../classifier/classifier.js';
import { now } from '../clock.js';
import { anyImage } from '../generate/anyImage.js';
import { fromCorpus } from '../generate/fromCorpus.js';
import { misfedOn } from '../run/feeding/misfed.js';
import { graceAfter } from '../run/graceAfter.js';
import { briefOf, type Brief } from './brief.js';
import { concludedGate, type Inspected } from './conclude.js';
import type { GateConfig } from './config/config.js';
import { imagesConfigured, openConfigured } from './config/openConfigured.js';
import type { GateOptions } from './gateOptions.js';
import { askUntil, endOfTime, type GateRun } from './inspections/gateRun.js';
import { curveOf } from './inspections/inspectImages.js';
import { writeAccepted } from './known/accepted.js';
import { assertSameLabels } from './known/baseline.js';
import { lock, type Lock } from '../report/folder/lock.js';
import { mendAdvice } from './mendAdvice.js';
import { inspectionsOf, type Inspection } from './plan/inspections.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { aboutGate, gateImageNotes } from './report/assemble.js';
import { saveGate } from './report/saveGate.js';
import type { GateReport } from './report/schema.js';
import { gateSettings } from '../settings/gate.js';
import { milliseconds } from '../settings/kinds.js';
import { newSeed } from '../settings/seed.js';

/** A gate on a configuration that has been checked: {@link gate} without its door. */
export async function runGate(config: GateConfig, options: GateOptions): Promise<GateReport> {
  const brief = await briefOf(config, options);
  const { directory, folder } = brief;
  let held: Lock | undefined;
  let classifier: Classifier | undefined;
  try {
    if (directory !== undefined) {
      await assertPlace(directory, folderKinds.gate);
      held = await lock(directory);
    }
    classifier = await openConfigured(config.model, ['model'], folder, brief.name);
    return await judgeModel(brief, classifier);
  } finally {
    await classifier?.dispose();
    await held?.release();
  }
}

/** A gate that is ready to inspect. */
export interface ReadyGate {
  readonly run: GateRun;
  readonly inspections: readonly Inspection[];
}

/**
 * Reads the images, and plans what is inspected.
 *
 * @param hear hears of other models that are opened.
 * @throws InputError if images or baseline do not fit the model.
 */
export async function readyGate(
  brief: Brief,
  classifier: Classifier,
  hear?: (other: Classifier) => void,
): Promise<ReadyGate> {
  const { config, options, name, baseline, accepted } = brief;
  if (baseline !== undefined) assertSameLabels(baseline, classifier.spec.labels, `${name}: baseline`);
  const corpus = await imagesConfigured(config, brief.folder, classifier, name);
  const misfed =
    corpus === undefined || config.allowChance === true
      ? undefined
      : await askUntil(endOfTime({ deadline: deadlineOf(brief), options }), (end) => misfedOn(classifier, corpus, end));
  const run = gateRunOf(brief, classifier, { corpus, misfed, hear });
  const inspections = inspectionsOf({
    config,
    name,
    properties: brief.properties,
    baseline,
    accepted,
    accepting: options.accept !== undefined,
    run,
  });
  return { run, inspections };
}

async function judgeModel(brief: Brief, classifier: Classifier): Promise<GateReport> {
  const { config, options, accepted } = brief;
  const { run, inspections } = await readyGate(brief, classifier);
  const { corpus, misfed } = run;
  options.onPlan?.(announcements(inspections));
  const inspected: Inspected[] = [];
  for (const inspection of inspections) inspected.push({ inspection, ...(await inspection.inspect()) });
  const { report, results, accepting } = await concludedGate(inspected, {
    about: aboutGate(config, classifier, corpus),
    seed: run.options.seed,
    misfed,
    failOn: config.failOn,
    accepted,
    accept: options.accept,
    today: brief.today,
    baseline: comparedWith(brief),
    started: brief.date,
    again: options.again,
    curveOf: async (counterexample) => (await curveOf(counterexample, run)).curve,
    imageNotes: () => gateImageNotes(run),
    advice: (found) => mendAdvice(config, run, brief.properties, found),
  });
  const timed = { ...report, durationMs: Math.round(now() - brief.started) };
  // The report first: what cannot be written is not accepted either.
  const saved = brief.directory === undefined ? timed : await saveGate(brief.directory, timed, results);
  if (accepting.length > 0) await writeAccepted(brief.acceptedFile, accepted, accepting);
  return saved;
}

/** The released model, as a report names it. */
export const comparedWith = ({ baseline, config }: Brief): GateReport['baseline'] =>
  baseline === undefined
    ? undefined
    : { model: baseline.model.id, digest: baseline.model.digest, file: String(config.baseline) };

/** Images that are looked at one by one where they are made. */
const madeImages = 300;

/** When nothing more is begun. */
const deadlineOf = ({ config: { timeLimit }, started }: Brief): number | undefined =>
  timeLimit === undefined ? undefined : started + milliseconds(timeLimit);

function gateRunOf(
  brief: Brief,
  classifier: Classifier,
  {
    corpus,
    misfed,
    hear,
  }: Pick<GateRun, 'corpus' | 'misfed'> & { readonly hear: ((other: Classifier) => void) | undefined },
): GateRun {
  const { config, options, baseline, folder, name } = brief;
  const deadline = deadlineOf(brief);
  const { scalars, space, allowChance, overflow, tolerance = gateSettings.tolerance.default, timeLimit } = config;
  const { signal, onProgress } = options;
  const seed = config.seed ?? baseline?.seed ?? newSeed();
  const { shape } = classifier.spec;
  const made = anyImage(shape);
  const numRuns = config.cases ?? madeImages;
  let each = corpus?.images;
  return {
    classifier,
    tolerance,
    loss: {},
    openAnother: async (model, at) => {
      const other = await openConfigured(model, at, folder, name);
      hear?.(other);
      return other;
    },
    deadline,
    closing:
      deadline === undefined || timeLimit === undefined ? undefined : deadline + graceAfter(milliseconds(timeLimit)),
    corpus,
    misfed,
    eachImage: () => (each ??= fc.sample(made, { seed, numRuns, path: '', examples: [], plugins: [] })),
    options: {
      images: corpus === undefined ? made : fromCorpus(corpus),
      seed,
      ...(scalars === undefined ? {} : { scalars }),
      ...(space === undefined ? {} : { space }),
      ...(overflow === undefined ? {} : { overflow }),
      ...(allowChance === undefined ? {} : { allowChance }),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  };
}

/** What is said before a run, a line a limit. */
export const announcements = (inspections: readonly Inspection[]): readonly string[] =>
  inspections.flatMap(({ name, limits }) =>
    limits.flatMap(({ announcement }) => (announcement === undefined ? [] : [`${name}: ${announcement}`])),
  );
