import type { CheckReport, ReportedResult } from '../documents/check.js';
import type { Cell, Check, List, Page, PageSection, Table, Tone, PageVerdict } from '../page.js';
import { countedTable } from './counted.js';
import { againOf, counterexampleBlock } from './counterexample.js';
import { headlineOf, ifMeant, remedyInWords } from '../text/misfedInWords.js';
import { unstoredAside } from '../text/notStored.js';
import { counterexampleLines } from '../text/counterexampleLines.js';
import { explain } from './explain.js';
import { labelSections } from './labelSections.js';

const tones: Record<ReportedResult['verdict'], Tone> = {
  held: 'pass',
  violated: 'fail',
  inconclusive: 'inconclusive',
  measured: 'measured',
};

/** A report of `conic check` for readers. */
export function checkPage(report: CheckReport): Page {
  const { model, assumed, results, seed, environment, durationMs, command } = report;
  const found = results.flatMap((result) =>
    result.counterexample === undefined
      ? []
      : [counterexampleBlock(result, result.counterexample, againOf(result, result.counterexample, command))],
  );
  // That the model is at chance is told once, and not of every property.
  const unshown = results.filter(
    ({ verdict, counterexample }) => verdict === 'violated' && counterexample === undefined,
  );
  const undecided = results.filter(({ verdict, reason }) => verdict === 'inconclusive' && reason !== 'at chance');
  return {
    command: 'check',
    model,
    verdict: verdictOf(report),
    sections: [
      ...(report.misfed === undefined ? [] : [misfedSection(report.misfed)]),
      { title: 'Properties', blocks: [tableOf(results)] },
      ...(found.length + unshown.length === 0
        ? []
        : [{ title: 'Counterexamples', blocks: [...found, ...unshown.map(unshownList)] }]),
      ...(undecided.length === 0 ? [] : [{ title: 'Undecided', blocks: undecided.map(undecidedList) }]),
      ...labelSections(results, 'report.json'),
      { title: 'Counted', room: 'page', blocks: [countedTable(results)] },
    ],
    assumed: { ...assumed, scores: model.scores },
    checks: results.map((result) => checkOf(result, command)),
    labels: model.labels,
    seed,
    durationMs,
    environment,
    document: 'report.json',
  };
}

const misfedSection = (misfed: NonNullable<CheckReport['misfed']>): PageSection => ({
  blocks: [
    { kind: 'note', text: `${headlineOf(misfed)}. ${remedyInWords(misfed.remedy, 'flags')} ${ifMeant('flags')}` },
  ],
});

function verdictOf({ verdict, results, model, seed, assumed, misfed }: CheckReport): PageVerdict {
  const named = (wanted: CheckReport['verdict']): string =>
    results.flatMap((result) => (result.verdict === wanted ? [result.property] : [])).join(', ');
  const undecided =
    misfed === undefined ? (results.length === 0 ? 'nothing was tried' : named('inconclusive')) : headlineOf(misfed);
  const claimed = results.some((result) => result.verdict !== 'measured');
  const because = {
    held: claimed
      ? `no counterexample found for ${model.id}${searchedIn(results)}`
      : `nothing was claimed of ${model.id}, only measured`,
    violated: `${named('violated')}${misfed === undefined ? '' : `; but ${headlineOf(misfed)}`}`,
    inconclusive: undecided,
  };
  const meaning = {
    held: claimed ? 'Every case that was tried held, which is no proof.' : 'Rates were measured.',
    violated: 'The model does not do what is claimed of it.',
    inconclusive: 'There is no answer yet.',
  };
  return {
    word: verdict,
    tone: tones[verdict],
    meaning: meaning[verdict],
    because: because[verdict],
    asides: [`seed ${seed}`, ...unstoredAside(assumed.notes)],
  };
}

/** What came of every property, in a line each. */
const tableOf = (results: readonly ReportedResult[]): Table => ({
  kind: 'table',
  label: 'what came of every property',
  columns: [
    { title: 'property', align: 'left' },
    { title: 'verdict', align: 'left' },
    ...['cases', 'violated', 'vacuous', 'near ties', 'time'].map((title) => ({ title, align: 'right' }) as const),
  ],
  rows: results.map((result): readonly Cell[] => [
    result.property,
    { text: result.verdict, tone: tones[result.verdict] },
    countOf(result),
    violationsOf(result),
    String(result.vacuous),
    String(result.inconclusive),
    `${(result.durationMs / 1000).toFixed(1)} s`,
  ]),
});

const undecidedList = (result: ReportedResult): List => ({
  kind: 'list',
  title: titleOf(result),
  items: [{ words: `inconclusive: ${explain(result)}` }],
});

/** Of a violation that a worker found and that there was no time to ask about again. */
const unshownList = (result: ReportedResult): List => ({
  kind: 'list',
  title: titleOf(result),
  items: [{ words: 'violated: the run was over before the counterexample could be asked about again and shown' }],
});

const titleOf = ({ property, claim }: ReportedResult): List['title'] & object => [
  { text: property, weight: 'strong' },
  `: ${claim}`,
];

/** Stored cases are tried besides those that were asked for: `1000 + 2 stored`; `1000 searched` are no sample. */
function countOf({ cases, examples, searched }: ReportedResult): string {
  const made = searched === undefined ? String(cases) : `${cases} searched`;
  if (examples === undefined) return made;
  const { held, violated, vacuous, inconclusive } = examples;
  return `${made} + ${held + violated + vacuous + inconclusive} stored`;
}

/** That the cases were searched for, where they were: `: searched, 1000 cases`. */
function searchedIn(results: readonly ReportedResult[]): string {
  const searched = results.filter(({ searched: made }) => made !== undefined);
  const cases = searched.reduce((sum, result) => sum + result.cases, 0);
  return searched.length === 0 ? '' : `: searched, ${cases} cases`;
}

function violationsOf({ cases, planned, violated, examples, searched }: ReportedResult): string {
  // A run that stopped at its first violation knows no share, and neither does a search.
  const made = cases === planned && searched === undefined ? share(violated, cases) : String(violated);
  return examples === undefined || examples.violated === 0 ? made : `${made} + ${examples.violated} stored`;
}

const share = (part: number, whole: number): string =>
  part === 0 || whole <= 1 ? String(part) : `${part} (${((100 * part) / whole).toPrecision(2)} %)`;

function checkOf(result: ReportedResult, command: string | undefined): Check {
  const { property, claim, verdict, counterexample, durationMs } = result;
  const outcomes = { held: 'pass', measured: 'pass', violated: 'fail', inconclusive: 'error' } as const;
  const again = counterexample === undefined ? undefined : againOf(result, counterexample, command);
  return {
    group: property,
    name: claim,
    outcome: outcomes[verdict],
    message: verdict === 'inconclusive' ? explain(result) : (counterexample?.why ?? verdict),
    type: verdict,
    durationMs,
    details: [
      `${countOf(result)} cases, ${violationsOf(result)} violated`,
      ...(counterexample === undefined ? [] : counterexampleLines(counterexampleBlock(result, counterexample, again))),
    ],
  };
}
