import { counterexampleBlock } from '../../report/pages/counterexample.js';
import { countedTable } from '../../report/pages/counted.js';
import { labelSections } from '../../report/pages/labelSections.js';
import type { Block, Check, CounterexampleBlock, LimitItem, Page, PageSection } from '../../report/page.js';
import { formatDuration, formatNumber } from '../../report/text/figures.js';
import { headlineOf } from '../../report/text/misfedInWords.js';
import { clearestLines, counterexampleLines } from '../../report/text/counterexampleLines.js';
import { withTruth } from '../../report/text/truthInWords.js';
import { viewInWords } from '../../report/text/viewInWords.js';
import { chartOf } from './chart.js';
import { formatFigure, formatMeasured, formatRequired } from './figures.js';
import { countOutcomes, failuresFirst, foundFor, foundIn, replayOf, type ReportedFinding } from '../known/findings.js';
import type { GateLimit, GateReport } from './schema.js';

const meanings: Record<GateReport['verdict'], string> = {
  pass: 'This model may ship.',
  fail: 'This model may not ship.',
  inconclusive: 'There is no answer yet, so this model may not ship.',
};

/** A gate's report for readers: its limits, failures first; what was found; and what everything rests on. */
export function gatePage(report: GateReport): Page {
  const { model, assumed, verdict, seed, durationMs, started, environment, baseline, results, misfed } = report;
  const limits = failuresFirst(report.limits);
  const found = foundIn(report);
  const saved = limits.reduce((sum, limit) => sum + (limit.saved ?? 0), 0);
  return {
    command: 'gate',
    model,
    ...(baseline === undefined
      ? {}
      : { baseline: { model: baseline.model, digest: baseline.digest, from: baseline.file } }),
    verdict: {
      word: verdict,
      tone: verdict,
      meaning: meanings[verdict],
      because: `${countOutcomes(report)}${misfed === undefined ? '' : `; ${headlineOf(misfed)}`}`,
      asides: [
        `seed ${seed}`,
        formatDuration(durationMs),
        ...(saved > 0 ? [`${formatNumber(saved)} cases saved`] : []),
      ],
    },
    sections: [
      { title: 'Limits', blocks: limitBlocks(limits, found, report) },
      ...(found.length === 0 ? [] : [counterexamples(found, report)]),
      ...roomy(labelSections(results, 'report.json')),
      ...(results.length === 0 ? [] : [{ title: 'Counted', room: 'page', blocks: [countedTable(results)] } as const]),
    ],
    assumed: { ...assumed, scores: model.scores },
    checks: limits.map((limit) => checkOf(limit, found, report)),
    labels: model.labels,
    seed,
    started,
    durationMs,
    environment,
    document: 'report.json',
  };
}

/** A terminal has the limits, which say which labels do not keep them. */
const roomy = (sections: readonly PageSection[]): readonly PageSection[] =>
  sections.map((section) => ({ ...section, room: section.room ?? 'summary' }));

function limitBlocks(
  limits: readonly GateLimit[],
  found: readonly ReportedFinding[],
  report: GateReport,
): readonly Block[] {
  if (limits.length === 0) return [{ kind: 'note', text: 'No limit was set, so nothing could be failed or passed.' }];
  return [{ kind: 'limits', limits: limits.map((limit) => itemOf(limit, found, report)) }];
}

function itemOf(limit: GateLimit, found: readonly ReportedFinding[], report: GateReport): LimitItem {
  const { name, property, outcome, claim, reason, accepted, culprits = [], severity, cases, saved } = limit;
  const chart = chartOf(limit);
  // One counterexample a limit: the others are below.
  const [example] = foundFor(limit, found);
  return {
    name,
    property,
    outcome,
    tone: outcome,
    claim,
    reason,
    ...(accepted === undefined ? {} : { accepted }),
    culprits,
    warnsOnly: severity === 'warn',
    measured: formatMeasured(limit),
    figure: limit.measured === undefined ? formatMeasured(limit) : formatFigure(limit.measured, limit),
    ...(limit.limit === undefined ? {} : { required: formatRequired(limit) }),
    cases: formatNumber(cases),
    details: [...intervalInWords(limit), ...casesInWords(limit)],
    ...(saved === undefined || saved === 0 ? {} : { saved: formatNumber(saved) }),
    ...(chart === undefined ? {} : { chart }),
    example: example === undefined ? [] : exampleLines(example, report),
  };
}

