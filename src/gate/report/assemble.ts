import type { Classifier } from '../../classifier/classifier.js';
import type { Corpus } from '../../image/corpus.js';
import type { Misfed } from '../../run/feeding/misfed.js';
import type { Result } from '../../run/result.js';
import type { ReportedLabelRow, ReportedResult } from '../../report/documents/check.js';
import { misfedIn, reportOf } from '../../report/documents/checkReport.js';
import { imageNotes } from '../../report/imageNotes.js';
import type { GateConfig } from '../config/config.js';
import { askCurve } from './curve.js';
import type { GateFinding, GateLimit, GateOutcomes, GateReport } from './schema.js';
import { failuresFirst } from '../known/findings.js';

/** What a report is made from. */
export interface Ingredients {
  readonly classifier: Classifier;
  readonly config: GateConfig;
  readonly corpus: Corpus | undefined;
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
  const { classifier, config, corpus, results, limits, outcomes, baseline } = given;
  const { space, overflow } = config;
  // Whoever is asked then does not answer.
  const isLost = results.some(({ lost }) => lost !== undefined);
  const { model, assumed, environment, ...plain } = reportOf(results, {
    spec: classifier.spec,
    ...(space === undefined ? {} : { space }),
    ...(overflow === undefined ? {} : { overflow }),
    images: imagesInWords(config, corpus),
    notes: [...given.notes, ...(isLost ? [] : await notesOn(corpus, classifier))],
  });
  const findings: GateFinding[] = [];
  for (const [result, { property, counterexample }] of results.entries()) {
    if (counterexample === undefined) continue;
    const curve = isLost ? undefined : await askCurve(counterexample, classifier, space);
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

/** As the configuration calls them, so that the report is the same on every machine. */
function imagesInWords({ images: told }: GateConfig, corpus: Corpus | undefined): string {
  if (corpus === undefined || told === undefined) return 'made by conic';
  const origin = typeof told === 'string' ? told : told.path;
  const { images, skipped } = corpus;
  const unread = skipped.length === 0 ? '' : `, ${skipped.length} unreadable left out`;
  return `${images.length} from ${origin}${unread}`;
}

async function notesOn(corpus: Corpus | undefined, classifier: Classifier): Promise<readonly string[]> {
  if (corpus === undefined)
    return ['Images are made, and their mix shifts a little with the number of the case: rates are of that mix.'];
  return imageNotes(corpus, classifier, 'gate');
}
