import { counted } from '../../counted.js';
import { formatScalar } from '../../image/image.js';
import type { HuntReport } from '../documents/hunt.js';
import type { Block, Check, TableColumn, List, Page, CaptionedFile, Table, PageVerdict } from '../page.js';
import { shortNumber } from '../text/figures.js';
import { huntedByLabel } from './huntedByLabel.js';
import { plainText } from '../text/plainText.js';
import { truthInWords } from '../text/truthInWords.js';

/** More labels than this make too wide a table; their commonest falls are listed instead. */
const widest = 12;
const listed = 12;

/** Letters of a label, and of an image, in a table. */
const longestLabel = 16;
const longestImage = 48;

/** A report of `conic hunt` for readers. */
export function huntPage(report: HuntReport): Page {
  const { model, assumed, summary, environment, durationMs } = report;
  const pictures = picturesOf(report);
  return {
    command: 'hunt',
    model,
    verdict: verdictOf(report),
    sections: [
      { title: 'Images', blocks: [summaryList(report)] },
      ...(summary.flipped === 0 ? [] : [{ title: 'Flips', blocks: flipBlocks(report) }]),
      ...(pictures.length === 0
        ? []
        : [{ title: 'Worst images', room: 'page', blocks: [{ kind: 'pictures', pictures }] } as const]),
    ],
    assumed: { ...assumed, scores: model.scores },
    checks: report.results.map(checkOf),
    labels: model.labels,
    durationMs,
    environment,
    document: 'hunt.json',
  };
}

function verdictOf({ verdict, reason, lost, summary, planned, model }: HuntReport): PageVerdict {
  const because = {
    held: `no flip at any scalar tried for ${counted(summary.unflipped, 'image')} of ${model.id}`,
    violated: `${summary.flipped} of ${counted(planned, 'image')} ${summary.flipped === 1 ? 'flips' : 'flip'}`,
    inconclusive:
      reason === 'model lost'
        ? `the model was lost after ${summary.hunted} of ${counted(planned, 'image')}, of which ${summary.flipped} flip: ${lost ?? 'it does not answer any more'}; --resume goes on`
        : reason === 'aborted'
          ? `stopped after ${summary.hunted} of ${counted(planned, 'image')}, of which ${summary.flipped} flip; --resume goes on`
          : 'every image is a near tie to begin with',
  };
  const meaning = {
    held: `No flip was found among scalars ${apartInWords(summary)} apart, which is no proof for those in between.`,
    violated: 'Scalars change labels.',
    inconclusive: 'There is no answer yet.',
  };
  const tone = { held: 'pass', violated: 'fail', inconclusive: 'inconclusive' } as const;
  return { word: verdict, tone: tone[verdict], meaning: meaning[verdict], because: because[verdict], asides: [] };
}

function summaryList({ summary, search, assumed, planned }: HuntReport): List {
  const { min, max } = search.scalars;
  const { zero, evaluations, hunted } = summary;
  return {
    kind: 'list',
    title: [{ text: `${hunted} of ${counted(planned, 'image')} hunted from ${min} to ${max}`, weight: 'strong' }],
    items: [
      `${summary.flipped} flip, ${summary.unflipped} at no scalar tried, ${summary.vacuous} vacuous (near ties to begin with)`,
      ...(summary.homogeneous > 0
        ? [`${summary.homogeneous} with scores that every power of two multiplied bit for bit`]
        : []),
      `${evaluations} evaluations, ${(evaluations / Math.max(1, hunted)).toFixed(1)} an image; where nothing flips, neighbouring scalars are ${apartInWords(summary)} apart`,
      `${assumed.space === 'model' ? "zeros in the network's input are" : 'black is'} ${zero.tie ? 'a tie' : `${zero.label}, ahead by ${brief(zero.margin)} of the largest score`}`,
      ...(assumed.overflow === 'allow' && max > 1
        ? ['scalars above 1 may go beyond white; --overflow limit keeps to what a camera shows']
        : []),
    ].map((words) => ({ words })),
  };
}

const flipBlocks = (report: HuntReport): readonly Block[] => [
  marginsTable(report),
  { kind: 'paragraph', words: keepsInWords(report) },
  fallsTable(report),
  ...huntedByLabel(report.summary, 'hunt.json'),
  worstTable(report),
  ...wholeRays(report),
  ...culpritList(report),
];

const columnsOf = (titles: readonly string[]): readonly TableColumn[] =>
  titles.map((title, i) => ({ title, align: i === 0 ? 'left' : 'right' }));

function marginsTable({ summary: { margins } }: HuntReport): Table {
  const shares = margins.nearest.map(({ share }) => (share === 0 ? 'nearest' : `${100 * share} %`));
  const cells = (quantiles: HuntReport['summary']['margins']['below']): readonly string[] =>
    quantiles.map(({ scalar }) => (scalar === null ? 'none' : formatScalar(Number(scalar.toPrecision(4)))));
  return {
    kind: 'table',
    label: 'how near 1 images flip',
    columns: columnsOf(['images that flip at the scalar or nearer 1', ...shares]),
    rows: [
      ['below 1', ...cells(margins.below)],
      ['above 1', ...cells(margins.above)],
      ['either, as a factor', ...cells(margins.nearest)],
    ],
  };
}

