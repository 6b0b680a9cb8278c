import type {
  Assumed,
  Block,
  Cell,
  CounterexampleBlock,
  LimitItem,
  List,
  Page,
  PageSection,
  Table,
  Words,
} from '../page.js';
import { formatNumber } from '../text/figures.js';
import { presentable } from '../text/presentable.js';
import { withTruth } from '../text/truthInWords.js';
import { viewInWords } from '../text/viewInWords.js';
import { codeSpan, escapeMarkdown } from './escapeMarkdown.js';
import type { Format } from './format.js';
import { formatShape } from '../../image/shape.js';

/** Letters of a text; the whole text is in the document. */
const longest = 400;

/** Bytes of a summary at most; GitHub refuses comments of 65,536 characters. */
const mostBytes = 60_000;

/** Kept free for the line that says what was left out. */
const noteBytes = 300;

/** Notes, and nodes of a limit, that are listed. */
const mostNotes = 20;
const mostCulprits = 5;

/** A page for a pull request or the summary of a pipeline. */
export const markdown: Format = { file: () => 'summary.md', render: async ({ page }) => markdownText(page) };

/**
 * Verdict, what it rests on, and what was assumed, as Markdown. It is never longer than 60 kB; what does not fit is left out from
 * the end, and a note says so.
 *
 * @example await appendStepSummary(markdownText(gatePage(report)));
 */
export function markdownText(raw: Page): string {
  const page = presentable(raw, longest);
  const text = new Bounded(mostBytes - noteBytes);
  text.add([`## conic ${escapeMarkdown(page.command)}: ${page.verdict.word}`, '', headline(page), '']);
  const sections = page.sections.filter(({ room = 'terminal' }) => room !== 'page');
  const left = sections.flatMap((section, i) => addSection(text, section, i === 0));
  const complete = page.assumed === undefined || text.add(assumptions(page, page.assumed));
  const missing = [...counted(left), ...(complete ? [] : ['the assumptions'])];
  if (missing.length > 0)
    text.note(
      `_Left out to stay under 60 kB: ${missing.join(', ')}. All of it is in ${page.document} and report.html._`,
    );
  return text.toString();
}

/** Lines up to a number of bytes. Once something does not fit, nothing after it does, so that nothing is missing in the middle. */
class Bounded {
  readonly #lines: string[] = [];
  #bytes = 0;
  #full = false;
  constructor(private readonly most: number) {}