function exampleLines(one: ReportedFinding, report: GateReport): readonly string[] {
  const { why, truth, scalar, views, clearest, cause, files, command } = blockOf(one, report);
  if (why === undefined) return [];
  const at = scalar === undefined ? '' : ` at scalar ${formatNumber(scalar)}`;
  return [
    `counterexample: ${withTruth(`${why}${at}`, truth)}${cause === undefined ? '' : `  (cause: ${cause.kind})`}`,
    ...views.map((view) => `  ${viewInWords(view)}`),
    ...(clearest === undefined ? [] : clearestLines(clearest, files.clearest)),
    ...(files.all === undefined ? [] : [`picture: ${files.all}`]),
    ...(command === undefined ? [] : [`again: ${command}`]),
  ];
}

function intervalInWords(limit: GateLimit): readonly string[] {
  const { interval } = limit;
  if (interval === undefined) return [];
  const [low, high] = [formatFigure(interval.low, limit), formatFigure(interval.high, limit)];
  return [`${low} to ${high} with ${formatNumber(100 * interval.confidence)} % confidence`];
}

function casesInWords({ cases, planned, saved }: GateLimit): readonly string[] {
  return [
    planned === undefined || planned === cases
      ? `${formatNumber(cases)} ${cases === 1 ? 'case' : 'cases'}`
      : `${formatNumber(cases)} of ${formatNumber(planned)} cases`,
    ...(saved === undefined || saved === 0 ? [] : [`${formatNumber(saved)} saved by stopping early`]),
  ];
}

/** Too long for a terminal, which shows one beside each limit. */
const counterexamples = (found: readonly ReportedFinding[], report: GateReport): PageSection => ({
  title: 'Counterexamples',
  room: 'summary',
  blocks: found.map((one) => blockOf(one, report)),
});

function blockOf(one: ReportedFinding, { model, again }: GateReport): CounterexampleBlock {
  const { property, result, counterexample, finding, outcome } = one;
  const { curve, picture, original, scaled } = finding ?? {};
  const came = outcome === undefined ? {} : { outcome: { word: outcome, tone: outcome } };
  const drawn = curve === undefined ? {} : { curve: { ...curve, title: model.scores } };
  const files = {
    ...(picture === undefined ? {} : { all: picture }),
    ...(original === undefined ? {} : { original }),
    ...(scaled === undefined ? {} : { scaled }),
  };
  if (counterexample === undefined)
    return {
      kind: 'counterexample',
      property,
      claim: result?.claim ?? '',
      views: [],
      files: { ...files, views: [] },
      ...came,
      ...drawn,
    };
  const shown = { property, claim: result?.claim ?? '' };
  const block = counterexampleBlock(shown, counterexample, replayOf(one, counterexample, again));
  return { ...block, ...came, ...drawn, files: { ...block.files, ...files } };
}

/** Counterexamples and nodes that a check lists: every limit on a property would list them all again. */
const most = 5;

function checkOf(limit: GateLimit, found: readonly ReportedFinding[], report: GateReport): Check {
  const { name, property, outcome, kind, reason } = limit;
  const outcomes = { fail: 'fail', inconclusive: 'error', accepted: 'skipped', warn: 'pass', pass: 'pass' } as const;
  return {
    group: property,
    name,
    outcome: outcomes[outcome],
    message: reason,
    type: outcome === 'inconclusive' ? outcome : kind,
    details: [...(outcome === 'warn' ? ['warning'] : []), ...detailsOf(limit, found, report)],
  };
}

function detailsOf(limit: GateLimit, found: readonly ReportedFinding[], report: GateReport): readonly string[] {
  const { claim, reason, cases, accepted, culprits = [] } = limit;
  const about = foundFor(limit, found).filter(({ counterexample }) => counterexample !== undefined);
  return [
    claim,
    reason,
    `measured ${formatMeasured(limit)}, required ${formatRequired(limit)}, ${cases} cases`,
    ...(accepted === undefined ? [] : [`accepted until ${accepted.expires}: ${accepted.reason}`]),
    ...culprits.slice(0, most).map((node) => `to blame: ${node}`),
    ...(culprits.length > most ? [`and ${culprits.length - most} more`] : []),
    ...about.slice(0, most).flatMap((one) => counterexampleLines(blockOf(one, report))),
    ...(about.length > most ? [`and ${about.length - most} more counterexamples, in report.json`] : []),
  ];
}
