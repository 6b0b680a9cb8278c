import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import pc from 'picocolors';
import { describeGate } from '../../../src/gate/page.js';
import { renderJunit } from '../../../src/report/formats/junit.js';
import { renderMarkdown } from '../../../src/report/formats/markdown.js';
import { plainText } from '../../../src/report/text/plainText.js';
import type { GateLimit, GateReport } from '../../../src/gate/schema.js';
import { elements, parseXml } from './xml.js';
import { hostile, reportOfText } from '../hostile.js';
import { smallReport } from '../../gate/reports.js';

const plain = pc.createColors(false);

const limit: GateLimit = {
  name: 'scalar-invariance/none',
  property: 'scalar-invariance',
  kind: 'none-violated',
  severity: 'fail',
  outcome: 'pass',
  claim: 'no case violated',
  reason: 'none was',
  cases: 10,
};

/** Many more limits and findings than fit anywhere. */
const large = (): GateReport => {
  const report = smallReport();
  const letters = '数'.repeat(5000);
  return {
    ...report,
    limits: Array.from({ length: 2000 }, (_, i) => ({
      ...limit,
      name: `limit ${i}`,
      claim: `claim ${i} ${letters}`,
      reason: letters,
      outcome: i === 1999 ? 'fail' : 'pass',
    })),
    findings: Array.from({ length: 500 }, () => ({ property: letters, result: 0 })),
    assumed: { ...report.assumed, notes: Array.from({ length: 500 }, () => letters) },
  };
};

describe('plain text', () => {
  test.each([
    ['a\tb\r\n\n c ', 'a b c'],
    ['\u001b[31mred\u0007', '␛[31mred␇'],
    ['\u007f\u0085\u009b', '␡��'],
    ['\ud800a\udfff\ufffe', '�a��'],
    ['\u202eabc\u2069', '�abc�'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
  ])('%j is %j', (text, shown) => expect(plainText(text, 80)).toBe(shown));

  test('is cut between letters', () => {
    expect(plainText('😀😀😀😀', 3)).toBe('😀😀…');
    expect(plainText('😀😀😀', 3)).toBe('😀😀😀');
    expect(plainText('x'.repeat(1e6), 10)).toBe('xxxxxxxxx…');
  });
});

describe('on the console', () => {
  test('failures come first, and the verdict last', () => {
    expect(describeGate(smallReport(), plain)).toMatchSnapshot();
  });

  test('a pass is short', () => {
    const report = smallReport({ verdict: 'pass', warnings: 0, limits: [limit], findings: [], results: [] });
    expect(describeGate(report, plain)).toMatchSnapshot();
  });

  test('without limits', () => {
    const said = describeGate(smallReport({ verdict: 'inconclusive', limits: [], findings: [] }), plain);
    expect(said).toMatch(/\n\ninconclusive: no limit was set {2}\(seed 42,/);
  });

  test.each(hostile.map((text, i) => [i, text] as const))('no text steers the terminal (%#)', (_, text) => {
    const said = describeGate(reportOfText(text), plain);
    // oxlint-disable-next-line no-control-regex
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  test('stays short however many limits fail', () => {
    const failing = Array.from({ length: 100 }, (_, i) => ({ ...limit, name: `limit ${i}`, outcome: 'fail' as const }));
    const said = describeGate(smallReport({ limits: failing }), plain);
    expect(said).toContain('and 88 more that did not pass');
  });

  test('colours are only colours', () => {
    const painted = describeGate(smallReport(), pc.createColors(true));
    // oxlint-disable-next-line no-control-regex
    const bare = painted.replaceAll(/\u001b\[\d+m/g, '');
    expect(painted).not.toBe(bare);
    expect(bare).toBe(describeGate(smallReport(), plain));
  });
});

describe('as JUnit', () => {
  const read = async (report: GateReport) => parseXml(await renderJunit(report));

  test('looks so', async () => expect(await renderJunit(smallReport())).toMatchSnapshot());

  test('a limit is a test case: failed, undecided, skipped or passed', async () => {
    const suites = await read(smallReport());
    expect(suites.attributes).toMatchObject({ tests: '6', failures: '2', errors: '1', skipped: '1' });
    expect(elements(suites, 'failure')).toHaveLength(2);
    expect(elements(suites, 'error')).toHaveLength(1);
    expect(elements(suites, 'skipped')).toHaveLength(1);
    expect(elements(suites, 'testcase')[0]?.attributes).toEqual({
      classname: 'conic.gate.scalar-invariance',
      name: 'scalar-invariance/rate',
    });
  });

  test.each([
    ['fail', [{ ...limit, outcome: 'warn' }], 'failures'],
    ['inconclusive', [limit], 'errors'],
    ['inconclusive', [], 'errors'],
    ['fail', [], 'failures'],
  ] as const)('is never green when the verdict is %s (%#)', async (verdict, limits, count) => {
    const suites = await read(smallReport({ verdict, limits: [...limits] }));
    expect(suites.attributes[count]).toBe('1');
  });

  test('is green when the verdict is pass', async () => {
    const { attributes } = await read(smallReport({ verdict: 'pass', limits: [limit, { ...limit, outcome: 'warn' }] }));
    expect(attributes).toMatchObject({ tests: '2', failures: '0', errors: '0' });
  });

  test.each(hostile.map((text, i) => [i, text] as const))('hostile text stays text (%#)', async (_, text) => {
    const suites = await read(reportOfText(text));
    const cases = elements(suites, 'testcase');
    expect(cases).toHaveLength(6);
    const shown = plainText(text, 400);
    expect(cases[0]?.attributes['classname']).toBe(`conic.gate.${shown}`);
    expect(elements(suites, 'failure')[0]?.text).toContain(`counterexample: ${shown.replaceAll(']]>', ']]&gt;')}`);
  });

  test('a report of any size', async () => {
    expect(elements(await read(large()), 'testcase')).toHaveLength(2000);
  });
});

describe('as Markdown', () => {
  test('looks so', () => expect(renderMarkdown(smallReport())).toMatchSnapshot());

  test('stays under 60 kB, failures first, and says what is left out', () => {
    const markdown = renderMarkdown(large());
    expect(Buffer.byteLength(markdown)).toBeLessThan(60_000);
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(50_000);
    expect(markdown.slice(-200)).toMatch(
      /\n_Left out to stay under 60 kB: \d+ limits, 500 counterexamples, the assumptions\./,
    );
    expect(markdown.indexOf('**fail**')).toBeLessThan(markdown.indexOf('| pass |'));
    expect(markdown.includes('claim 1999')).toBe(true);
  });

  test.each(['*', '|', '<', '$', '@a', '&', '://', '😀'])('stays under 60 kB however much %s is escaped', (sign) => {
    const letters = sign.repeat(5000);
    const report: GateReport = {
      ...reportOfText(letters),
      limits: Array.from({ length: 300 }, () => ({ ...limit, claim: letters, reason: letters, outcome: 'fail' })),
    };
    expect(Buffer.byteLength(renderMarkdown(report))).toBeLessThan(60_000);
  });

  test('hostile text has no meaning in it', () => {
    // Without any text there are fewer lines, so that would be another structure.
    const texts = hostile.filter((text) => text.trim() !== '');
    const [tame, ...trees] = treesOf(['cat', ...texts].map((text) => renderMarkdown(reportOfText(text))));
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
    const markdown = renderMarkdown(reportOfText('@team #12 https://example.org www.example.org GH-1'));
    const outsideCode = markdown.replaceAll(/`[^`\n]*`/g, '');
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
