import type { ReportedLabelRow } from '../documents/check.js';
import type { Block, Cell } from '../page.js';
import { formatNumber, shortNumber } from '../text/figures.js';
import { plainText } from '../text/plainText.js';

/** There may be a thousand labels; the worst are shown. */
const mostRows = 12;

const longestLabel = 24;

/** How a table of labels is headed. */
export interface LabelTableTitles {
  /** Over the labels: `scalar-invariance by label`. */
  readonly labels: string;
  /** What is counted: `cases`. */
  readonly counted: string;
  /** What became of some: `violated`. */
  readonly lost: string;
  /** The file with all labels. */
  readonly document: string;
}

/** What the cases of each label came to, the worst label first. */
export function labelTable(rows: readonly ReportedLabelRow[], titles: LabelTableTitles): readonly Block[] {
  const worstFirst = rows.toSorted(
    (a, b) => b.rate - a.rate || b.cases - a.cases || (a.smallestMargin ?? 0) - (b.smallestMargin ?? 0),
  );
  const shown = worstFirst.slice(0, mostRows);
  const columns = columnsOf(shown, titles);
  const more = rows.length - shown.length;
  return [
    {
      kind: 'table',
      label: titles.labels,
      columns: [
        { title: titles.labels, align: 'left' },
        ...columns.map(({ title }) => ({ title, align: 'right' }) as const),
      ],
      rows: shown.map((row): readonly Cell[] => [
        plainText(row.label, longestLabel),
        ...columns.map(({ cell }) => cell(row) ?? '–'),
      ]),
    },
    ...(more > 0
      ? [{ kind: 'note', text: `and ${formatNumber(more)} more labels, in ${titles.document}` } as const]
      : []),
  ];
}

interface Column {
  readonly title: string;
  readonly cell: (row: ReportedLabelRow) => string | undefined;
}

/** What no label has gets no column. */
function columnsOf(rows: readonly ReportedLabelRow[], { counted, lost }: LabelTableTitles): readonly Column[] {
  const columns: readonly Column[] = [
    { title: counted, cell: ({ cases }) => formatNumber(cases) },
    { title: lost, cell: ({ violated }) => formatNumber(violated) },
    { title: 'rate', cell: ({ rate }) => asPercent(rate) },
    { title: '95 % interval', cell: ({ interval: { low, high } }) => `${asPercent(low)} to ${asPercent(high)}` },
    { title: 'smallest margin', cell: ({ smallestMargin }) => optional(smallestMargin) },
    { title: 'median', cell: ({ medianMargin }) => optional(medianMargin) },
    { title: 'nearest flip', cell: ({ nearestFlip }) => optional(nearestFlip) },
  ];
  return columns.filter(({ cell }) => rows.some((row) => cell(row) !== undefined));
}

const asPercent = (share: number): string => `${formatNumber(100 * share)} %`;

const optional = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : shortNumber(value, 3);
