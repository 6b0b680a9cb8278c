import Table from 'cli-table3';
import { clearestLines } from '../text/counterexampleLines.js';
import { formatNumber, leadersOf, shortNumber, toldLabels } from '../text/figures.js';
import { plainText } from '../text/plainText.js';
import { presentable } from '../text/presentable.js';
import { withTruth } from '../text/truthInWords.js';
import { viewInWords } from '../text/viewInWords.js';
import { withoutCommands } from '../text/terminalText.js';
import type { Colors } from '../colours.js';
import type {
  Block,
  Cell,
  CounterexampleBlock,
  LimitItem,
  LimitsBlock,
  List,
  Page,
  ShownView,
  Table as TableBlock,
  Tone,
  PageVerdict,
  Words,
} from '../page.js';
import { formatShape } from '../../image/shape.js';

/** Letters of a text; the whole text is in the document. */
const longest = 2000;

/** A limit's name in a table. */
const longestName = 60;

/** LimitsBlock that did not pass are explained one by one up to this number; a terminal is no place for more. */
const mostExplained = 12;

/** Of a great many alike, such as the nodes to blame, the first are shown: 160 of them tell no more than ten. */
const mostAlike = 10;

/** More scores than this are not listed: those that matter are, by name. */
const mostScores = 10;

const edges = ['top', 'bottom', 'left', 'mid', 'right'];
const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'];
const crossings = ['top-mid', 'bottom-mid', 'left-mid', 'mid-mid', 'right-mid'];
/** The characters of a table without lines. */
const frame = {
  ...Object.fromEntries([...edges, ...corners, ...crossings].map((place) => [place, ''])),
  middle: '  ',
};

/** What is said besides the page. */
export interface ConsoleOptions {
  readonly colours: Colors;
  /** Where the report was written. */
  readonly written?: string;
}

/**
 * A page for a terminal: what was assumed of the model, what was found, and the verdict in the last line, which says the same as
 * the exit status. Nothing in it steers the terminal, or is a command to a build server that reads along.
 *
 * @example console.log(consoleText(checkPage(report), { colours: pc.createColors(false) }));
 */
export function consoleText(raw: Page, { colours, written }: ConsoleOptions): string {
  const page = presentable(raw, longest);
  const text = new Painter(page, colours);
  const sections = page.sections
    .filter(({ room = 'terminal' }) => room === 'terminal')
    .map(({ blocks, dense = false }) => blocks.flatMap((block) => text.block(block)).join(dense ? '\n' : '\n\n'));
  return withoutCommands(
    [
      text.head(),
      ...sections,
      ...(written === undefined ? [] : [`report: ${plainText(written, longest)}`]),
      text.verdict(page.verdict),
    ].join('\n\n'),
  );
}

/** What is known, after what happened. */
/** Blocks as text, in the colours of a terminal. */
class Painter {
  constructor(
    private readonly page: Page,
    private readonly colours: Colors,
  ) {}

  /** What was assumed about the model: the first thing to look at when a result surprises. */
  head(): string {
    const { model, assumed, baseline, labels } = this.page;
    const { bold, dim, yellow } = this.colours;
    const lines = [`${bold(model.id)}  ${dim(`${model.engine}, sha256 ${model.digest.slice(0, 12)}`)}`];
    if (baseline !== undefined) lines.push(`compared with ${baseline.model}, sha256 ${baseline.digest.slice(0, 12)}`);
    if (assumed !== undefined) {
      const { shape, layout, range, steps, space, overflow, images, notes, scores } = assumed;
      const chain = steps.length === 0 ? 'no preprocessing' : steps.map(({ text }) => text).join(', then ');
      lines.push(
        `takes ${formatShape(shape)} (${layout}), pixels in [${range.join(', ')}], ${chain}; gives ${scores} for ${labels.length} labels`,
        `images: ${images}; scalars act in ${space} space, overflow ${overflow}`,
        ...notes.map((note) => yellow(`note: ${note}`)),
      );
    }
    return lines.join('\n  ');
  }

  verdict({ word, tone, because, asides }: PageVerdict): string {
    const said = this.paint(`${word}: ${because}`, tone);
    return asides.length === 0 ? said : `${said}  ${this.colours.dim(`(${asides.join(', ')})`)}`;
  }

  /** A block, in parts that a section sets apart from each other. */
  block(block: Block): readonly string[] {
    switch (block.kind) {
      case 'paragraph':
        return [this.words(block.words)];
      case 'note':
        return [this.colours.yellow(`note: ${block.text}`)];
      case 'list':
        return [this.list(block)];
      case 'table':
        return [this.table(block)];
      case 'limits':
        return this.limits(block);
      case 'counterexample':
        return [this.counterexample(block)];
      case 'pictures':
        return block.pictures.map(({ file, caption }) => `${caption}: ${plainText(file, longest)}`);
    }
  }

  private words(words: Words): string {
    if (typeof words === 'string') return words;
    return words.map((part) => (typeof part === 'string' ? part : this.span(part))).join('');
  }

