import Table from 'cli-table3';
import type { Findings } from './fault.js';

/** What became of one kind of fault: its findings, or why it was not tried. */
export interface FaultRow {
  readonly name: string;
  readonly findings: Findings | string;
}

const plain = { head: [], border: [] };

/** The table of all kinds: how many attempts, how they ended, how many ended as they should not. */
export function faultTable(rows: readonly FaultRow[]): string {
  const table = new Table({
    head: ['fault', 'attempts', 'ended', 'wrong'],
    style: plain,
    colAligns: ['left', 'right', 'left', 'right'],
  });
  for (const { name, findings } of rows)
    table.push(
      typeof findings === 'string'
        ? [name, '', `skipped: ${findings}`, '']
        : [name, findings.attempts, endsInWords(findings), findings.wrong.length],
    );
  return table.toString();
}

const endsInWords = ({ ends }: Findings): string =>
  Object.entries(ends)
    .map(([how, count]) => `${how} ${count}`)
    .join(', ');
