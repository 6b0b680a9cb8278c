import { counted } from '../../counted.js';
import { formatScalar } from '../../image/image.js';
import { formatShape } from '../../image/shape.js';
import type { DiffReport } from '../documents/diff.js';
import type { Block, Check, List, ListItem, Page, PageVerdict, Table, TableColumn } from '../page.js';
import { formatNumber, formatPoints, shortNumber, signedPoints } from '../text/figures.js';
import { plainText } from '../text/plainText.js';
import { certifiedTones, checkOutcomes } from './certified.js';

/** More labels than this make too wide a table; the commonest exchanges are listed instead. */
const widest = 12;
const listed = 12;

/** Letters of a label, and of an image, in a table. */
const longestLabel = 16;
const longestImage = 40;

/** A report of `conic diff` for readers: how much two models agree, where the difference comes from, and what it looks like. */
export function diffPage(report: DiffReport): Page {
  const { model, other, assumed, seed, environment, durationMs, clearest, findings } = report;
  const pictures = clearest.flatMap((each) =>
    each.file === undefined ? [] : [{ file: each.file, caption: captionOf(each, report) }],
  );
  return {
    command: 'diff',
    model,
    baseline: { model: other.id, digest: other.digest, from: other.engine },
    verdict: verdictOf(report),
    sections: [
      { title: 'Agreement', blocks: [agreementList(report)] },
      ...(findings.length === 0 ? [] : [{ title: 'Where they differ', blocks: findings.map(findingList) }]),
      ...(report.counts.images === report.matrix.filter(isOnDiagonal).reduce((sum, { images }) => sum + images, 0)
        ? []
        : [{ title: 'Labels', blocks: [matrixTable(report)] }]),
      ...(clearest.length === 0 ? [] : [{ title: 'Clearest disagreements', blocks: [clearestTable(report)] }]),
      ...(pictures.length === 0
        ? []
        : [{ title: 'Pictures', room: 'page', blocks: [{ kind: 'pictures', pictures }] } as const]),
    ],
    assumed: { ...assumed, scores: model.scores },
    checks: [wholeCheck(report), ...report.images.map((image) => checkOf(image, report))],
    labels: model.labels,
    seed,
    durationMs,
    environment,
    document: 'report.json',
  };
}

const isOnDiagonal = ({ label, labelOther }: DiffReport['matrix'][number]): boolean => label === labelOther;

function verdictOf(report: DiffReport): PageVerdict {
  const { verdict, reason, counts, rays, planned, model, other, maxRate } = report;
  const decided = counts.agree + counts.disagree;
  const along = rays === undefined ? '' : `, and along ${rays.disagree} of ${rays.searched} rays`;
  const disagreeing = `they disagree on ${counts.disagree} of ${counted(decided, 'image')}${along}`;
  const because = {
    held:
      maxRate === undefined
        ? `${model.id} and ${other.id} agree on all of ${counted(decided, 'image')}${rays === undefined ? '' : ' and along all their rays'}`
        : `${disagreeing}; ${percent(maxRate)} of images may`,
    violated: disagreeing,
    inconclusive:
      reason === 'aborted'
        ? `stopped after ${counts.images} of ${counted(planned, 'image')}`
        : 'no image could be decided',
  };
  const meaning = {
    held:
      maxRate === undefined
        ? 'No disagreement was found, which is no proof for other images.'
        : 'They disagree on no more images than may be.',
    violated: 'The two models are not the same.',
    inconclusive: 'There is no answer yet.',
  };
  return {
    word: verdict,
    tone: certifiedTones[verdict],
    meaning: meaning[verdict],
    because: because[verdict],
    asides: [],
  };
}

function agreementList(report: DiffReport): List {
  const { model, other, counts, agreement, scoreDifference, tau, accuracy, rays, claim, notes } = report;
  const what = { label: 'label', ranking: 'order of labels', scores: 'scores' }[claim];
  const lines = [
    agreement === undefined
      ? 'no image could be decided'
      : `the ${what} agrees on ${counts.agree} of ${counted(counts.agree + counts.disagree, 'image')}: ${percent(agreement.share)} (${percent(agreement.low)} to ${percent(agreement.high)}, ${percent(agreement.confidence)} confidence)`,
    ...(counts.nearTies === 0 ? [] : [`${counts.nearTies} near ties in one of the models, which count neither way`]),
    `scores differ by up to ${formatNumber(scoreDifference.largest)} of the largest (${scoreDifference.image}), ${formatNumber(scoreDifference.mean)} on average`,
    `Kendall's tau of the rankings: ${shortNumber(tau.mean, 4)} on average, ${shortNumber(tau.lowest, 4)} at least`,
    ...(accuracy === undefined ? [] : [accuracyInWords(accuracy, report)]),
    ...(rays === undefined ? [] : raysInWords(rays)),
    ...otherInWords(report),
    ...notes,
  ];
  return {
    kind: 'list',
    title: [{ text: `${model.id} and ${other.id}, ${counted(counts.images, 'image')}`, weight: 'strong' }],
    items: lines.map((words) => ({ words })),
  };
}

