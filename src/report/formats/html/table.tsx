import type { Cell, TableColumn, Table } from '../../page.js';

/** A table, which can be scrolled sideways where the screen is narrow: a shade at its edge shows it, and where scripts run a line says so. */
export function DataTable({ table: { label, columns, rows } }: { readonly table: Table }) {
  return (
    <div class="table">
      <p class="small sideways" hidden>
        More columns: scroll the table sideways.
      </p>
      <div class="wide" tabIndex={0} role="group" aria-label={label}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th class={column.align} scope="col">
                  {column.title}
                </th>
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