  private span({ text, tone, weight }: Exclude<Words[number], string>): string {
    const painted = tone === undefined ? text : this.paint(text, tone);
    if (weight === undefined) return painted;
    return weight === 'strong' ? this.colours.bold(painted) : this.colours.dim(painted);
  }

  private list({ title, items, many = false }: List): string {
    const indent = title === undefined ? '' : '  ';
    const shown = many ? this.first(items, (words) => ({ words })) : items;
    return [
      ...(title === undefined ? [] : [this.words(title)]),
      ...shown.flatMap(({ words, details = [] }) => [
        `${indent}${this.words(words)}`,
        ...details.map((detail) => `${indent}  ${detail}`),
      ]),
    ].join('\n');
  }

  /** The first of a great many, and how many there are besides. */
  private first<Item>(items: readonly Item[], line: (words: string) => Item): readonly Item[] {
    const more = items.length - mostAlike;
    if (more <= 0) return items;
    return [...items.slice(0, mostAlike), line(`and ${more} more, in the report (--report or --json)`)];
  }

  private table({ columns, rows }: TableBlock): string {
    const table = new Table({
      head: columns.map(({ title }) => this.colours.dim(title)),
      colAligns: columns.map(({ align }) => align),
      chars: frame,
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    });
    for (const row of rows) table.push(row.map((cell) => this.cell(cell)));
    return table.toString();
  }

  private cell(cell: Cell): string {
    if (typeof cell === 'string') return cell;
    return cell.tone === undefined ? cell.text : this.paint(cell.text, cell.tone);
  }

  /** A table of all, then why those that did not pass did not. */
  private limits({ limits }: LimitsBlock): readonly string[] {
    if (limits.length === 0) return [];
    const columns = ['outcome', 'limit', 'measured', 'required', 'cases'].map(
      (title, i) => ({ title, align: i < 2 ? 'left' : 'right' }) as const,
    );
    const rows = limits.map(({ outcome, tone, name, measured, required = '–', cases }): readonly Cell[] => [
      { text: outcome, tone },
      plainText(name, longestName),
      measured,
      required,
      cases,
    ]);
    const wanting = limits.filter(({ tone }) => tone !== 'pass');
    const more = wanting.length - mostExplained;
    return [
      this.table({ kind: 'table', label: '', columns, rows }),
      ...wanting.slice(0, mostExplained).map((limit) => this.explain(limit)),
      ...(more > 0 ? [this.colours.dim(`and ${more} more that did not pass, in the report`)] : []),
    ];
  }

  private explain({ name, claim, outcome, tone, reason, accepted, culprits, example }: LimitItem): string {
    return [
      `${this.colours.bold(name)}: ${claim}`,
      `  ${this.paint(outcome, tone)}: ${reason}`,
      ...(accepted === undefined ? [] : [`  accepted until ${accepted.expires}: ${accepted.reason}`]),
      ...(culprits.length === 0 ? [] : [`  to blame: ${culprits.slice(0, 5).join(', ')}`]),
      ...(tone === 'accepted' ? [] : example.map((line) => `  ${line}`)),
    ].join('\n');
  }

  private counterexample(block: CounterexampleBlock): string {
    const { property, claim, why, truth, margin, origin, views, clearest, cause, files, stored, command } = block;
    const facts = [
      ...(margin === undefined ? [] : [`margin ${shortNumber(margin, 3)}`]),
      ...(origin === undefined ? [] : [origin]),
    ];
    return [
      `${this.colours.bold(property)}: ${claim}`,
      ...(why === undefined
        ? []
        : [`counterexample: ${withTruth(why, truth)}${facts.length === 0 ? '' : `  (${facts.join(', ')})`}`]),
      ...views.map((view) => `  ${viewInWords(view)}  [${this.scores(view, leadersOf(views))}]`),
      ...(clearest === undefined ? [] : clearestLines(clearest, files.clearest)),
      ...(cause === undefined ? [] : [`cause: ${cause.kind}; ${cause.detail}`]),
      ...this.first(cause?.culprits ?? [], (words) => words).map((culprit) => `  ${culprit}`),
      ...(files.all === undefined ? [] : [`picture: ${plainText(files.all, longest)}`]),
      ...(stored === undefined ? [] : [`stored: ${stored}`]),
      ...(command === undefined ? [] : [`again: ${command}`]),
    ].join('\n  ');
  }

  private scores({ scores }: ShownView, concerned: ReadonlySet<number>): string {
    const brief = (score: number | undefined): string => shortNumber(score ?? NaN, 3);
    if (scores.length <= mostScores) return scores.map(brief).join(' ');
    const named = toldLabels(scores, concerned).map(
      (label) => `${this.page.labels[label] ?? `label ${label}`} ${brief(scores[label])}`,
    );
    return `${named.join(', ')}, and ${formatNumber(scores.length - named.length)} more`;
  }

  private paint(text: string, tone: Tone): string {
    const { green, red, yellow, cyan } = this.colours;
    const paints = { pass: green, fail: red, inconclusive: yellow, warn: yellow, accepted: cyan, measured: cyan };
    return paints[tone](text);
  }
}
