import type { Cell, TableColumn, Table } from '../../page.js';

/** A table, which can be scrolled sideways where the screen is narrow. */
export function DataTable({ table: { label, columns, rows } }: { readonly table: Table }) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th class={column.align}>{column.title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, i) => (
                <DataCell cell={cell} column={columns[i]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DataCell({ cell, column }: { readonly cell: Cell; readonly column: TableColumn | undefined }) {
  const { text, tone, code = false, small = [] } = typeof cell === 'string' ? { text: cell } : cell;
  return (
    <td class={column?.align ?? 'left'}>
      {code ? <code>{text}</code> : <span class={tone === undefined ? '' : `said ${tone}`}>{text}</span>}
      {small.map((more) => (
        <span class="small">{more}</span>
      ))}
    </td>
  );
}
