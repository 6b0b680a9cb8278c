import type { Interval } from '../statistics/clopperPearson.js';
import type { LabelCount, LabelCounts } from './labelTally.js';
import { MarginSketch } from './marginSketch.js';

/** What the cases of one label came to. */
export interface LabelRow {
  readonly label: string;
  /** Decided cases: held + violated. */
  readonly cases: number;
  readonly violated: number;
  /** The share of the decided cases that is violated. */
  readonly rate: number;
  /** Bounds of Clopper and Pearson on the rate, of this label alone. */
  readonly interval: Interval;
  /** Where every case has a margin. */
  readonly smallestMargin?: number;
  /** The same, to 1 %. */
  readonly medianMargin?: number;
  /** Of the scalars at which one was violated, the one nearest 1. */
  readonly nearestFlip?: number;
}

/** Rows for each label that has cases; what is not known of any is left out. */
export interface LabelRows {
  /** By the label that the classifier gives the image a case is about. */
  readonly byLabel?: readonly LabelRow[];
  /** By the label that this image is known by. */
  readonly byTruth?: readonly LabelRow[];
}

/** Each bound, so that both hold with 95 %. */
const eachBound = 0.975;

/**
 * Counts as they are told: with names, rates and bounds.
 *
 * @param labels those of the classifier.
 */
export async function labelRowsOf(counts: LabelCounts | undefined, labels: readonly string[]): Promise<LabelRows> {
  if (counts === undefined || counts.byLabel.length === 0) return {};
  // Loaded here, since whoever imports conic need not pay for the library of statistics behind it.
  const { clopperPearson } = await import('../statistics/clopperPearson.js');
  const rowOf = ({ label, held, violated, smallestMargin, margins, nearest }: LabelCount): LabelRow => {
    const cases = held + violated;
    const sketch = new MarginSketch();
    sketch.addAll(margins);
    const { median } = sketch;
    const told = sketch.size === cases && smallestMargin !== undefined && median !== undefined;
    return {
      label: labels[label] ?? '',
      cases,
      violated,
      rate: violated / cases,
      interval: clopperPearson(violated, cases, eachBound),
      ...(told ? { smallestMargin, medianMargin: median } : {}),
      ...(nearest === undefined ? {} : { nearestFlip: nearest }),
    };
  };
  return {
    byLabel: counts.byLabel.map(rowOf),
    ...(counts.byTruth.length === 0 ? {} : { byTruth: counts.byTruth.map(rowOf) }),
  };
}
