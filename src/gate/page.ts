import Table from 'cli-table3';
import type { Colors } from '../report/formats/console.js';
import { formatRequired, formatDuration, formatMeasured, formatNumber } from './figures.js';
import {
  countOutcomes,
  failuresFirst,
  foundFor,
  foundIn,
  replayOf,
  type Found,
  type Outcome,
} from './known/findings.js';
import { plainText } from '../report/text/plainText.js';
import { presentable } from '../report/text/presentable.js';
import type { GateLimit, GateReport } from './schema.js';

/** The characters of a table without lines. */
const places = ['top', 'bottom', 'left', 'mid', 'right'];
const ends = ['top-mid', 'top-left', 'top-right', 'bottom-mid', 'bottom-left', 'bottom-right'];
const crossings = ['left-mid', 'mid-mid', 'right-mid'];
const frame = {
  ...Object.fromEntries([...places, ...ends, ...crossings].map((place) => [place, ''])),
  middle: '  ',
};

/** Limits that did not pass are explained one by one up to this number; a terminal is no place for more. */
const mostExplained = 12;

/** A limit's name in a table. */
const longestName = 60;

/**
 * The report for a terminal, short: a table of the limits, failures first; why those that did not pass did not; and the
 * verdict in the last line, which says the same as the exit status.
 *
 * @example console.log(describeGate(report, pc.createColors(false)));
 */
export function describeGate(raw: GateReport, colours: Colors): string {
  const report = presentable(raw);
  const limits = failuresFirst(report.limits);
  const wanting = limits.filter(({ outcome }) => outcome !== 'pass');
  const found = foundIn(report);
  const more = wanting.length - mostExplained;
  return [
    describeModel(report, colours),
    ...(limits.length === 0 ? [] : [tableOf(limits, colours)]),
    ...wanting.slice(0, mostExplained).map((limit) => explain(limit, found, colours)),
    ...(more > 0 ? [colours.dim(`and ${more} more that did not pass, in the report`)] : []),
    describeVerdict(report, colours),
  ].join('\n\n');
}

function describeModel({ model, baseline }: GateReport, colours: Colors): string {
  const facts = `${model.engine}, sha256 ${model.digest.slice(0, 12)}`;
  const than =
    baseline === undefined ? '' : `\n  compared with ${baseline.model}, sha256 ${baseline.digest.slice(0, 12)}`;
  return `${colours.bold(model.id)}  ${colours.dim(facts)}${than}`;
}

function tableOf(limits: readonly GateLimit[], colours: Colors): string {
  const table = new Table({
    head: ['outcome', 'limit', 'measured', 'required', 'cases'].map((title) => colours.dim(title)),
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    chars: frame,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const limit of limits)
    table.push([
      paint(limit.outcome, colours),
      plainText(limit.name, longestName),
      formatMeasured(limit),
      formatRequired(limit),
      formatNumber(limit.cases),
    ]);
  return table.toString();
}

function explain(limit: GateLimit, found: readonly Found[], colours: Colors): string {
  const { name, claim, reason, accepted, culprits } = limit;
  // One counterexample a limit: the others are in the report.
  const [shown] = foundFor(limit, found);
  const lines = [
    `${colours.bold(name)}: ${claim}`,
    `  ${paint(limit.outcome, colours)}: ${reason}`,
    ...(accepted === undefined ? [] : [`  accepted until ${accepted.expires}: ${accepted.reason}`]),
    ...(culprits === undefined || culprits.length === 0 ? [] : [`  to blame: ${culprits.slice(0, 5).join(', ')}`]),
    ...(limit.outcome === 'accepted' || shown === undefined ? [] : describeFound(shown)),
  ];
  return lines.join('\n');
}

function describeFound({ property, result, counterexample, finding }: Found): readonly string[] {
  if (counterexample === undefined) return [];
  const { why, scalar, cause } = counterexample;
  const at = scalar === undefined ? '' : ` at scalar ${formatNumber(scalar)}`;
  return [
    `  counterexample: ${why}${at}  (cause: ${cause.kind})`,
    ...(finding?.picture === undefined ? [] : [`  picture: ${finding.picture}`]),
    `  again: ${replayOf(result?.property ?? property, counterexample)}`,
  ];
}

function describeVerdict(report: GateReport, colours: Colors): string {
  const { verdict, seed, durationMs } = report;
  const colour = { pass: colours.green, fail: colours.red, inconclusive: colours.yellow }[verdict];
  const saved = report.limits.reduce((sum, limit) => sum + (limit.saved ?? 0), 0);
  const facts = [
    `seed ${seed}`,
    formatDuration(durationMs),
    ...(saved > 0 ? [`${formatNumber(saved)} cases saved`] : []),
  ];
  return `${colour(`${verdict}: ${countOutcomes(report)}`)}  ${colours.dim(`(${facts.join(', ')})`)}`;
}

function paint(outcome: Outcome, colours: Colors): string {
  const colour = {
    fail: colours.red,
    inconclusive: colours.yellow,
    warn: colours.yellow,
    accepted: colours.cyan,
    pass: colours.green,
  };
  return colour[outcome](outcome);
}
