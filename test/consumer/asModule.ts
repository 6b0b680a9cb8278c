import { readFileSync } from 'node:fs';

/**
 * A suite of `suites/` as an ES module: it imports what it required, and the globals of the runner as well.
 *
 * @param globals the line that imports them, where they are not there by themselves.
 */
export function asModule(name: string, globals: string, entry: 'conic/jest' | 'conic/vitest'): string {
  const text = readFileSync(`test/consumer/suites/${name}`, 'utf8')
    .replaceAll(/^const \{(.*)\} = require\((.*)\);$/gm, (_, names: string, from: string) => {
      return `import {${names.replaceAll(': ', ' as ')}} from ${from};`;
    })
    .replaceAll(/^const (\w+) = require\((.*)\);$/gm, 'import * as $1 from $2;')
    .replaceAll(/^require\((.*)\);$/gm, 'import $1;')
    .replaceAll("'conic/jest'", `'${entry}'`);
  return `${globals}\n${text}`;
}
