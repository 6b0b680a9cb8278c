import { resolve } from 'node:path';
import { catalogue } from '../../properties/index.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError } from '../errors.js';
import { anyImage } from '../generate/anyImage.js';
import { fromCorpus } from '../generate/fromCorpus.js';
import type { Corpus } from '../image/corpus.js';
import { now } from '../clock.js';
import type { Property } from '../run/property.js';
import type { Result } from '../run/result.js';
import { assertAcceptable, readAccepted, writeAccepted, type Accepted } from './known/accepted.js';
import { assembled } from './assemble.js';
import { assertSameLabels, readBaseline } from './known/baseline.js';
import type { GateConfig } from './config/config.js';
import type { GateOptions } from './gateOptions.js';
import type { Circumstances } from './subjects/inspection.js';
import type { Limit, Ruling } from './limits/limit.js';
import { lock, type Lock } from './lock.js';
import { imagesConfigured, openConfigured } from './config/openConfigured.js';
import { packOutcomes } from './subjects/outcomes.js';
import { plannedProperties } from './plan.js';
import { assertPlace, saveGate } from './saveGate.js';
import type { GateOutcomes, GateReport } from './schema.js';
import { subjectsOf, type Subject } from './subjects/subjects.js';
import { reportedLimit } from './verdict.js';
import { gateSettings } from '../settings/gate.js';
import { newSeed } from '../settings/seed.js';

/** What a gate knows before it opens the model. */
interface Brief {
  readonly config: GateConfig;
  readonly options: GateOptions;
  /** What names of properties stand for. */
  readonly properties: readonly Property<unknown>[];
  readonly name: string;
  readonly folder: string;
  readonly started: number;
  readonly date: Date;
  /** As `2027-01-31`. */
  readonly today: string;
  readonly acceptedFile: string;
  readonly accepted: readonly Accepted[];
  readonly baseline: GateReport | undefined;
  readonly directory: string | undefined;
}

/** A gate on a configuration that has been checked: {@link gate} without its door. */
export async function runGate(config: GateConfig, options: GateOptions): Promise<GateReport> {
  const brief = await briefOf(config, options);
  const { directory, folder } = brief;
  let held: Lock | undefined;
  let classifier: Classifier | undefined;
  try {
    if (directory !== undefined) {
      await assertPlace(directory);
      held = await lock(directory);
    }
    classifier = await openConfigured(config, folder, brief.name);
    return await judgeModel(brief, classifier);
  } finally {
    await classifier?.dispose();
    await held?.release();
  }
}

/** Reads what there is to read and finds every mistake that shows without the model. */
async function briefOf(config: GateConfig, options: GateOptions): Promise<Brief> {
  const { name = 'config', folder = process.cwd() } = options;
  const date = new Date();
  const today = (options.today ?? date).toISOString().slice(0, 10);
  if (options.accept !== undefined) assertAcceptable(options.accept, today);
  const properties = propertiesOf(config, options);
  plannedProperties(config, properties, name);
  if (config.baseline === undefined) assertNothingToCompare(config, name);
  const acceptedFile = resolve(folder, config.accepted ?? 'conic.accepted.json');
  return {
    config,
    options,
    properties,
    name,
    folder,
    started: now(),
    date,
    today,
    acceptedFile,
    accepted: await readAccepted(acceptedFile),
    baseline:
      typeof config.baseline === 'string'
        ? await readBaseline(resolve(folder, config.baseline), `${name}: baseline`)
        : undefined,
    directory: config.report === undefined ? undefined : resolve(folder, config.report),
  };
}

/** What names of properties stand for: the catalogue, and the caller's own. */
function propertiesOf({ tolerance }: GateConfig, { properties: own = [] }: GateOptions): readonly Property<unknown>[] {
  const known = catalogue(tolerance === undefined ? {} : { tolerance });
  const taken = own.find(({ name }) => known.some((property) => property.name === name));
  if (taken === undefined) return [...known, ...own];
  throw new InputError({
    where: 'properties',
    found: `"${taken.name}", which the catalogue has already`,
    expected: 'properties with names of their own',
  });
}

