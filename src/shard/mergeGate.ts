import { concludedGate, type GateConclusion, type Inspected } from '../gate/conclude.js';
import type { InspectionResult } from '../gate/inspections/evidence.js';
import { inspectedCases } from '../gate/inspections/inspectProperty.js';
import { inspectedImages } from '../gate/inspections/inspectImages.js';
import type { InspectedCounts, InspectedSpans } from '../gate/inspections/inspectedShare.js';
import { unpackOutcomes } from '../gate/inspections/outcomes.js';
import { neverTried } from '../gate/inspections/results.js';
import type { Limit } from '../gate/limits/limit.js';
import { limitsOf } from '../gate/plan/limitPlan.js';
import type { GateFinding } from '../gate/report/schema.js';
import { here } from '../report/documents/here.js';
import { resultOf } from '../run/conclude.js';
import { labelRowsOf, type LabelRows } from '../run/labelRows.js';
import { Tally } from '../run/progress.js';
import type { Counterexample } from '../run/result.js';
import { InputError } from '../errors.js';
import { followSpans, type FollowedSpans } from './followSpans.js';
import type { KeptInspection, KeptSpan } from './gatePart.js';
import { revivedOf } from './keptCounterexample.js';
import type { PartOf } from './part.js';
import { readPartOf } from './partFile.js';

/** The file that has a counterexample: it is read again if it is the one that is shown. */
interface KeptIn {
  readonly file: string;
}

/** An inspection whose parts are together. */
type Gathered = InspectedSpans<KeptIn> | InspectedCounts;

/**
 * Adds up the parts of a gate, and judges it: what lies after the place where the single gate would have stopped is dropped.
 *
 * @param first the first part, which says what all are judged by.
 * @param files all parts, in their order; one at a time is in memory.
 * @throws InputError if a file was changed in the meantime, or cases are missing that the single gate would have tried.
 */
export async function mergeGate(first: PartOf<'gate'>, files: readonly string[]): Promise<GateConclusion> {
  const { judging } = first.content;
  if (judging === undefined) throw damaged(files[0] ?? 'the first part', 'nothing that the parts are judged by');
  const started = new Date();
  const gathered = new Map<string, Gathered>();
  let durationMs = 0;
  for (const file of files) {
    const { content } = await readPartOf('gate', file);
    durationMs += content.durationMs;
    for (const { name, inspected } of content.inspections)
      gathered.set(name, together(gathered.get(name), gatheredIn(inspected, file), file));
  }
  const seed = first.seed ?? 0;
  const curves = new Map<Counterexample, GateFinding['curve']>();
  const inspected: Inspected[] = [];
  for (const { name, gateOnly, cases, note, limits: plan } of judging.inspections) {
    const all = gathered.get(name);
    if (all === undefined) throw damaged(files[0] ?? 'the first part', `no inspection "${name}"`);
    const { standing } = plan;
    const limits = limitsOf({ ...plan, standing: { ...standing, released: unpackOutcomes(standing.released) } });
    const inspection = {
      name,
      limits,
      gateOnly,
      ...(cases === undefined ? {} : { cases }),
      ...(note === undefined ? {} : { note }),
    };
    inspected.push({
      inspection,
      ...(await inspectedAs(all, { name, limits, labels: standing.labels, seed, curves })),
    });
  }
  const { model, assumed } = first;
  const conclusion = await concludedGate(inspected, {
    about: { model, assumed, environment: here() },
    seed,
    misfed: judging.misfed,
    failOn: judging.failOn,
    accepted: judging.accepted,
    accept: judging.accept,
    today: started.toISOString().slice(0, 10),
    baseline: judging.baseline,
    started,
    again: judging.again,
    curveOf: async (counterexample) => curves.get(counterexample),
    imageNotes: async () => judging.imageNotes,
    advice: async () => [],
  });
  return { ...conclusion, report: { ...conclusion.report, durationMs } };
}

const damaged = (file: string, found: string): InputError =>
  new InputError({ where: file, found, expected: 'a part of a gate as conic writes it' });

/** What a part has of an inspection, without its counterexamples. */
function gatheredIn(inspected: KeptInspection, file: string): Gathered {
  if (inspected.kind === 'counts') return inspected;
  return { ...inspected, spans: inspected.spans.map((span) => spanIn(span, file)) };
}

function spanIn(
  { outcomes, reasons, whys, found, ...rest }: KeptSpan,
  file: string,
): InspectedSpans<KeptIn>['spans'][number] {
  const letters = unpackOutcomes(outcomes);
  if (letters.length > rest.to - rest.from) throw damaged(file, 'more outcomes than cases');
  return {
    ...rest,
    outcomes: letters,
    whys: whys.flatMap(([place, times]) => Array.from({ length: times }, () => reasons[place] ?? '')),
    found: found.map(({ number, margin, counterexample, unconfirmed }) => ({
      number,
      margin,
      ...(unconfirmed === undefined ? {} : { unconfirmed }),
      counterexample: counterexample === undefined || counterexample === null ? counterexample : { file },
    })),
  };
}