  /** Adds all of these lines, or none where they do not fit. */
  add(lines: readonly string[]): boolean {
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    this.#full ||= this.#bytes + bytes > this.most;
    if (this.#full) return false;
    this.#lines.push(...lines);
    this.#bytes += bytes;
    return true;
  }

  /** Adds a line at the end for which room was kept. */
  note(line: string): void {
    this.#lines.push('', line);
  }

  toString(): string {
    return `${this.#lines.join('\n').trimEnd()}\n`;
  }
}

function headline({ model, verdict, baseline }: Page): string {
  const than = baseline === undefined ? '' : `, compared with ${escapeMarkdown(baseline.model)}`;
  const asides = verdict.asides.map(escapeMarkdown).join(', ');
  const more = asides === '' ? '' : ` ${capitalised(asides)}.`;
  return `**${escapeMarkdown(model.id)}**${than}: ${escapeMarkdown(verdict.because)}.${more}`;
}

const capitalised = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;

/** What a block is made of: what comes before its parts, and parts of which each is shown or not. */
interface Parts {
  /** What a part is called where some are left out. */
  readonly noun: string;
  readonly before: readonly string[];
  readonly parts: readonly (readonly string[])[];
}

interface LeftOut {
  readonly noun: string;
  readonly count: number;
}

/** @returns what did not fit. */
function addSection(text: Bounded, { title, blocks }: PageSection, isFirst: boolean): readonly LeftOut[] {
  // The first one is what the headline is about.
  if (title !== undefined && !isFirst && blocks.length > 0) text.add([`### ${escapeMarkdown(title)}`, '']);
  return blocks.flatMap((block, i) => {
    const { noun, before, parts } = partsOf(block);
    if (parts.length === 0 && before.length === 0) return [];
    text.add(before);
    const left = parts.filter((lines) => !text.add(lines)).length;
    // Items of one list belong together.
    if (block.kind !== 'counterexample' || blocks[i + 1]?.kind !== 'counterexample') text.add(['']);
    return [{ noun, count: left }];
  });
}

/** `12 limits, 3 lines`. */
function counted(left: readonly LeftOut[]): readonly string[] {
  const sums = new Map<string, number>();
  for (const { noun, count } of left) sums.set(noun, (sums.get(noun) ?? 0) + count);
  return [...sums].filter(([, count]) => count > 0).map(([noun, count]) => `${count} ${noun}`);
}

function partsOf(block: Block): Parts {
  switch (block.kind) {
    case 'paragraph':
      return { noun: 'lines', before: [], parts: [[inline(block.words)]] };
    case 'note':
      return { noun: 'lines', before: [], parts: [[`note: ${escapeMarkdown(block.text)}`]] };
    case 'list':
      return listParts(block);
    case 'table':
      return tableParts(block);
    case 'limits':
      return {
        noun: 'limits',
        before: limitsHead(block.limits),
        parts: block.limits.map((limit) => [limitRow(limit)]),
      };
    case 'counterexample':
      return { noun: 'counterexamples', before: [], parts: [counterexample(block)] };
    case 'pictures':
      return {
        noun: 'pictures',
        before: [],
        parts: block.pictures.map(({ file, caption }) => [`- ${escapeMarkdown(caption)}: ${codeSpan(file)}`]),
      };
  }
}

function inline(words: Words): string {
  if (typeof words === 'string') return escapeMarkdown(words);
  return words
    .map((part) => {
      const { text, weight } = typeof part === 'string' ? { text: part, weight: undefined } : part;
      const [, before = '', middle = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
      if (middle === '') return text;
      const escaped = escapeMarkdown(middle);
      return `${before}${weight === 'strong' ? `**${escaped}**` : escaped}${after}`;
    })
    .join('');
}

function listParts({ title, items }: List): Parts {
  const before = title === undefined ? [] : [inline(title), ...(items.length === 0 ? [] : [''])];
  const parts = items.map(({ words, details = [] }) => [
    `- ${inline(words)}`,
    ...details.map((detail) => `  - ${escapeMarkdown(detail)}`),
  ]);
  return parts.length === 0 ? { noun: 'lines', before: [], parts: [before] } : { noun: 'lines', before, parts };
}

const tableParts = ({ columns, rows }: Table): Parts => ({
  noun: 'rows',
  before: [
    row(columns.map(({ title }) => escapeMarkdown(title))),
    row(columns.map(({ align }) => (align === 'left' ? '---' : '---:'))),
  ],
  parts: rows.map((cells) => [row(cells.map(cellText))]),
});

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function cellText(cell: Cell): string {
  const { text, tone } = typeof cell === 'string' ? { text: cell, tone: undefined } : cell;
  if (text === '') return ' ';
  return tone === undefined || tone === 'pass' || tone === 'measured'
    ? escapeMarkdown(text)
    : `**${escapeMarkdown(text)}**`;
}

const limitsHead = (limits: readonly LimitItem[]): readonly string[] =>
  limits.length === 0
    ? []
    : ['| outcome | limit | measured | required | cases |', '| --- | --- | ---: | ---: | ---: |'];

function limitRow(limit: LimitItem): string {
  const { outcome, tone, claim, name, reason, accepted, culprits, measured, required = '–', cases, saved } = limit;
  const details = [
    `**${escapeMarkdown(claim === '' ? name : claim)}**`,
    ...(tone === 'pass' || reason === '' ? [] : [escapeMarkdown(reason)]),
    ...(accepted === undefined
      ? []
      : [`accepted until ${escapeMarkdown(accepted.expires)}: ${escapeMarkdown(accepted.reason)}`]),
    ...(culprits.length === 0 ? [] : [`to blame: ${culprits.slice(0, mostCulprits).map(escapeMarkdown).join(', ')}`]),
  ];
  const spared = saved === undefined ? '' : ` (${saved} saved)`;
  return row([
    cellText({ text: outcome, tone }),
    details.join('<br>'),
    escapeMarkdown(measured),
    escapeMarkdown(required),
    `${escapeMarkdown(cases)}${spared}`,
  ]);
}

function counterexample({
  property,
  claim,
  why,
  truth,
  views,
  scalar,
  clearest,
  cause,
  files,
  command,
}: CounterexampleBlock): readonly string[] {
  const title = `- **${escapeMarkdown(property)}**: `;
  if (why === undefined) return [`${title}${escapeMarkdown(claim === '' ? 'no further details' : claim)}`];
  const at = scalar === undefined ? '' : ` at scalar ${formatNumber(scalar)}`;
  const known = truth === undefined ? '' : `; ${escapeMarkdown(truth)}`;
  const because = cause === undefined ? '' : ` Cause: ${escapeMarkdown(cause.kind)}; ${escapeMarkdown(cause.detail)}`;
  return [
    `${title}${escapeMarkdown(why)}${at}${known}.${because}`,
    ...views.map((view) => `  - ${escapeMarkdown(viewInWords(view))}`),
    ...(clearest === undefined
      ? []
      : [
          `  - clearest: ${escapeMarkdown(`${withTruth(clearest.why, clearest.truth)}, margin ${formatNumber(clearest.margin)}`)}`,
          ...clearest.views.map((view) => `    - ${escapeMarkdown(viewInWords(view))}`),
        ]),
    ...(files.all === undefined ? [] : [`  - picture: ${codeSpan(files.all)}`]),
    ...(command === undefined ? [] : [`  - again: ${codeSpan(command)}`]),
  ];
}

function assumptions({ model, labels, environment, started }: Page, assumed: Assumed): readonly string[] {
  const { shape, layout, range, steps, space, overflow, images, notes, scores } = assumed;
  const chain = steps.length === 0 ? 'none' : steps.map(({ text }) => escapeMarkdown(text)).join(', then ');
  const when = started === undefined ? '' : `; ${escapeMarkdown(started)}`;
  return [
    '### Assumed',
    '',
    `- input ${formatShape(shape)} (${escapeMarkdown(layout)}), pixels in [${range.map(formatNumber).join(', ')}], preprocessing: ${chain}`,
    `- ${escapeMarkdown(scores)} for ${labels.length} labels from ${escapeMarkdown(model.engine)}`,
    `- scalars act in ${escapeMarkdown(space)} space, overflow ${escapeMarkdown(overflow)}`,
    `- images: ${escapeMarkdown(images)}`,
    ...notes.slice(0, mostNotes).map((note) => `- note: ${escapeMarkdown(note)}`),
    ...(notes.length > mostNotes ? [`- and ${notes.length - mostNotes} more notes, in report.json`] : []),
    `- model sha256 ${codeSpan(model.digest)}`,
    `- conic ${escapeMarkdown(environment.conic)}, Node ${escapeMarkdown(environment.node)}, ${escapeMarkdown(environment.platform)}${when}`,
  ];
}
