import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';

const links = pathToFileURL('scripts/readmeLinks.mjs').href;

/** What an expression with the functions of scripts/readmeLinks.mjs gives. */
const told = (expression: string): unknown => {
  const program = `import { absoluteLinks, hostOf } from '${links}'; console.log(JSON.stringify(${expression} ?? null));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
};

test('links and pictures lead to the files of a tag, and what is absolute stays', () => {
  const written = '[a](docs/a.md#b) ![p](docs/p.png) [s](https://example.org) [h](#here) `f(x)` f(a x)';
  expect(told(`absoluteLinks(${JSON.stringify(written)}, 'https://host/o/n', 'v1.0.0')`)).toBe(
    '[a](https://host/o/n/blob/v1.0.0/docs/a.md#b) ![p](https://host/o/n/raw/v1.0.0/docs/p.png) [s](https://example.org) [h](#here) `f(x)` f(a x)',
  );
});

test('the address is that of the repository, if there is one', () => {
  expect(
    told(`[{}, { repository: 'https://host/o/n' }, { repository: { url: 'git+https://host/o/n.git' } }].map(hostOf)`),
  ).toEqual([null, 'https://host/o/n', 'https://host/o/n']);
});