/** How the other model is fed, where that is otherwise: what is assumed of the first stands with the rest. */
function otherInWords({ assumed, assumedOther, other }: DiffReport): readonly string[] {
  const told = ({ shape, range, steps }: DiffReport['assumed']): string =>
    `takes ${formatShape(shape)}, pixels in [${range.join(', ')}], ${steps.length === 0 ? 'no preprocessing' : steps.map(({ text }) => text).join(', ')}`;
  return told(assumed) === told(assumedOther) ? [] : [`${other.id} ${told(assumedOther)}`];
}

function accuracyInWords(
  {
    labelled,
    model: ours,
    other: theirs,
    difference: { value, low, high, confidence },
  }: NonNullable<DiffReport['accuracy']>,
  { model, other }: DiffReport,
): string {
  const interval = `${formatPoints(value)} (${signedPoints(low)} to ${formatPoints(high)}, ${percent(confidence)} confidence)`;
  return `accuracy on ${labelled} labelled images: ${percent(ours)} ${model.id}, ${percent(theirs)} ${other.id}: ${interval}`;
}

function raysInWords({
  scalars: { min, max },
  searched,
  disagree,
  homogeneous,
  widestStep,
  nearest,
}: NonNullable<DiffReport['rays']>): readonly string[] {
  return [
    `from ${formatScalar(min)} to ${formatScalar(max)}, they disagree somewhere along the rays of ${disagree} of ${counted(searched, 'image')}; scalars tried are at most ${shortNumber(100 * (widestStep - 1), 2)} % apart`,
    ...(homogeneous === 0
      ? []
      : [`${homogeneous} at no scalar: powers of two multiply all scores of both bit for bit`]),
    ...(nearest === undefined
      ? []
      : [
          `nearest to 1: at ${formatScalar(Number(nearest.scalar.toPrecision(6)))}, ${nearest.label} and ${nearest.labelOther} (${nearest.image})`,
        ]),
  ];
}

const findingList = ({ text, details }: DiffReport['findings'][number]): List => ({
  kind: 'list',
  title: [{ text, weight: 'strong' }],
  items: details.map((words): ListItem => ({ words })),
});

const columnsOf = (titles: readonly string[], left: number): readonly TableColumn[] =>
  titles.map((title, i) => ({ title, align: i < left ? 'left' : 'right' }));

function matrixTable({ matrix, model, other }: DiffReport): Table {
  const label = `labels of ${model.id} (rows) and of ${other.id}`;
  const off = matrix.filter((cell) => !isOnDiagonal(cell)).toSorted((a, b) => b.images - a.images);
  if (model.labels.length > widest)
    return {
      kind: 'table',
      label,
      columns: columnsOf([model.id, other.id, 'images'], 2),
      rows: off.slice(0, listed).map((cell) => [short(cell.label), short(cell.labelOther), String(cell.images)]),
    };
  return {
    kind: 'table',
    label,
    columns: columnsOf([`${model.id}, down`, ...model.labels.map(short)], 1),
    rows: model.labels.map((row) => [
      short(row),
      ...model.labels.map((column) => {
        const images = matrix.find((cell) => cell.label === row && cell.labelOther === column)?.images ?? 0;
        if (images === 0) return '';
        return row === column ? String(images) : ({ text: String(images), tone: 'fail' } as const);
      }),
    ]),
  };
}

function clearestTable({ clearest, model, other }: DiffReport): Block {
  return {
    kind: 'table',
    label: 'images on which they disagree most clearly, and the rays on which they do so nearest to 1',
    columns: columnsOf(['image', model.id, other.id, 'scalar', 'margin'], 3),
    rows: clearest.map(({ image, label, labelOther, scalar, margin }) => [
      plainText(image, longestImage),
      short(label),
      short(labelOther),
      formatScalar(Number(scalar.toPrecision(6))),
      shortNumber(margin, 2),
    ]),
  };
}

function captionOf(
  { image, scalar, label, labelOther }: DiffReport['clearest'][number],
  { model, other }: DiffReport,
): string {
  const factor = scalar === 1 ? '' : ` x ${formatScalar(Number(scalar.toPrecision(6)))}`;
  return `${image}${factor}: ${label} (${model.id}), ${labelOther} (${other.id})`;
}

const wholeCheck = (report: DiffReport): Check => {
  const { because } = verdictOf(report);
  return {
    name: `${report.model.id} agrees with ${report.other.id}`,
    outcome: checkOutcomes[report.verdict],
    message: because,
    type: report.verdict,
    details: [because, ...report.findings.flatMap(({ text, details }) => [text, ...details])],
  };
};

function checkOf(
  { image, outcome, label, labelOther, ray }: DiffReport['images'][number],
  { maxRate }: DiffReport,
): Check {
  const nearest = ray?.nearest;
  const isAgainst = outcome === 'disagree' || nearest !== undefined;
  const message =
    outcome === 'disagree' || nearest === undefined
      ? `${label} and ${labelOther}`
      : `${nearest.label} and ${nearest.labelOther} at scalar ${formatScalar(Number(nearest.scalar.toPrecision(6)))}`;
  return {
    group: 'images',
    name: image,
    // Where some may disagree, none of them is red by itself.
    outcome: !isAgainst ? 'pass' : maxRate === undefined ? 'fail' : 'skipped',
    message,
    type: outcome,
    details: [message],
  };
}

const short = (label: string): string => plainText(label, longestLabel);

const percent = (share: number): string => `${shortNumber(100 * share, 4)} %`;
