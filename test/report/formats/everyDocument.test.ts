import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import pc from 'picocolors';
import type { Format } from '../../../src/report/formats/format.js';
import { consoleText } from '../../../src/report/formats/console.js';
import { formats, renderAll } from '../../../src/report/formats/index.js';
import { examples, type Example } from '../documents.js';
import { hostile } from '../hostile.js';
import { elements, parseXml } from './xml.js';

const render = ({ document, page }: Example) => renderAll({ document, page, images: new Map() });
const named = examples().map((example) => [`${example.name}, ${example.document.verdict}`, example] as const);

/** What would be a command to a build server that reads along. */
const command = /^\s*::|##(\[|vso\[|teamcity\[)/m;
// oxlint-disable-next-line no-control-regex
const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/;

describe.each(named)('%s', (_, example) => {
  const { document, page } = example;
  const verdict = document.verdict;

  test('is written by every format', async () => {
    const rendered = await render(example);
    expect([...rendered.keys()]).toEqual(formats.map(({ file }) => file(page.document)));
    for (const [name, text] of rendered)
      expect({ name, length: text.length }).toMatchObject({ length: expect.any(Number) });
  });

  test('is the same again as JSON, of the form that ships', async () => {
    const text = (await render(example)).get(page.document) ?? '';
    const value: unknown = JSON.parse(text);
    expect(value).toEqual(JSON.parse(JSON.stringify(document)));
    const shipped: object = JSON.parse(readFileSync(`dist/${example.name}.schema.json`, 'utf8'));
    const accepts = new Ajv2020({ allErrors: true, strict: false }).compile(shipped);
    expect({ accepted: accepts(value), errors: accepts.errors }).toEqual({ accepted: true, errors: null });
    expect(accepts({ ...document, verdict: 'fine' })).toBe(false);
    expect(accepts({ ...document, mood: 'fine' })).toBe(false);
  });

  test('says its verdict last on the console, in the page and in the summary first', async () => {
    const rendered = await render(example);
    const lines = consoleText(page, { colours: pc.createColors(false) }).split('\n');
    expect(lines.at(-1)).toMatch(new RegExp(`^${verdict}: `));
    expect(rendered.get('summary.md')).toMatch(new RegExp(`^## conic [a-z -]+: ${verdict}\n`));
    const heading = /<h1 [^>]*>.*?<\/svg>([^<]*)<\/h1>/s.exec(rendered.get('report.html') ?? '')?.[1];
    expect(heading?.toLowerCase()).toBe(verdict);
  });

  test('is red as JUnit unless its verdict is good', async () => {
    const suites = parseXml((await render(example)).get('junit.xml') ?? '');
    const red = elements(suites, 'failure').length + elements(suites, 'error').length;
    expect(red > 0).toBe(page.verdict.tone !== 'pass');
  });

  test.each(hostile.map((text, i) => [i, text] as const))('hostile text stays text (%#)', async (__, text) => {
    const changed = example.withText(text);
    const said = consoleText(changed.page, { colours: pc.createColors(true), written: text });
    // oxlint-disable-next-line no-control-regex
    const bare = said.replaceAll(/\u001b\[\d+m/g, '');
    expect(bare).not.toMatch(steering);
    expect(bare).not.toMatch(command);
    const rendered = await render(changed);
    parseXml(rendered.get('junit.xml') ?? '');
    const page = rendered.get('report.html') ?? '';
    expect(page.match(/<(script|style|img|a|form)\b/g)?.toSorted()).toEqual(['<script', '<style']);
    // Between quotes, where a label may name a table, nothing is an attribute.
    const tags = (page.match(/<[a-z](?:[^>"]|"[^"]*")*>/g) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
    expect(tags.length).toBeGreaterThan(30);
    expect(tags.filter((tag) => / on[a-z]+=/.test(tag))).toEqual([]);
    // Between backticks nothing is markup.
    const outsideCode = (rendered.get('summary.md') ?? '').replaceAll(/(`+)[^\n]*?\1/g, '');
    expect(outsideCode).not.toMatch(/<(?!\/?span>|br>)/);
  });
});

/** The example of CONTRIBUTING.md: what a new format is. */
const csv: Format = {
  file: () => 'checks.csv',
  render: async ({ page }) =>
    [['name', 'outcome'], ...page.checks.map(({ name, outcome }) => [name, outcome])]
      .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
      .join('\n'),
};

test.each(named)('a new format serves every document: %s', async (_, { document, page }) => {
  const rendered = await renderAll({ document, page, images: new Map() }, [...formats, csv]);
  expect(rendered.get('checks.csv')?.split('\n').length).toBeGreaterThan(page.checks.length);
});
