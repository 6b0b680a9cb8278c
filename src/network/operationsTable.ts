import { operationFamilies } from './operations/index.js';
import type { Operation } from './operations/operation.js';

const head = ['operation', 'degree', 'pieces', 'rays', 'regions', 'exactly'];

const introduction = `# Operations

What conic knows of each operation, as its record in \`src/network/operations\` says. \`npm run docs:operations\` writes this page.

- **degree**: what it does to a tensor of degree d, which is one that is multiplied by a^d where the image is multiplied by a > 0.
  Where all that goes in has degree 0, so has what comes out, whatever the operation is.
- **pieces**: whether it is piecewise linear. Curved operations leave "the same piece" without a meaning.
- **rays**, **regions**: whether certificates follow it along a line, and over mixtures of images; "of constants": only where
  nothing that goes in depends on the image.
- **exactly**: whether rational arithmetic follows it too.

Operations that are not here are unknown: a network with one of them is undecided by its structure, unless all that goes into it
is the same for every image.
`;

/** The page `docs/operations.md`, from the records of the operations. */
export const operationsTable = (): string =>
  [
    introduction,
    ...Object.entries(operationFamilies).map(
      ([family, operations]) => `## ${family}\n\n${tableOf([head, ...operations.map(rowOf)])}\n`,
    ),
  ].join('\n');

function rowOf({ names, degree, pieces, readsSizesOnly, follow, notExact, fold }: Operation): readonly string[] {
  const followed = follow !== undefined ? 'yes' : fold !== undefined ? 'of constants' : 'no';
  const exactly = follow !== undefined && notExact !== undefined ? `no: ${notExact}` : followed;
  const said = pieces?.said ?? (readsSizesOnly === true ? 'reads no numbers' : 'curved');
  return [names.join(', '), degree?.said ?? 'not known', said, followed, followed, exactly];
}

/** Columns are as wide as their widest cell, as prettier has them. */
function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [first = [], ...others] = rows;
  return [line(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others.map(line)].join('\n');
}
