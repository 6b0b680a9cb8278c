import type { ReplayedCase, ReplayReport } from '../documents/replay.js';
import type { Block, Check, ListItem, Page, Table, Tone, PageVerdict } from '../page.js';

/** In the order of the table. */
const answers: readonly ReplayedCase['answer'][] = [
  'still failing',
  'flaky',
  'fixed',
  'vacuous',
  'inconclusive',
  'impossible',
];

const tones: Record<ReplayedCase['answer'], Tone> = {
  'still failing': 'fail',
  flaky: 'fail',
  fixed: 'pass',
  vacuous: 'inconclusive',
  inconclusive: 'inconclusive',
  impossible: 'inconclusive',
};

/** A report of `conic replay` for readers: how many cases of each property came to what, then a line a case. */
export function replayPage(report: ReplayReport): Page {
  const { model, cases, problems, environment } = report;
  return {
    command: 'replay',
    model,
    verdict: verdictOf(report),
    sections: [
      ...(cases.length === 0 ? [] : [{ title: 'Properties', blocks: [tableOf(cases)] }]),
      ...(cases.length + problems.length === 0
        ? []
        : [
            {
              title: 'Stored counterexamples',
              dense: true,
              blocks: [
                ...(cases.length === 0
                  ? []
                  : [{ kind: 'list', items: cases.map((one) => itemOf(one, model.id)) } as const]),
                ...problems.map((text): Block => ({
                  kind: 'paragraph',
                  words: [{ text: `unreadable: ${text}`, tone: 'fail' }],
                })),
              ],
            },
          ]),
    ],
    checks: [...cases.map((one) => checkOf(one, model.id)), ...problems.map(unreadable)],
    labels: [],
    environment,
    document: 'report.json',
  };
}

function verdictOf({ verdict, cases, problems, store }: ReplayReport): PageVerdict {
  const failing = cases.filter(({ answer }) => tones[answer] === 'fail').length;
  const fixed = cases.filter(({ answer }) => answer === 'fixed').length;
  const rest = cases.length - fixed - failing;
  const untried = cases.filter(({ answer }) => answer === 'impossible').length;
  const unread = problems.length === 0 ? '' : `, ${problems.length} more could not be read`;
  const undecided = `${rest === 0 ? '' : `, ${rest} could not be decided`}${unread}`;
  const because = {
    violated: `${failing} of ${cases.length} stored counterexamples still fail or are flaky${undecided}`,
    held: `${fixed} of ${cases.length} stored counterexamples are fixed, none fails${undecided}`,
    inconclusive:
      problems.length > 0
        ? `${fixed} of ${cases.length} stored counterexamples are fixed, none fails${undecided}`
        : cases.length === 0
          ? `no stored counterexamples to try in ${store}`
          : fixed > 0
            ? `${fixed} of ${cases.length} stored counterexamples are fixed, but ${untried} could not be tried on this model`
            : `none of ${cases.length} stored counterexamples could be decided`,
  };
  const meaning = {
    violated: 'What was wrong once is wrong still.',
    held: 'What was wrong once is fixed.',
    inconclusive: 'There is no answer yet.',
  };
  const tone = { violated: 'fail', held: 'pass', inconclusive: 'inconclusive' } as const;
  return { word: verdict, tone: tone[verdict], meaning: meaning[verdict], because: because[verdict], asides: [] };
}

function tableOf(cases: readonly ReplayedCase[]): Table {
  const seen = answers.filter((answer) => cases.some((one) => one.answer === answer));
  const properties = [...new Set(cases.map(({ property }) => property))];
  return {
    kind: 'table',
    label: 'what came of the stored counterexamples of every property',
    columns: [
      { title: 'property', align: 'left' },
      ...['cases', ...seen, 'stale'].map((title) => ({ title, align: 'right' }) as const),
    ],
    rows: properties.map((property) => {
      const own = cases.filter((one) => one.property === property);
      const counts = seen.map((answer) => own.filter((one) => one.answer === answer).length);
      return [property, ...[own.length, ...counts, own.filter(({ stale }) => stale).length].map(String)];
    }),
  };
}

function itemOf(one: ReplayedCase, id: string): ListItem {
  const { answer, property, folder } = one;
  return {
    words: [
      { text: answer.toUpperCase(), tone: tones[answer] },
      `${ageOf(one, id)}  ${property}: ${historyOf(one)}  `,
      { text: folder, weight: 'soft' },
    ],
  };
}

/** What it was found with, where that was another model. */
function ageOf({ stale, foundWith }: ReplayedCase, id: string): string {
  const other = foundWith.id === id ? '' : `${foundWith.id}, `;
  return stale ? ` STALE (found with ${other}sha256 ${foundWith.digest.slice(0, 12)})` : '';
}

/** What happened when it was found, and what happens now. */
const historyOf = ({ was, why }: ReplayedCase): string => (why === '' || why === was ? was : `${was}; now ${why}`);

function checkOf(one: ReplayedCase, id: string): Check {
  const { answer, property, folder } = one;
  const tone = tones[answer];
  return {
    group: property,
    name: folder,
    // What could not be decided is not red: other cases may decide.
    outcome: tone === 'fail' || tone === 'pass' ? tone : 'skipped',
    message: `${answer}: ${historyOf(one)}`,
    type: answer,
    details: [`${answer.toUpperCase()}${ageOf(one, id)}`, historyOf(one)],
  };
}

/** Red: what cannot be read may still fail. */
const unreadable = (problem: string): Check => ({
  name: problem,
  outcome: 'error',
  message: `unreadable: ${problem}`,
  type: 'unreadable',
  details: [problem],
});