/** A comparison that was asked for is not silently left out. */
function assertNothingToCompare({ regression, properties = {}, margin }: GateConfig, name: string): void {
  const own = Object.entries(properties).find(([, limits]) => typeof limits.regression === 'object');
  const marginal = typeof margin?.regression === 'object' ? 'margin.regression' : undefined;
  const path =
    regression === undefined ? (own === undefined ? marginal : `properties.${own[0]}.regression`) : 'regression';
  if (path === undefined) return;
  throw new InputError({
    where: `${name}: ${path}`,
    found: 'a comparison without a baseline',
    expected: "baseline: the gate's report.json of the released model",
    remedy: 'Where nothing is released yet, say baseline: false, or --no-baseline.',
  });
}

async function judgeModel(brief: Brief, classifier: Classifier): Promise<GateReport> {
  const { config, options, name, baseline, accepted } = brief;
  if (baseline !== undefined) assertSameLabels(baseline, classifier.spec.labels, `${name}: baseline`);
  const corpus = await imagesConfigured(config, brief.folder, classifier, name);
  const circumstances = circumstancesOf(brief, classifier, corpus);
  const subjects = subjectsOf({
    config,
    name,
    properties: brief.properties,
    corpus,
    baseline,
    accepted,
    accepting: options.accept !== undefined,
    circumstances,
  });
  options.onPlan?.(announcements(subjects));
  const { results, rulings, outcomes } = await inspectAll(subjects);
  const accepting = acceptedNow(brief, rulings, classifier);
  const standards = {
    failOn: config.failOn ?? gateSettings.failOn.default,
    accepted: [...accepting, ...accepted],
    today: brief.today,
  } as const;
  const report = await assembled({
    classifier,
    config,
    corpus,
    seed: circumstances.options.seed,
    results,
    limits: rulings.map(({ limit, ruling }) => reportedLimit(limit, ruling, standards)),
    outcomes,
    baseline:
      baseline === undefined
        ? undefined
        : { model: baseline.model.id, digest: baseline.model.digest, file: String(config.baseline) },
    notes: subjects.flatMap((subject) => notCompared(subject, baseline)),
    started: brief.date,
  });
  const timed = { ...report, durationMs: Math.round(now() - brief.started) };
  // The report first: what cannot be written is not accepted either.
  const saved = brief.directory === undefined ? timed : await saveGate(brief.directory, timed, results);
  if (accepting.length > 0) await writeAccepted(brief.acceptedFile, accepted, accepting);
  return saved;
}

function circumstancesOf(
  { config, options, baseline, started }: Brief,
  classifier: Classifier,
  corpus: Corpus | undefined,
): Circumstances {
  const { scalars, space, overflow, tolerance = gateSettings.tolerance.default, timeLimit } = config;
  const { signal, onProgress } = options;
  return {
    classifier,
    tolerance,
    deadline: timeLimit === undefined ? undefined : started + timeLimit * 1000,
    options: {
      images: corpus === undefined ? anyImage(classifier.spec.shape) : fromCorpus(corpus),
      seed: config.seed ?? baseline?.seed ?? newSeed(),
      ...(scalars === undefined ? {} : { scalars }),
      ...(space === undefined ? {} : { space }),
      ...(overflow === undefined ? {} : { overflow }),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    },
  };
}

const announcements = (subjects: readonly Subject[]): readonly string[] =>
  subjects.flatMap(({ name, limits }) =>
    limits.flatMap(({ announcement }) => (announcement === undefined ? [] : [`${name}: ${announcement}`])),
  );

/** A limit and what came of it. */
interface Ruled {
  readonly limit: Limit;
  readonly ruling: Ruling;
}

async function inspectAll(subjects: readonly Subject[]): Promise<{
  readonly results: readonly Result[];
  readonly rulings: readonly Ruled[];
  readonly outcomes: readonly GateOutcomes[];
}> {
  const results: Result[] = [];
  const rulings: Ruled[] = [];
  const outcomes: GateOutcomes[] = [];
  for (const { name, limits, cases, inspect } of subjects) {
    const { result, evidence } = await inspect();
    results.push(result);
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

/** A note where the baseline did not try what this configuration compares. */
function notCompared({ name, cases, limits }: Subject, baseline: GateReport | undefined): readonly string[] {
  if (baseline === undefined || cases === undefined || limits.some(({ kind }) => kind === 'regression')) return [];
  const tried = baseline.outcomes?.some(({ property }) => property === name) === true;
  return tried ? [] : [`The baseline has no ${name} to compare with.`];
}
