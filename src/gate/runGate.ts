import * as fc from 'fast-check';
import type { Classifier } from '../classifier/classifier.js';
import { now } from '../clock.js';
import { anyImage } from '../generate/anyImage.js';
import { fromCorpus } from '../generate/fromCorpus.js';
import type { Corpus } from '../image/corpus.js';
import { misfedOn, type Misfed } from '../run/feeding/misfed.js';
import type { Result } from '../run/result.js';
import { assembled } from './report/assemble.js';
import { briefOf, type Brief } from './brief.js';
import type { GateConfig } from './config/config.js';
import { imagesConfigured, openConfigured } from './config/openConfigured.js';
import type { GateOptions } from './gateOptions.js';
import type { GateRun } from './inspections/gateRun.js';
import { packOutcomes } from './inspections/outcomes.js';
import { writeAccepted, type Accepted } from './known/accepted.js';
import { assertSameLabels } from './known/baseline.js';
import { lock, type Lock } from '../report/folder/lock.js';
import { mendAdvice } from './mendAdvice.js';
import { inspectionsOf, type Inspection } from './plan/inspections.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveGate } from './report/saveGate.js';
import type { GateOutcomes, GateReport } from './report/schema.js';
import { reportedLimit, verdictOn, type Judged } from './verdict.js';
import { gateSettings } from '../settings/gate.js';
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

async function judgeModel(brief: Brief, classifier: Classifier): Promise<GateReport> {
  const { config, options, name, baseline, accepted } = brief;
  if (baseline !== undefined) assertSameLabels(baseline, classifier.spec.labels, `${name}: baseline`);
  const corpus = await imagesConfigured(config, brief.folder, classifier, name);
  const misfed =
    corpus === undefined || config.allowChance === true
      ? undefined
      : await misfedOn(classifier, corpus, options.signal);
  const run = gateRunOf(brief, classifier, corpus, misfed);
  const inspections = inspectionsOf({
    config,
    name,
    properties: brief.properties,
    baseline,
    accepted,
    accepting: options.accept !== undefined,
    run,
  });
  options.onPlan?.(announcements(inspections));
  const { results, rulings, outcomes } = await inspectAll(inspections);
  const accepting = acceptedNow(brief, rulings, classifier);
  const standards = {
    failOn: config.failOn ?? gateSettings.failOn.default,
    accepted: [...accepting, ...accepted],
    today: brief.today,
  } as const;
  const judged = rulings.map(({ limit, ruling }) => ({
    limit,
    ruling,
    reported: reportedLimit(limit, ruling, standards),
  }));
  const report = await assembled({
    classifier,
    config,
    corpus,
    misfed,
    seed: run.options.seed,
    results,
    limits: judged.map(({ reported }) => reported),
    verdict: verdictOn(judged),
    gateOnly: inspections.filter(({ gateOnly }) => gateOnly).map(({ name }) => name),
    outcomes,
    baseline:
      baseline === undefined
        ? undefined
        : { model: baseline.model.id, digest: baseline.model.digest, file: String(config.baseline) },
    notes: [
      ...inspections.flatMap(({ note }) => note ?? []),
      ...(await mendAdvice(config, run, brief.properties, results)),
    ],
    started: brief.date,
  });
  const timed = { ...report, durationMs: Math.round(now() - brief.started) };
  // The report first: what cannot be written is not accepted either.
  const saved = brief.directory === undefined ? timed : await saveGate(brief.directory, timed, results);
  if (accepting.length > 0) await writeAccepted(brief.acceptedFile, accepted, accepting);
  return saved;
}

/** Images that are looked at one by one where they are made. */
const madeImages = 300;

function gateRunOf(
  { config, options, baseline, started, folder, name }: Brief,
  classifier: Classifier,
  corpus: Corpus | undefined,
  misfed: Misfed | undefined,
): GateRun {
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
    openAnother: (model, at) => openConfigured(model, at, folder, name),
    deadline: timeLimit === undefined ? undefined : started + timeLimit * 1000,
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

const announcements = (inspections: readonly Inspection[]): readonly string[] =>
  inspections.flatMap(({ name, limits }) =>
    limits.flatMap(({ announcement }) => (announcement === undefined ? [] : [`${name}: ${announcement}`])),
  );

/** A limit and what came of it. */
type Ruled = Pick<Judged, 'limit' | 'ruling'>;

async function inspectAll(inspections: readonly Inspection[]): Promise<{
  readonly results: readonly Result[];
  readonly rulings: readonly Ruled[];
  readonly outcomes: readonly GateOutcomes[];
}> {
  const results: Result[] = [];
  const rulings: Ruled[] = [];
  const outcomes: GateOutcomes[] = [];
  for (const { name, limits, cases, inspect } of inspections) {
    const { result, evidence } = await inspect();
    if (result !== undefined) results.push(result);
    rulings.push(...limits.map((limit) => ({ limit, ruling: limit.judge(evidence) })));
    if (cases !== undefined) outcomes.push({ property: name, cases, outcomes: packOutcomes(evidence.outcomes) });
  }
  return { results, rulings, outcomes };
}

/** The failures, as findings that are accepted from now on; none unless somebody takes responsibility. */
function acceptedNow({ options }: Brief, rulings: readonly Ruled[], { spec }: Classifier): readonly Accepted[] {
  const { accept } = options;
  if (accept === undefined) return [];
  return rulings.flatMap(({ limit: { id, name, claim }, ruling: { outcome, badness } }) =>
    outcome !== 'fail' || badness === undefined
      ? []
      : [
          {
            id,
            limit: name,
            claim,
            measured: badness.measured,
            upTo: badness.atMost,
            ...accept,
            model: `${spec.id} ${spec.digest}`,
          },
        ],
  );
}