/** An inspection with what one more part has of it. */
function together(known: Gathered | undefined, more: Gathered, file: string): Gathered {
  if (known === undefined) return more;
  if (known.kind === 'counts' && more.kind === 'counts') {
    const [one, other] = [known.counts, more.counts];
    return {
      ...more,
      ...known,
      ...rowsTogether(known.byLabel, more.byLabel),
      counts: {
        held: one.held + other.held,
        violated: one.violated + other.violated,
        vacuous: one.vacuous + other.vacuous,
        inconclusive: one.inconclusive + other.inconclusive,
      },
    };
  }
  if (known.kind === 'counts' || more.kind === 'counts') throw damaged(file, 'another kind of inspection');
  return { ...more, ...known, spans: [...known.spans, ...more.spans] };
}

/** Counts of labels of two parts. */
function rowsTogether(
  known: InspectedCounts['byLabel'] = [],
  more: InspectedCounts['byLabel'] = [],
): Pick<InspectedCounts, 'byLabel'> {
  const rows = new Map(known.map((row) => [row.label, row]));
  for (const { label, cases, violated } of more) {
    const row = rows.get(label) ?? { cases: 0, violated: 0 };
    rows.set(label, { label, cases: row.cases + cases, violated: row.violated + violated });
  }
  return rows.size === 0 ? {} : { byLabel: [...rows.values()] };
}

interface Judging {
  readonly name: string;
  readonly limits: readonly Limit[];
  /** Those of the model. */
  readonly labels: readonly string[];
  readonly seed: number;
  /** Those of counterexamples that are shown. */
  readonly curves: Map<Counterexample, GateFinding['curve']>;
}

/** What the single inspection would have come to. */
async function inspectedAs(all: Gathered, { name, limits, labels, seed, curves }: Judging): Promise<InspectionResult> {
  if (all.kind === 'counts') {
    const { counts, byLabel, stopped, said } = all;
    const rows = byLabel === undefined ? {} : { byLabel };
    const more = { ...rows, ...(stopped === undefined ? {} : { stopped }), ...(said === undefined ? {} : { said }) };
    return { evidence: { counts, outcomes: '', batchDependent: false, ...more } };
  }
  const followed = followSpans(all, limits, labels, name);
  const rows = await labelRowsOf(followed.labels.counts, labels);
  const counterexample = await shownIn(followed, name, curves);
  return all.kind === 'images'
    ? imagesAs(all, { ...followed, rows }, seed, counterexample)
    : casesAs(all, { ...followed, rows }, seed, counterexample);
}

/** The counterexample that is shown, if there is one; its curve is noted. */
async function shownIn(
  { found }: FollowedSpans<KeptIn>,
  name: string,
  curves: Judging['curves'],
): Promise<Counterexample | undefined> {
  if (found?.counterexample === undefined || found.counterexample === null) return undefined;
  const { file } = found.counterexample;
  const { content } = await readPartOf('gate', file);
  const kept = content.inspections
    .flatMap((one) => (one.name === name && one.inspected.kind !== 'counts' ? one.inspected.spans : []))
    .flatMap((span) => span.found)
    .find(({ number }) => number === found.number);
  if (kept?.counterexample === undefined || kept.counterexample === null)
    throw damaged(file, `no counterexample of case ${found.number} of ${name} any more`);
  const counterexample = revivedOf(kept.counterexample, file);
  curves.set(counterexample, kept.curve);
  return counterexample;
}

interface FollowedWithRows extends FollowedSpans<KeptIn> {
  readonly rows: LabelRows;
}

function casesAs(
  { property, planned, wanted, misfed, value }: InspectedSpans<KeptIn>,
  followed: FollowedWithRows,
  seed: number,
  counterexample: Counterexample | undefined,
): InspectionResult {
  const { tally, rows, outcomes, enough, stopped, lost, found, evaluated, durationMs } = followed;
  const cut = stopped === 'nothing decided' ? undefined : stopped;
  if (tally.cases === 0 && cut !== undefined) return neverTried(property, { seed, stopped: cut, lost });
  const result = resultOf({
    property,
    planned,
    seed,
    tally,
    examples: new Tally(),
    stopped,
    lost,
    misfed: stopped === undefined ? misfed : undefined,
    found: found !== undefined,
    counterexample,
    unconfirmed: found?.unconfirmed === true,
    evaluated,
    durationMs,
  });
  const inspected = inspectedCases({ ...result, ...rows }, { wanted, outcomes, enough, stopped: () => cut });
  return value === undefined ? inspected : { ...inspected, evidence: { ...inspected.evidence, value } };
}

function imagesAs(
  { property, planned }: InspectedSpans<KeptIn>,
  { tally, rows, outcomes, stopped, lost, evaluated, durationMs }: FollowedWithRows,
  seed: number,
  counterexample: Counterexample | undefined,
): InspectionResult {
  const cut = stopped === 'nothing decided' ? undefined : stopped;
  return inspectedImages(property, {
    tally,
    rows,
    planned,
    outcomes,
    seed,
    stopped: cut,
    lost,
    counterexample: lost === undefined ? counterexample : undefined,
    evaluated,
    durationMs,
  });
}
