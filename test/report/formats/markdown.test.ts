import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { gatePage } from '../../../src/gate/report/page.js';
import type { GateReport } from '../../../src/gate/report/schema.js';
import { markdownText } from '../../../src/report/formats/markdown.js';
import { hostile, reportOfText } from '../hostile.js';
import { large, limit } from '../gateLimits.js';
import { smallReport } from '../../gate/reports.js';

const markdown = (report: GateReport): string => markdownText(gatePage(report));

describe('as Markdown', () => {
  test('looks so', () => expect(markdown(smallReport())).toMatchSnapshot());

  test('stays under 60 kB, failures first, and says what is left out', () => {
    const text = markdown(large());
    expect(Buffer.byteLength(text)).toBeLessThan(60_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(50_000);
    expect(text.slice(-200)).toMatch(
      /\n_Left out to stay under 60 kB: \d+ limits, 500 counterexamples, the assumptions\./,
    );
    expect(text.indexOf('**fail**')).toBeLessThan(text.indexOf('| pass |'));
    expect(text.includes('claim 1999')).toBe(true);
  });

  test.each(['*', '|', '<', '$', '@a', '&', '://', '😀'])('stays under 60 kB however much %s is escaped', (sign) => {
    const letters = sign.repeat(5000);
    const report: GateReport = {
      ...reportOfText(letters),
      limits: Array.from({ length: 300 }, () => ({ ...limit, claim: letters, reason: letters, outcome: 'fail' })),
    };
    expect(Buffer.byteLength(markdown(report))).toBeLessThan(60_000);
  });

  test('hostile text has no meaning in it', () => {
    // Without any text there are fewer lines, so that would be another structure.
    const texts = hostile.filter((text) => text.trim() !== '');
    const [tame, ...trees] = treesOf(['cat', ...texts].map((text) => markdown(reportOfText(text))));
    for (const [i, tree] of trees.entries()) expect({ text: texts[i], tree }).toEqual({ text: texts[i], tree: tame });
  });

  test('its structure would show what is not escaped', () => {
    const [tame, ...trees] = treesOf([
      '| a |\n| --- |\n| cat |',
      '| a |\n| --- |\n| **cat** |',
      '| a |\n| --- |\n| <b |\n\n# c',
    ]);
    for (const tree of trees) expect(tree).not.toEqual(tame);
  });

  test('nobody is called, and nothing is linked', () => {
    const text = markdown(reportOfText('@team #12 https://example.org www.example.org GH-1'));
    const outsideCode = text.replaceAll(/`[^`\n]*`/g, '');
    expect(outsideCode).not.toMatch(/@\w|#\d|:\/\/|www\.|GH-\d/);
  });
});

/**
 * The structure of Markdown as a parser sees it: kinds of nodes without their text. The parser is prettier's, which Jest cannot
 * load, so it runs beside.
 */
function treesOf(texts: readonly string[]): unknown[] {
  const program = `
    import * as prettier from 'prettier';
    let input = '';
    for await (const part of process.stdin) input += part;
    const kinds = ({ type, value, children }) =>
      type === 'html' ? value : children === undefined ? type : [type, ...merged(children.map(kinds))];
    const words = new Set(['word', 'whitespace', 'text', 'sentence', 'liquidNode']);
    const merged = (list) => list.flatMap((kind) => (Array.isArray(kind) && kind[0] === 'sentence' ? kind.slice(1) : [kind]))
      .filter((kind) => !words.has(kind) && kind !== '<span>' && kind !== '</span>');
    const trees = [];
    for (const text of JSON.parse(input)) {
      const { ast } = await prettier.__debug.parse(text, { parser: 'markdown' });
      trees.push(kinds(ast));
    }
    console.log(JSON.stringify(trees));`;
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const trees: unknown = JSON.parse(said);
  return Array.isArray(trees) ? trees : [];
}
