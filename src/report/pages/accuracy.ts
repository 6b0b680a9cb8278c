import { formatStrength } from '../../image/transformation.js';
import type { AccuracyReport, ReportedAccuracyCurve } from '../documents/accuracy.js';
import type { Block, Check, Page, PageVerdict } from '../page.js';
import { formatNumber } from '../text/figures.js';

/** A report of `conic accuracy` for readers. */
export function accuracyPage(report: AccuracyReport): Page {
  const { model, assumed, curves, environment, durationMs } = report;
  const pictures = curves.flatMap(({ along, file }) =>
    file === undefined ? [] : [{ file, caption: `accuracy along ${along}, with 95 % bounds` }],
  );
  return {
    command: 'accuracy',
    model,
    verdict: verdictOf(report),
    sections: [
      ...curves.map((curve) => ({ title: curve.along, blocks: blocksOf(curve) })),
      ...(pictures.length === 0
        ? []
        : [{ title: 'Curves', room: 'page', blocks: [{ kind: 'pictures', pictures }] } as const]),
    ],
    assumed: { ...assumed, scores: model.scores },
    checks: curves.map(checkOf),
    labels: model.labels,
    durationMs,
    environment,
    document: 'report.json',
  };
}

function verdictOf({ verdict, curves }: AccuracyReport): PageVerdict {
  const done = curves.filter(({ points, planned }) => points.length === planned).length;
  const lowest = curves.map(worstInWords).filter((words) => words !== undefined);
  return {
    word: verdict,
    tone: verdict,
    meaning:
      verdict === 'measured' ? 'Accuracy was measured, and nothing claimed.' : 'It was ended before all was measured.',
    because:
      verdict === 'inconclusive'
        ? `stopped after ${done} of ${curves.length} transformations`
        : lowest.length === 1
          ? (lowest[0] ?? '')
          : `accuracy along ${curves.length} transformations`,
    asides: [],
  };
}

function blocksOf(curve: ReportedAccuracyCurve): readonly Block[] {
  const { along, means, identity, points, unfit } = curve;
  const skipped =
    unfit === 0 ? '' : `; about ${formatNumber(unfit)} ${unfit === 1 ? 'image' : 'images'} it says nothing`;
  return [
    {
      kind: 'paragraph',
      words: [
        { text: along, weight: 'strong' },
        `: ${means}; nothing is done at ${formatStrength(identity)}${skipped}`,
      ],
    },
    {
      kind: 'table',
      label: `accuracy along ${along}`,
      columns: ['strength', 'images', 'correct', 'accuracy', '95 % interval'].map(
        (title) => ({ title, align: 'right' }) as const,
      ),
      rows: points.map(({ strength, images, correct, accuracy, interval: { low, high } }) => [
        `${formatStrength(strength)}${strength === identity ? ' (as it is)' : ''}`,
        formatNumber(images),
        formatNumber(correct),
        asPercent(accuracy),
        `${asPercent(low)} to ${asPercent(high)}`,
      ]),
    },
  ];
}

function worstInWords({ along, points }: ReportedAccuracyCurve): string | undefined {
  const [worst] = points.toSorted((a, b) => a.accuracy - b.accuracy);
  return worst === undefined
    ? undefined
    : `accuracy along ${along} is least at ${formatStrength(worst.strength)}: ${asPercent(worst.accuracy)}`;
}

function checkOf(curve: ReportedAccuracyCurve): Check {
  const { along, points, planned } = curve;
  const isWhole = points.length === planned;
  return {
    name: `accuracy along ${along}`,
    outcome: isWhole ? 'pass' : 'error',
    message: worstInWords(curve) ?? 'no strength was tried',
    type: isWhole ? 'measured' : 'inconclusive',
    details: points.map(
      ({ strength, correct, images }) => `${formatStrength(strength)}: ${correct} of ${images} correct`,
    ),
  };
}

const asPercent = (part: number): string => `${formatNumber(100 * part)} %`;