function keepsInWords({ summary: { keeps } }: HuntReport): string {
  const list = keeps.map(({ scalar, share }) => `${scalar}: ${(100 * share).toFixed(1)} %`);
  return list.length === 0
    ? 'no contrast below 1 was tried'
    : `images that keep their label down to ${list.join(', ')}`;
}

function fallsTable({ summary: { falls }, model }: HuntReport): Table {
  const label = 'what labels become';
  const near = falls.filter(({ nearest }) => nearest > 0);
  if (model.labels.length > widest) {
    const most = near.toSorted((a, b) => b.nearest - a.nearest).slice(0, listed);
    return {
      kind: 'table',
      label,
      columns: columnsOf(['label', 'becomes', 'images']),
      rows: most.map((fall) => [labelOf(fall.label), labelOf(fall.labelAfter), String(fall.nearest)]),
    };
  }
  const columns = model.labels.filter((name) => near.some(({ labelAfter }) => labelAfter === name));
  const lines = model.labels.filter((name) => near.some((fall) => fall.label === name));
  return {
    kind: 'table',
    label,
    columns: columnsOf(['label, and what it becomes', ...columns.map(labelOf)]),
    rows: lines.map((line) => [
      labelOf(line),
      ...columns.map((column) => {
        const fall = near.find((one) => one.label === line && one.labelAfter === column);
        return fall === undefined ? '' : String(fall.nearest);
      }),
    ]),
  };
}

function worstTable({ summary: { worst }, results }: HuntReport): Table {
  const isKnown = worst.slice(0, listed).some((index) => results[index]?.truth !== undefined);
  return {
    kind: 'table',
    label: 'the images that flip nearest 1',
    columns: columnsOf(['worst images', ...(isKnown ? ['truth'] : []), 'label', 'becomes', 'at', 'clearly at']),
    rows: worst.slice(0, listed).flatMap((index) => {
      const result = results[index];
      return [result?.below, result?.above].flatMap((flip) =>
        result === undefined || flip === undefined
          ? []
          : [
              [
                plainText(result.image, longestImage),
                ...(isKnown ? [labelOf(result.truth?.label ?? '')] : []),
                labelOf(result.label),
                labelOf(flip.witness.label),
                formatScalar(flip.scalar),
                formatScalar(flip.witness.scalar),
              ],
            ],
      );
    }),
  };
}

/** What was computed of the worst, image by image. */
function wholeRays({ worst, results }: HuntReport): readonly List[] {
  const lines = worst.flatMap(({ index, ray }) => {
    if (ray === undefined) return [];
    const spans = ray.intervals.map(({ min, max, label }) => `${labelOf(label ?? '?')} ${brief(min)}..${brief(max)}`);
    return [`${plainText(results[index]?.image ?? '', longestImage)}: ${ray.word}; ${spans.join(', ')}`];
  });
  return titled('on the whole ray', lines);
}

const culpritList = ({ culprits = [] }: HuntReport): readonly List[] =>
  titled('to blame in the network', culprits).map((list) => ({ ...list, many: true }));

const titled = (title: string, lines: readonly string[]): readonly List[] =>
  lines.length === 0
    ? []
    : [{ kind: 'list', title: [{ text: title, weight: 'strong' }], items: lines.map((words) => ({ words })) }];

function picturesOf({ files, worst, results }: HuntReport): readonly CaptionedFile[] {
  const drawn = worst.flatMap(({ index, files: own }) =>
    own
      .filter((file) => file.endsWith('.png'))
      .map((file, i) => ({
        file,
        caption: `${results[index]?.image ?? ''}${i === 0 ? '' : ', the simplest that flips'}`,
      })),
  );
  return [...drawn, ...files.map((file) => ({ file, caption: 'all of them' }))];
}

/** How finely was looked: `at most 19 %`. */
const apartInWords = ({ widestStep }: HuntReport['summary']): string =>
  `at most ${Number((100 * (widestStep - 1)).toPrecision(2))} %`;

function checkOf({ image, label, truth, outcome, below, above, clear }: HuntReport['results'][number]): Check {
  const flips = [below, above].flatMap((flip) =>
    flip === undefined
      ? []
      : [
          `${label} becomes ${flip.witness.label} at ${formatScalar(flip.scalar)}${truth === undefined ? '' : `; ${truthInWords(truth)}`}`,
        ],
  );
  const outcomes = { flipped: 'fail', unflipped: 'pass', vacuous: 'skipped' } as const;
  return {
    name: image,
    outcome: outcomes[outcome],
    message: flips.join('; ') || (outcome === 'unflipped' ? unflippedInWords(clear) : outcome),
    type: outcome,
    details: flips,
  };
}

const unflippedInWords = ({ min, max, scalars, apart }: HuntReport['results'][number]['clear']): string =>
  `no flip among ${scalars} scalars from ${brief(min)} to ${brief(max)}, at most ${Number((100 * (apart - 1)).toPrecision(2))} % apart`;

const labelOf = (name: string): string => plainText(name, longestLabel);
const brief = (value: number): string => shortNumber(value, 2);
