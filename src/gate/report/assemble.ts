import type { Classifier } from '../../classifier/classifier.js';
import { now } from '../../clock.js';
import type { Corpus } from '../../image/corpus.js';
import type { Misfed } from '../../run/feeding/misfed.js';
import type { Counterexample, Result } from '../../run/result.js';
import type { CheckReport, ReportedLabelRow, ReportedResult } from '../../report/documents/check.js';
import { circumstances, misfedIn, reportAbout } from '../../report/documents/checkReport.js';
import { imageNotes } from '../../report/imageNotes.js';
import type { GateConfig } from '../config/config.js';
import type { GateRun } from '../inspections/gateRun.js';
import type { GateFinding, GateLimit, GateOutcomes, GateReport } from './schema.js';
import { failuresFirst } from '../known/findings.js';

/** What a report is made from. */
export interface Ingredients {
  /** The model, and what was assumed of it and of the images. */
  readonly about: Pick<CheckReport, 'model' | 'assumed' | 'environment'>;
  readonly misfed: Misfed | undefined;
  readonly seed: number;
  readonly results: readonly Result[];
  readonly limits: readonly GateLimit[];
  readonly verdict: GateReport['verdict'];
  /** Names in the results of what only a gate tries. */
  readonly gateOnly: readonly string[];
  readonly outcomes: readonly GateOutcomes[];
  readonly baseline: GateReport['baseline'];
  readonly notes: readonly string[];
  readonly started: Date;
  /** What is typed to see findings again. */
  readonly again: GateReport['again'];
  /** The curve to be shown beside a counterexample. */
  readonly curveOf: (counterexample: Counterexample) => Promise<GateFinding['curve']>;
  /** What there is to note on the images. */
  readonly imageNotes: () => Promise<readonly string[]>;
}

/** A limit that is not kept, with the nodes of the network that its counterexample blames. */
function blaming(limit: GateLimit, results: readonly Result[]): GateLimit {
  if (limit.outcome === 'pass') return limit;
  const result = results.find(({ property }) => property === limit.property);
  const culprits = result?.counterexample?.cause.culprits ?? [];
  // Names alone: what exactly is wrong with each stands with the counterexample.
  return culprits.length === 0
    ? limit
    : { ...limit, culprits: culprits.map(({ node, operation }) => `${node} (${operation})`) };
}

/** The report of a gate, with a curve for each counterexample; how long it took is filled in by who knows. */
export async function assembled(given: Ingredients): Promise<GateReport> {
  const { about, results, limits, outcomes, baseline } = given;
  // Whoever is asked then does not answer.
  const isLost = results.some(({ lost }) => lost !== undefined);
  const notes = [...given.notes, ...(isLost ? [] : await given.imageNotes())];
  const { model, assumed, environment, ...plain } = reportAbout(
    { ...about, assumed: { ...about.assumed, notes: [...about.assumed.notes, ...notes] } },
    results,
    {},
  );
  const findings: GateFinding[] = [];
  for (const [result, { property, counterexample }] of results.entries()) {
    if (counterexample === undefined) continue;
    const curve = isLost ? undefined : await given.curveOf(counterexample);
    const gateOnly = given.gateOnly.includes(property) ? ({ gateOnly: true } as const) : {};
    findings.push({ property, result, ...gateOnly, ...(curve === undefined ? {} : { curve }) });
  }
  return {
    schema: 'conic.gate/1',
    verdict: given.verdict,
    warnings: limits.filter(({ outcome }) => outcome === 'warn').length,
    model,
    assumed,
    seed: given.seed,
    ...misfedIn([given]),
    limits: failuresFirst(limits).map((limit) => blaming(limit, results)),
    ...(given.again === undefined ? {} : { again: { ...given.again } }),
    results: plain.results.map(withoutMargins),
    findings,
    outcomes: [...outcomes],
    ...(baseline === undefined ? {} : { baseline }),
    environment,
    started: given.started.toISOString(),
    durationMs: 0,
  };
}

/** Margins come out of a batch, whose rounding differs from run to run in the last digits. */
const withoutMargins = ({ smallestMargin: _margin, ...result }: ReportedResult): ReportedResult => {
  const { byLabel, byTruth } = result;
  return {
    ...result,
    ...(byLabel === undefined ? {} : { byLabel: byLabel.map(withoutRowMargins) }),
    ...(byTruth === undefined ? {} : { byTruth: byTruth.map(withoutRowMargins) }),
  };
};

const withoutRowMargins = ({
  smallestMargin: _smallest,
  medianMargin: _median,
  ...row
}: ReportedLabelRow): ReportedLabelRow => row;

/** What is known of the model and of the images before anything is inspected. */
export const aboutGate = (config: GateConfig, { spec }: Classifier, corpus: Corpus | undefined): Ingredients['about'] =>
  circumstances({
    spec,
    ...(config.space === undefined ? {} : { space: config.space }),
    ...(config.overflow === undefined ? {} : { overflow: config.overflow }),
    images: imagesInWords(config, corpus),
  });

/** As the configuration calls them, so that the report is the same on every machine. */
function imagesInWords({ images: told }: GateConfig, corpus: Corpus | undefined): string {
  if (corpus === undefined || told === undefined) return 'made by conic';
  const origin = typeof told === 'string' ? told : told.path;
  const { images, skipped } = corpus;
  const unread = skipped.length === 0 ? '' : `, ${skipped.length} unreadable left out`;
  return `${images.length} from ${origin}${unread}`;
}

/** What a report has to note on the images of a gate. */
export async function gateImageNotes({
  corpus,
  classifier,
  closing,
  options: { signal },
}: Pick<GateRun, 'corpus' | 'classifier' | 'closing' | 'options'>): Promise<readonly string[]> {
  if (corpus === undefined)
    return ['Images are made, and their mix shifts a little with the number of the case: rates are of that mix.'];
  return imageNotes(corpus, classifier, 'gate', {
    within: closing === undefined ? undefined : closing - now(),
    ended: signal,
  });
}
