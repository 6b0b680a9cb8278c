import { isEnough } from '../gate/inspections/inspectProperty.js';
import type { FoundInSpan, InspectedSpans, CaseSpan } from '../gate/inspections/inspectedShare.js';
import { letterOf, OutcomeLetters } from '../gate/inspections/outcomes.js';
import type { Limit } from '../gate/limits/limit.js';
import { InputError } from '../errors.js';
import { LabelTally } from '../run/labelTally.js';
import type { Outcome } from '../run/outcome.js';
import { Tally } from '../run/progress.js';
import { clearestOf } from '../run/worst.js';

/** Where the single inspection would have ended, and what it would have seen by then. */
export interface FollowedSpans<Kept> {
  readonly tally: Tally;
  /** The same label by label. */
  readonly labels: LabelTally;
  /** A letter a case, in order. */
  readonly outcomes: string;
  /** Whether the cases were enough. */
  readonly enough: boolean;
  readonly stopped: CaseSpan['stopped'];
  readonly lost: string | undefined;
  /** The clearest violation. */
  readonly found: FoundInSpan<Kept> | undefined;
  /** All that the parts did, in vain or not. */
  readonly evaluated: number;
  readonly durationMs: number;
}

/**
 * Follows an inspection through the spans of all parts, case after case, to where the single one would have ended. What was tried beyond
 * that is left out.
 *
 * @param given all spans, in any order.
 * @param limits whose answers end it; of images, all are looked at.
 * @param labels those of the model.
 * @param name of the inspection, for errors.
 * @throws InputError if cases are missing that the single inspection would have tried.
 */
export function followSpans<Kept>(
  given: Pick<InspectedSpans<Kept>, 'kind' | 'wanted' | 'planned' | 'spans'>,
  limits: readonly Limit[],
  labels: readonly string[],
  name: string,
): FollowedSpans<Kept> {
  const { kind, wanted, planned } = given;
  const spans = given.spans.toSorted((one, other) => one.from - other.from);
  const tally = new Tally();
  const labelled = new LabelTally(labels);
  const letters = new OutcomeLetters();
  let [enough, place] = [false, 0];
  let found: FoundInSpan<Kept> | undefined;
  let last: CaseSpan<Kept> | undefined;
  for (const span of spans) {
    // A part that has all cases leaves nothing to the others.
    if (span.to <= place) continue;
    if (span.from !== place || enough || last?.stopped !== undefined) break;
    last = span;
    let undecided = 0;
    const readLabel = labelReader(span);
    for (const letter of span.outcomes) {
      const outcome = kindOf[letter];
      if (outcome === undefined || enough) break;
      tally.counts[outcome]++;
      letters.add(outcome);
      if (outcome === 'vacuous' || outcome === 'inconclusive') {
        const why = span.whys[undecided++] ?? '';
        tally.reasons.set(why, (tally.reasons.get(why) ?? 0) + 1);
      } else readLabel(labelled, place, outcome === 'violated');
      place++;
      enough = kind === 'cases' && isEnough(tally.counts, wanted, limits);
    }
    for (const one of span.found)
      if (one.number < place && (found === undefined || clearestOf([found.margin, one.margin]) === 1)) found = one;
  }
  const stopped = enough || place >= planned ? undefined : last?.stopped;
  if (!enough && place < planned && stopped === undefined) throw tooShort(name, tally, wanted);
  return {
    tally,
    labels: labelled,
    outcomes: letters.toString(),
    enough,
    stopped,
    lost: stopped === undefined ? undefined : last?.lost,
    found,
    evaluated: spans.reduce((sum, span) => sum + span.evaluated, 0),
    durationMs: spans.reduce((sum, span) => sum + span.durationMs, 0),
  };
}

/** Tells a tally the labels of a span's decided cases, one after the other. */
function labelReader({
  labels,
}: Pick<CaseSpan, 'labels'>): (tally: LabelTally, number: number, violated: boolean) => void {
  let [decided, nearer] = [0, 0];
  return (tally, number, violated) => {
    const image = labels?.images[labels.each[decided++] ?? -1];
    const near = labels?.nearer[nearer];
    const isNearer = near?.[0] === number;
    if (isNearer) nearer++;
    // A span that does not say it makes all of it unknown.
    if (image === undefined) tally.addAll(undefined);
    else
      tally.addDecided(image.label, image.truth, {
        violated,
        margin: undefined,
        scalar: isNearer ? near?.[1] : undefined,
      });
  };
}

const kinds: readonly Outcome['kind'][] = ['held', 'violated', 'vacuous', 'inconclusive'];
const kindOf: Readonly<Record<string, Outcome['kind']>> = Object.fromEntries(
  kinds.map((kind) => [letterOf[kind], kind]),
);

/** More of them could not be decided than any part could know. */
function tooShort(name: string, { counts, cases }: Tally, wanted: number): InputError {
  const decided = counts.held + counts.violated;
  const spare = decided === 0 ? 10 : Math.min(10, (1.5 * (cases - decided)) / decided + 0.1);
  return new InputError({
    where: name,
    found: `${cases} cases one after the other in the parts, of which ${decided} are decided`,
    expected: `as many as the single gate would try for ${wanted} decided ones`,
    remedy: `Run the parts again with more cases to spare: --spare ${spare.toFixed(1)}.`,
  });
}
