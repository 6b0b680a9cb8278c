import Table from 'cli-table3';
import type pc from 'picocolors';
import { explain } from '../pages/explain.js';
import type { Report, ReportedCounterexample, ReportedResult } from '../documents/check.js';

/** What picocolors gives for a terminal, or for a file. */
export type Colors = ReturnType<typeof pc.createColors>;

const edges = ['top', 'bottom', 'left', 'mid', 'right'];
const corners = [
  'top-mid',
  'top-left',
  'top-right',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left-mid',
  'mid-mid',
  'right-mid',
];
/** The characters of a table without lines between rows. */
export const frame = { ...Object.fromEntries([...edges, ...corners].map((place) => [place, ''])), middle: '  ' };

/** What was assumed about the model: the first thing to look at when a result surprises. */
export function describeModel({ model, assumed }: Pick<Report, 'model' | 'assumed'>, colours: Colors): string {
  const { shape, layout, range, steps, notes } = assumed;
  const chain = steps.length === 0 ? 'no preprocessing' : steps.map(({ text }) => text).join(', then ');
  const facts = [
    `${colours.bold(model.id)}  ${colours.dim(`${model.engine}, sha256 ${model.digest.slice(0, 12)}`)}`,
    `takes ${shape.height} x ${shape.width} x ${shape.channels} (${layout}), pixels in [${range.join(', ')}], ${chain}; gives ${model.scores} for ${model.labels.length} labels`,
    `images: ${assumed.images}; scalars act in ${assumed.space} space, overflow ${assumed.overflow}`,
    ...notes.map((note) => colours.yellow(`note: ${note}`)),
  ];
  return facts.join('\n  ');
}

/** The result table, then each counterexample in words. */
export function describeResults({ results }: Report, colours: Colors): string {
  const table = new Table({
    head: ['property', 'verdict', 'cases', 'violated', 'vacuous', 'near ties', 'time'].map((title) =>
      colours.dim(title),
    ),
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
    chars: frame,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const result of results)
    table.push([
      result.property,
      paint(result, colours),
      countOf(result),
      violationsOf(result),
      String(result.vacuous),
      String(result.inconclusive),
      `${(result.durationMs / 1000).toFixed(1)} s`,
    ]);
  const details = results.flatMap((result) => describeDetail(result, colours));
  return [table.toString(), ...details].join('\n\n');
}

/** The one line at the end, which says the same as the exit status. */
export function describeVerdict({ verdict, results, model, seed }: Report, colours: Colors): string {
  const violated = results.filter((result) => result.verdict === 'violated').map(({ property }) => property);
  const undecided = results.filter((result) => result.verdict === 'inconclusive').map(({ property }) => property);
  const claimed = results.some((result) => result.verdict !== 'measured');
  const said = {
    held: colours.green(
      claimed
        ? `held: no counterexample found for ${model.id}`
        : `held: nothing was claimed of ${model.id}, only measured`,
    ),
    violated: colours.red(`violated: ${violated.join(', ')}`),
    inconclusive: colours.yellow(`inconclusive: ${undecided.join(', ')}`),
  };
  return `${said[verdict]}  ${colours.dim(`(seed ${seed})`)}`;
}

function describeDetail(result: ReportedResult, colours: Colors): string[] {
  const { counterexample, property, claim } = result;
  const lines: string[] = [];
  if (counterexample !== undefined) lines.push(...describeCounterexample(counterexample, property));
  if (result.verdict === 'inconclusive' && result.reason !== undefined) lines.push(`inconclusive: ${explain(result)}`);
  if (lines.length === 0) return [];
  return [[`${colours.bold(property)}: ${claim}`, ...lines.map((line) => `  ${line}`)].join('\n')];
}

function describeCounterexample(found: ReportedCounterexample, property: string): string[] {
  const { views, why, cause, margin, seed, path, shrinks, files, stored, example } = found;
  const isKnown = example !== undefined;
  const origin = isKnown ? 'from the store' : `${shrinks} times simplified`;
  return [
    `counterexample: ${why}  (margin ${Number(margin.toPrecision(3))}, ${origin})`,
    ...views.map((view) => `  ${view.title}: ${view.image} -> ${view.label}  [${view.scores.map(brief).join(' ')}]`),
    `cause: ${cause.kind}; ${cause.detail}`,
    ...(cause.culprits ?? []).map((culprit) => `  ${culprit}`),
    ...(files[0] === undefined ? [] : [`picture: ${files[0]}`]),
    ...(stored === undefined ? [] : [`stored: ${stored}`]),
    ...(isKnown ? [] : [`again: --property ${property} --seed ${seed} --path ${path}`]),
  ];
}

/** Stored cases are tried besides those that were asked for: `1000 + 2 stored`. */
function countOf({ cases, examples }: ReportedResult): string {
  if (examples === undefined) return String(cases);
  const { held, violations, vacuous, inconclusive } = examples;
  return `${cases} + ${held + violations + vacuous + inconclusive} stored`;
}

function violationsOf({ cases, planned, violations, examples }: ReportedResult): string {
  // A run that stopped at its first violation knows no share.
  const made = cases === planned ? share(violations, cases) : String(violations);
  return examples === undefined || examples.violations === 0 ? made : `${made} + ${examples.violations} stored`;
}

const brief = (score: number): string => String(Number(score.toPrecision(3)));

const share = (part: number, whole: number): string =>
  part === 0 || whole <= 1 ? String(part) : `${part} (${((100 * part) / whole).toPrecision(2)} %)`;

function paint({ verdict }: ReportedResult, colours: Colors): string {
  const colour = { held: colours.green, violated: colours.red, inconclusive: colours.yellow, measured: colours.cyan };
  return colour[verdict](verdict);
}
