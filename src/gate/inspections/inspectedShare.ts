import type { Counts } from '../../run/progress.js';
import type { Misfed } from '../../run/feeding/misfed.js';
import type { OwnShare } from '../../run/ownShare.js';
import type { Property } from '../../run/property.js';
import type { Counterexample } from '../../run/result.js';
import type { GateFinding } from '../report/schema.js';
import type { CaseLabels } from './caseLabels.js';
import type { Evidence } from './evidence.js';

// What came of a part of an inspection. Where the whole inspection would have ended shows only when all parts are there, so each keeps
// what every case of it came to, in their order.

/** A violation that the whole inspection may have to show. */
export interface FoundInSpan<Kept = Counterexample> {
  /** The number of its case, or of its image. */
  readonly number: number;
  /** Of the case as it was made. */
  readonly margin: number;
  /** Null if it was not confirmed; undefined where it cannot be the one that is shown. */
  readonly counterexample: Kept | null | undefined;
  /** Where it is null: whether there was no time to ask about it again, so that it counts as it was found. */
  readonly unconfirmed?: true;
  readonly curve?: GateFinding['curve'];
}

/** Cases, or images, one after the other: those with the numbers `from` to `to - 1`, if it did not end before. */
export interface CaseSpan<Kept = Counterexample> {
  readonly from: number;
  readonly to: number;
  /** A letter a case, in order. */
  readonly outcomes: string;
  /** Why those were vacuous or inconclusive that were, in order. */
  readonly whys: readonly string[];
  /** Which images the decided ones were about; undefined where one of them does not say. */
  readonly labels?: CaseLabels;
  /** Each violation that is clearer than all before it in this span. */
  readonly found: readonly FoundInSpan<Kept>[];
  /** What ended it before its last case; undefined also where no further case can matter. */
  readonly stopped?: Evidence['stopped'] | 'nothing decided';
  /** What there was instead of an answer, where the model was lost. */
  readonly lost?: string;
  readonly evaluated: number;
  readonly durationMs: number;
}

/** What the cases of a property came to, or the images of one. */
export interface InspectedSpans<Kept = Counterexample> {
  /** Cases are tried until so many are decided as are wanted; images all. */
  readonly kind: 'cases' | 'images';
  readonly property: Pick<Property<never>, 'name' | 'claim' | 'kind'>;
  /** Decided cases that are enough, or all images. */
  readonly wanted: number;
  /** Cases at most, or all images. */
  readonly planned: number;
  readonly spans: readonly CaseSpan<Kept>[];
  /** Of the part that has case 0, where the model is at chance on the images that cases are made from. */
  readonly misfed?: Misfed;
  /** Of the first part: a number that was measured besides. */
  readonly value?: number;
}

/** What was counted and has no order. */
export interface InspectedCounts {
  readonly kind: 'counts';
  readonly counts: Counts;
  /** The same label by label, where it is known. */
  readonly byLabel?: NonNullable<Evidence['byLabel']>;
  readonly stopped?: Evidence['stopped'];
  /** Of the first part: what there is to say of it. */
  readonly said?: string;
}

/** What came of a part of an inspection. */
export type InspectedShare<Kept = Counterexample> = InspectedSpans<Kept> | InspectedCounts;

/** What is known without asking the model, which the first part says. */
export const shareCounts = (
  { counts, said }: Pick<Evidence, 'counts' | 'said'>,
  { isFirst }: OwnShare,
): InspectedCounts =>
  isFirst
    ? { kind: 'counts', counts, ...(said === undefined ? {} : { said }) }
    : { kind: 'counts', counts: { held: 0, violated: 0, vacuous: 0, inconclusive: 0 } };
