import Table from 'cli-table3';
import { formatScalar } from '../../image/image.js';
import { describeModel, frame, type Colors } from '../formats/console.js';
import type { HuntReport } from '../documents/hunt.js';

/** More labels than this make too wide a table; their commonest falls are listed instead. */
const widest = 12;
const listed = 12;

/** A hunt in words and small tables. */
export function describeHunt(report: HuntReport, colours: Colors): string {
  const { summary, search, assumed } = report;
  const { min, max } = search.scalars;
  const parts = [
    describeModel(report, colours),
    [
      colours.bold(`${summary.hunted} of ${report.images} images hunted from ${min} to ${max}`),
      `  ${summary.flipped} flip, ${summary.held} hold at every scalar tried, ${summary.vacuous} vacuous (near ties to begin with)`,
      ...(summary.homogeneous > 0
        ? [`  ${summary.homogeneous} with scores that every power of two multiplied bit for bit`]
        : []),
      `  ${summary.evaluations} evaluations, ${(summary.evaluations / Math.max(1, summary.hunted)).toFixed(1)} an image`,
      `  black is ${summary.zero.tie ? 'a tie' : `${summary.zero.label}, ahead by ${brief(summary.zero.margin)} of the largest score`}`,
      ...(assumed.overflow === 'allow' && max > 1
        ? ['  scalars above 1 may go beyond white; --overflow limit keeps to what a camera shows']
        : []),
    ].join('\n'),
  ];
  if (summary.flipped > 0)
    parts.push(
      describeMargins(report, colours),
      describeKeeps(report),
      describeFalls(report, colours),
      describeWorst(report, colours),
      ...describeRaysOf(report, colours),
      ...describeCulprits(report, colours),
    );
  return parts.join('\n\n');
}

/** The one line at the end, which says the same as the exit status. */
export function describeHuntVerdict({ verdict, reason, summary, images, model }: HuntReport, colours: Colors): string {
  if (verdict === 'held')
    return colours.green(`held: the label held at every scalar tried for ${summary.held} images of ${model.id}`);
  if (verdict === 'violated') return colours.red(`violated: ${summary.flipped} of ${images} images flip`);
  return colours.yellow(
    reason === 'aborted'
      ? `inconclusive: stopped after ${summary.hunted} of ${images} images, of which ${summary.flipped} flip; --resume goes on`
      : 'inconclusive: every image is a near tie to begin with',
  );
}

/** What was computed of the worst, image by image. */
function describeRaysOf({ worst, results }: HuntReport, colours: Colors): readonly string[] {
  const lines = worst.flatMap(({ index, ray }) => {
    if (ray === undefined) return [];
    const spans = ray.intervals.map(({ from, to, label }) => `${shown(label ?? '?')} ${brief(from)}..${brief(to)}`);
    return [`  ${shown(results[index]?.image ?? '', 48)}: ${ray.word}; ${spans.join(', ')}`];
  });
  return lines.length === 0 ? [] : [[colours.bold('on the whole ray'), ...lines].join('\n')];
}

function describeCulprits({ culprits = [] }: HuntReport, colours: Colors): readonly string[] {
  if (culprits.length === 0) return [];
  return [[colours.bold('to blame in the network'), ...culprits.map((culprit) => `  ${culprit}`)].join('\n')];
}

const table = (head: readonly string[], colours: Colors) =>
  new Table({
    head: head.map((title) => colours.dim(title)),
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
    chars: frame,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });

function describeMargins({ summary: { margins } }: HuntReport, colours: Colors): string {
  const shares = margins.nearest.map(({ share }) => (share === 0 ? 'nearest' : `${100 * share} %`));
  const rows = table(['images that flip at the scalar or nearer 1', ...shares], colours);
  const cells = (quantiles: HuntReport['summary']['margins']['below'], sign = '') =>
    quantiles.map(({ scalar }) => (scalar === null ? 'none' : `${sign}${formatScalar(Number(scalar.toPrecision(4)))}`));
  rows.push(
    ['below 1', ...cells(margins.below)],
    ['above 1', ...cells(margins.above)],
    ['either, as a factor', ...cells(margins.nearest)],
  );
  return rows.toString();
}

function describeKeeps({ summary: { keeps } }: HuntReport): string {
  const list = keeps.map(({ scalar, share }) => `${scalar}: ${(100 * share).toFixed(1)} %`);
  return list.length === 0
    ? 'no contrast below 1 was tried'
    : `images that keep their label down to ${list.join(', ')}`;
}

function describeFalls({ summary: { falls }, model }: HuntReport, colours: Colors): string {
  const near = falls.filter(({ nearest }) => nearest > 0);
  if (model.labels.length > widest) {
    const rows = table(['label', 'becomes', 'images'], colours);
    const most = near.toSorted((a, b) => b.nearest - a.nearest).slice(0, listed);
    rows.push(...most.map(({ label, labelAfter, nearest }) => [shown(label), shown(labelAfter), String(nearest)]));
    return rows.toString();
  }
  const columns = model.labels.filter((label) => near.some(({ labelAfter }) => labelAfter === label));
  const lines = model.labels.filter((label) => near.some((fall) => fall.label === label));
  const rows = table(['label, and what it becomes', ...columns.map((label) => shown(label))], colours);
  for (const label of lines)
    rows.push([
      shown(label),
      ...columns.map((column) => {
        const fall = near.find((one) => one.label === label && one.labelAfter === column);
        return fall === undefined ? '' : String(fall.nearest);
      }),
    ]);
  return rows.toString();
}

function describeWorst({ summary: { worst }, results }: HuntReport, colours: Colors): string {
  const rows = table(['worst images', 'label', 'becomes', 'at', 'clearly at'], colours);
  for (const index of worst.slice(0, listed)) {
    const result = results[index];
    if (result === undefined) continue;
    const { below, above } = result;
    for (const flip of [below, above])
      if (flip !== undefined)
        rows.push([
          shown(result.image, 48),
          shown(result.label),
          shown(flip.witness.label),
          formatScalar(flip.scalar),
          formatScalar(flip.witness.scalar),
        ]);
  }
  return rows.toString();
}

const brief = (value: number): string => String(Number(value.toPrecision(2)));

/** A name as a table can show it: on one line, not too long, nothing that moves a terminal's cursor. */
function shown(text: string, longest = 16): string {
  const letters = Array.from(text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' '));
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : letters.join('');
}
