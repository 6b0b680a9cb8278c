import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { blocksOf, type Block } from './markdown.js';
import { ReaderProject, type Ran } from './readerProject.js';
import { isSuite, namedIn, wholeProgram } from './runnable.js';

// Every block of code and every command of README and of the pages is run as it stands, in a folder as a reader has it. A page that
// has one that cannot be run says so before it: `<!-- not run: REASON -->`.

const pages = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
].filter((page) => blocksOf(page).length > 0);

/** Commands that belong to no reader's folder, on whatever page. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^npm (?:ci|test|run)\b/, 'a command of the repository, which CI runs'],
  [/^(?:npm|pip) install\b/, 'a registry is asked; the tests of consumers install the package'],
];

/** Commands of a block, each with the exit status that a comment below it tells. */
function commandsOf(text: string): readonly { readonly line: string; readonly status?: number }[] {
  const lines = text.trim().split('\n');
  return lines.flatMap((line, i) => {
    if (line.startsWith('#') || line === '' || elsewhere.some(([pattern]) => pattern.test(line))) return [];
    const status = /^# exit status (\d)$/.exec(lines[i + 1] ?? '')?.[1];
    return [{ line, ...(status !== undefined && { status: Number(status) }) }];
  });
}

/** 0, 1 and 3 are answers; 2 is a mistake in what the page says, and anything else a crash. */
function expectStatus({ status, output }: Ran, expected?: number): void {
  const allowed = expected === undefined ? [0, 1, 3] : [expected];
  if (status === null || !allowed.includes(status)) throw new Error(`exit status ${status}:\n${output}`);
}

const squeezed = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');

/** Lines of a page that are not among those printed, in their order; `…` stands for anything. */
function missingIn(output: string, expected: string): readonly string[] {
  const lines = output.split('\n').map(squeezed);
  let at = 0;
  return expected
    .trim()
    .split('\n')
    .map(squeezed)
    .filter((line) => line !== '' && line !== '…')
    .filter((line) => {
      const parts = line.split('…').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
      const pattern = new RegExp(`^${parts.join('.*')}$`);
      const found = lines.findIndex((each, i) => i >= at && pattern.test(each));
      if (found >= 0) at = found + 1;
      return found < 0;
    });
}

describe.each(pages)('%s', (page) => {
  let project: ReaderProject;
  /** What the last command or program of the page printed. */
  let last = '';
  const typed: string[] = [];

  beforeAll(() => {
    project = new ReaderProject();
  });
  afterAll(() => project.remove());

  const run = (ran: Ran, status?: number): void => {
    expectStatus(ran, status);
    last += ran.output;
  };

  function runCode({ text, language, line }: Block): void {
    const { file, command } = namedIn(text);
    const ending = language === 'ts' ? 'ts' : 'mjs';
    const name = file ?? `line${line}.${isSuite(text) ? `test.${ending}` : ending}`;
    const program = wholeProgram(text);
    project.write(name, program);
    if (language === 'ts' && !isSuite(text)) typed.push(name);
    if (command !== undefined) run(project.shell(command));
    else if (isSuite(text)) expectStatus(project.suite(name));
    else if (file === undefined) run(project.program(name), 0);
  }

  for (const block of blocksOf(page)) {
    const { language, text, line, printed } = block;
    const name = `line ${line}: ${text.split('\n')[0]?.slice(0, 100)}`;
    const reason = block.notRun;
    if (reason !== undefined) test.skip(`${name} (not run: ${reason})`, () => undefined);
    else if (printed)
      test(`${name} is printed`, () => {
        expect(missingIn(last, text)).toEqual([]);
      });
    else if (language === 'sh' && commandsOf(text).length > 0)
      test(
        name,
        () => {
          last = '';
          // README is read in parts; a report that an earlier part wrote is put away.
          if (page === 'README.md') project.forget('out');
          for (const { line: command, status } of commandsOf(text)) run(project.shell(command), status);
        },
        1_200_000,
      );
    else if (['js', 'ts'].includes(language))
      test(
        name,
        () => {
          last = '';
          runCode(block);
        },
        180_000,
      );
  }

  if (blocksOf(page).some((block) => block.language === 'ts' && block.notRun === undefined))
    test('types are right', () => {
      expect(typed.length === 0 ? '' : project.complaints(typed)).toBe('');
    });
});

test('the reader has the package, and nothing of the tests', () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.every((page) => existsSync(page))).toBe(true);
});
