import type { ReportedResult } from '../documents/check.js';
import type { Cell, Table } from '../page.js';
import { formatDuration, formatNumber } from '../text/figures.js';
import { explain } from './explain.js';

/** Everything that was counted of every property. */
export const countedTable = (results: readonly ReportedResult[]): Table => ({
  kind: 'table',
  label: 'what was counted of every property',
  columns: [
    { title: 'property', align: 'left' },
    ...['cases', 'held', 'violated', 'vacuous', 'near ties', 'images', 'time'].map(
      (title) => ({ title, align: 'right' }) as const,
    ),
  ],
  rows: results.map(rowOf),
});

function rowOf(result: ReportedResult): readonly Cell[] {
  const { property, claim, cases, planned, held, violated, vacuous, inconclusive, searched, evaluated, durationMs } =
    result;
  // What was searched for is no sample.
  const share = violated > 0 && cases > 1 && cases === planned && searched === undefined;
  const notes = [
    ...(planned > cases ? [`of ${formatNumber(planned)}`] : []),
    ...(searched === undefined ? [] : ['searched']),
  ];
  return [
    { text: property, code: true, small: [claim, ...(result.verdict === 'inconclusive' ? [explain(result)] : [])] },
    { text: formatNumber(cases), small: notes },
    formatNumber(held),
    { text: formatNumber(violated), small: share ? [`${formatNumber((100 * violated) / cases)} %`] : [] },
    formatNumber(vacuous),
    formatNumber(inconclusive),
    formatNumber(evaluated),
    formatDuration(durationMs),
  ];
}
