import { formatRequired, formatDuration, formatMeasured, formatNumber } from '../../gate/figures.js';
import { countOutcomes, failuresFirst, foundIn, replayOf, type Found } from '../../gate/known/findings.js';
import { plainText } from '../text/plainText.js';
import { presentable } from '../text/presentable.js';
import type { GateLimit, GateReport } from '../../gate/schema.js';

/** Bytes of a summary at most; GitHub refuses comments of 65,536 characters. */
const mostBytes = 60_000;

/** Kept free for the line that says what was left out. */
const noteBytes = 300;

/**
 * The report for a pull request or the summary of a pipeline: verdict, limits, counterexamples, assumptions, failures first.
 * It is never longer than 60 kB; what does not fit is left out from the end, and a note says so.
 *
 * @example await appendStepSummary(renderMarkdown(report));
 */
export function renderMarkdown(raw: GateReport): string {
  const report = presentable(raw);
  const text = new Bounded(mostBytes - noteBytes);
  text.add([`## conic gate: ${report.verdict}`, '', headline(report), '']);
  const limits = addLimits(text, report);
  const findings = addFindings(text, report);
  const complete = text.add(assumptions(report));
  const missing = [
    ...(limits > 0 ? [`${limits} limits`] : []),
    ...(findings > 0 ? [`${findings} counterexamples`] : []),
    ...(complete ? [] : ['the assumptions']),
  ];
  if (missing.length > 0)
    text.note(`_Left out to stay under 60 kB: ${missing.join(', ')}. All of it is in report.json and report.html._`);
  return text.toString();
}

/** Lines up to a number of bytes. */
class Bounded {
  readonly #lines: string[] = [];
  #bytes = 0;
  constructor(private readonly most: number) {}

  /** Adds all of these lines, or none where they do not fit. */
  add(lines: readonly string[]): boolean {
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    if (this.#bytes + bytes > this.most) return false;
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

/** Adds as many blocks as fit; once one does not, none after it is tried, so that nothing is missing in the middle. */
function addWhile(text: Bounded, blocks: readonly (readonly string[])[]): number {
  const refused = blocks.findIndex((block) => !text.add(block));
  return refused === -1 ? 0 : blocks.length - refused;
}

function headline(report: GateReport): string {
  const { model, seed, durationMs, baseline } = report;
  const than = baseline === undefined ? '' : `, compared with ${escapeMarkdown(baseline.model)}`;
  return `**${escapeMarkdown(model.id)}**${than}: ${countOutcomes(report)}. Seed ${seed}, ${formatDuration(durationMs)}.`;
}

function addLimits(text: Bounded, { limits }: GateReport): number {
  if (limits.length === 0) return 0;
  const head = ['| outcome | limit | measured | required | cases |', '| --- | --- | ---: | ---: | ---: |'];
  if (!text.add(head)) return limits.length;
  const left = addWhile(
    text,
    failuresFirst(limits).map((limit) => [rowOf(limit)]),
  );
  text.add(['']);
  return left;
}

function rowOf(limit: GateLimit): string {
  const { outcome, claim, name, reason, cases, saved, accepted, culprits } = limit;
  const details = [
    `**${escapeMarkdown(claim === '' ? name : claim)}**`,
    ...(outcome === 'pass' || reason === '' ? [] : [escapeMarkdown(reason)]),
    ...(accepted === undefined
      ? []
      : [`accepted until ${escapeMarkdown(accepted.expires)}: ${escapeMarkdown(accepted.reason)}`]),
    ...(culprits === undefined || culprits.length === 0
      ? []
      : [`to blame: ${culprits.slice(0, 5).map(escapeMarkdown).join(', ')}`]),
  ];
  const spared = saved === undefined || saved === 0 ? '' : ` (${formatNumber(saved)} saved)`;
  return `| ${outcome === 'pass' ? outcome : `**${outcome}**`} | ${details.join('<br>')} | ${formatMeasured(limit)} | ${formatRequired(limit)} | ${formatNumber(cases)}${spared} |`;
}

function addFindings(text: Bounded, report: GateReport): number {
  const found = foundIn(report);
  if (found.length === 0) return 0;
  if (!text.add(['### Counterexamples', ''])) return found.length;
  const left = addWhile(text, found.map(findingOf));
  text.add(['']);
  return left;
}

function findingOf({ property, result, counterexample, finding }: Found): readonly string[] {
  const title = `- **${escapeMarkdown(property)}**: `;
  if (counterexample === undefined) return [`${title}${escapeMarkdown(result?.claim ?? 'no further details')}`];
  const { why, scalar, cause } = counterexample;
  const at = scalar === undefined ? '' : ` at scalar ${formatNumber(scalar)}`;
  const picture = finding?.picture === undefined ? [] : [`  - picture: ${codeSpan(finding.picture)}`];
  return [
    `${title}${escapeMarkdown(why)}${at}. Cause: ${escapeMarkdown(cause.kind)}; ${escapeMarkdown(cause.detail)}`,
    ...picture,
    `  - again: ${codeSpan(replayOf(result?.property ?? property, counterexample))}`,
  ];
}

function assumptions({ model, assumed, environment, started }: GateReport): readonly string[] {
  const { shape, layout, range, steps, space, overflow, images, notes } = assumed;
  const chain = steps.length === 0 ? 'none' : steps.map(({ text }) => escapeMarkdown(text)).join(', then ');
  return [
    '### Assumed',
    '',
    `- input ${shape.height} x ${shape.width} x ${shape.channels} (${escapeMarkdown(layout)}), pixels in [${range.map(formatNumber).join(', ')}], preprocessing: ${chain}`,
    `- ${model.scores} for ${model.labels.length} labels from ${escapeMarkdown(model.engine)}`,
    `- scalars act in ${escapeMarkdown(space)} space, overflow ${escapeMarkdown(overflow)}`,
    `- images: ${escapeMarkdown(images)}`,
    ...notes.slice(0, 20).map((note) => `- note: ${escapeMarkdown(note)}`),
    ...(notes.length > 20 ? [`- and ${notes.length - 20} more notes, in report.json`] : []),
    `- model sha256 ${codeSpan(model.digest)}`,
    `- conic ${escapeMarkdown(environment.conic)}, Node ${escapeMarkdown(environment.node)}, ${escapeMarkdown(environment.platform)}; ${escapeMarkdown(started)}`,
  ];
}

/** No text in a summary needs more letters than this. */
const longest = 300;

/**
 * Text that shows as itself wherever Markdown may stand, table cells included. Beyond Markdown's own signs: `$` would begin a
 * formula, and `@name`, `#1` and addresses become links, which for a name sends somebody a message; an invisible space
 * inside them prevents that.
 */
export const escapeMarkdown = (text: string): string =>
  (plainText(text, longest) || '–')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~]/g, String.raw`\$&`)
    .replaceAll('$', '<span>$$</span>')
    .replaceAll(/:(?=\/\/)|@(?=\w)|#(?=\d)|\bwww(?=\.)|\bGH(?=-\d)/gi, '$&\u200b');

/** Text between backticks, of which there are more than in a row inside it. Not for table cells: a `|` would end them. */
export function codeSpan(text: string): string {
  const longestRun = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  return longestRun === 0 && text !== '' ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
