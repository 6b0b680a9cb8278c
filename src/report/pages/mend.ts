import { mendScalars } from '../../mend/measure.js';
import type { MendReport, MendRow } from '../documents/mend.js';
import type { Block, Page, PageVerdict, Table } from '../page.js';
import { formatNumber } from '../text/figures.js';

/** What mending did to a network, for readers: the proof, what it costs, and the ways of mending side by side. */
export function mendPage(report: MendReport): Page {
  const { model, environment, rows, follows, culprits } = report;
  const verdict = verdictOf(report);
  return {
    command: 'mend',
    model,
    verdict,
    sections: [
      { title: 'The mended network', dense: true, blocks: networkBlocks(report) },
      ...(rows.length === 0 ? [] : [{ title: 'On the given images', blocks: comparison(report) }]),
    ],
    checks: [
      {
        name: 'the mended network keeps its label at every positive scalar, and is uniform on black',
        outcome: report.verdict === 'undecided' ? 'error' : 'pass',
        message: verdict.because,
        type: report.verdict,
        details: [...follows, ...culprits],
      },
    ],
    labels: [],
    environment,
    document: 'report.json',
  };
}

function networkBlocks({ verdict, notes, follows, culprits, unguarded, written }: MendReport): readonly Block[] {
  const note = (text: string): Block => ({ kind: 'note', text });
  return [
    ...notes.map(note),
    {
      kind: 'list',
      title: verdict === 'undecided' ? 'not proved:' : 'proved for every image, in real arithmetic:',
      items: (verdict === 'undecided' ? culprits : follows).map((words) => ({ words })),
    },
    ...unguarded.map((name) => note(`The output "${name}" is not defined on black: only the scores are guarded.`)),
    ...(written === undefined ? [] : [note(`Written to ${written}.`)]),
  ];
}

function comparison({ rows, recommended }: MendReport): readonly Block[] {
  return [
    table(rows),
    ...(recommended === undefined
      ? []
      : [
          {
            kind: 'note',
            text: `Least accuracy at scalar 1 is lost with ${recommended === 'without biases' ? '--drop-biases' : `--by ${recommended}`}.`,
          } as const,
        ]),
  ];
}

function table(rows: readonly MendRow[]): Table {
  const isLabelled = rows.some(({ accuracy }) => accuracy !== undefined);
  const figures = ['changed at 1', 'of these dim', 'on black', 'ms an image'];
  return {
    kind: 'table',
    label: 'what each way of mending does',
    columns: [
      { title: 'mended by', align: 'left' },
      ...(isLabelled
        ? mendScalars.map(
            (scalar, i) => ({ title: `${i === 0 ? 'accuracy ' : ''}at ${scalar}`, align: 'right' }) as const,
          )
        : []),
      ...figures.map((title) => ({ title, align: 'right' }) as const),
    ],
    rows: rows.map(({ name, accuracy, changed, dim, onBlack, milliseconds }) => [
      name,
      ...(isLabelled ? mendScalars.map((_, i) => accuracy?.[i]?.toFixed(3) ?? '') : []),
      inPercent(changed),
      inPercent(dim),
      onBlack.toFixed(3),
      formatNumber(milliseconds),
    ]),
  };
}

const inPercent = (share: number): string => `${formatNumber(100 * share)} %`;

function verdictOf({ verdict, model }: MendReport): PageVerdict {
  const said = {
    proved: {
      tone: 'pass',
      meaning: 'No positive scalar changes the label of any image, and black is uniform.',
      because: `${model.id}, mended, keeps its label at every positive scalar and is uniform on black`,
    },
    'proved already': {
      tone: 'pass',
      meaning: 'There is nothing to mend.',
      because: `${model.id} keeps its label at every positive scalar and is uniform on black as it is`,
    },
    undecided: {
      tone: 'inconclusive',
      meaning: 'The mended network is not proved to be invariant.',
      because: `nothing is proved of ${model.id}, mended`,
    },
  } as const;
  return { word: verdict, ...said[verdict], asides: [] };
}
