import Table from 'cli-table3';
import type { Replay, ReplayAnswer } from '../../run/replay.js';
import { frame, type Colors } from '../formats/console.js';
import type { Report } from '../documents/check.js';

/** What became of one stored case. */
export interface ReplayedCase extends Pick<Replay, 'answer' | 'stale' | 'why'> {
  readonly folder: string;
  readonly property: string;
  /** What happened when it was found. */
  readonly was: string;
  /** The model it was found with. */
  readonly foundWith: { readonly id: string; readonly digest: string };
  /** As the model answers alone. */
  readonly margin?: number;
}

/** What `conic replay --json` prints. */
export interface ReplayReport {
  readonly schema: 'conic.replay/1';
  /** `violated`: any still fails or is flaky; `inconclusive`: nothing could be decided. */
  readonly verdict: Report['verdict'];
  readonly model: { readonly id: string; readonly digest: string; readonly engine: string };
  readonly store: string;
  readonly cases: readonly ReplayedCase[];
  /** Folders that could not be read, a sentence each. */
  readonly problems: readonly string[];
  readonly environment: Report['environment'];
}

const answers: readonly ReplayAnswer[] = ['still failing', 'flaky', 'fixed', 'vacuous', 'inconclusive', 'impossible'];

/** How many cases of each property came to what, then a line a case with its folder, then what it comes to. */
export function describeReplays({ model, store, cases, problems, verdict }: ReplayReport, colours: Colors): string {
  const head = `${colours.bold(model.id)}  ${colours.dim(`${model.engine}, sha256 ${model.digest.slice(0, 12)}`)}`;
  const notes = problems.map((problem) => colours.yellow(`note: ${problem}`));
  if (cases.length === 0)
    return [head, ...notes, colours.yellow(`inconclusive: no stored counterexamples to try in ${store}`)].join('\n');
  const failing = cases.filter(({ answer }) => answer === 'still failing' || answer === 'flaky').length;
  const fixed = cases.filter(({ answer }) => answer === 'fixed').length;
  const rest = cases.length - fixed - failing;
  const undecided = rest === 0 ? '' : `, ${rest} could not be decided`;
  const said = {
    violated: colours.red(
      `violated: ${failing} of ${cases.length} stored counterexamples still fail or are flaky${undecided}`,
    ),
    held: colours.green(`held: ${fixed} of ${cases.length} stored counterexamples are fixed, none fails${undecided}`),
    inconclusive: colours.yellow(`inconclusive: none of ${cases.length} stored counterexamples could be decided`),
  };
  const lines = cases.map((one) => describeCase(one, model.id, colours));
  return [head, tableOf(cases, colours), [...lines, ...notes].join('\n'), said[verdict]].join('\n\n');
}

function tableOf(cases: readonly ReplayedCase[], colours: Colors): string {
  const seen = answers.filter((answer) => cases.some((one) => one.answer === answer));
  const properties = [...new Set(cases.map(({ property }) => property))];
  const table = new Table({
    head: ['property', 'cases', ...seen, 'stale'].map((title) => colours.dim(title)),
    colAligns: ['left', ...seen.map((): 'right' => 'right'), 'right', 'right'],
    chars: frame,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const property of properties) {
    const own = cases.filter((one) => one.property === property);
    const counts = seen.map((answer) => own.filter((one) => one.answer === answer).length);
    table.push([property, own.length, ...counts, own.filter(({ stale }) => stale).length].map(String));
  }
  return table.toString();
}

function describeCase(
  { answer, stale, property, was, why, foundWith, folder }: ReplayedCase,
  id: string,
  colours: Colors,
) {
  const isFailing = answer === 'still failing' || answer === 'flaky';
  const paint = isFailing ? colours.red : answer === 'fixed' ? colours.green : colours.yellow;
  const other = foundWith.id === id ? '' : `${foundWith.id}, `;
  const age = stale ? ` STALE (found with ${other}sha256 ${foundWith.digest.slice(0, 12)})` : '';
  const now = why === '' || why === was ? '' : `; now ${why}`;
  return `${paint(answer.toUpperCase())}${age}  ${property}: ${was}${now}  ${colours.dim(folder)}`;
}
