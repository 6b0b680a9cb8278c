import { LostClassifierError } from '../errors.js';
import { scalarOf } from '../image/image.js';
import { labelOf } from '../classifier/scores.js';
import type { Subject } from '../classifier/subject.js';
import { confirmView } from './confirmView.js';
import type { Cause } from './cause.js';
import { causeOf } from './findCause.js';
import type { LabelCounts } from './labelTally.js';
import { labelRowsOf } from './labelRows.js';
import type { View, Violated } from './outcome.js';
import type { Tally } from './progress.js';
import type { Misfed } from './feeding/misfed.js';
import type { Property } from './property.js';
import {
  verdictIfMisfed,
  verdictOf,
  type Counterexample,
  type ExampleCounts,
  type Result,
  type ShownViolation,
  type Stop,
} from './result.js';
import type { SessionFindings, Session } from './session.js';

/** All that a result is made of, of one run or of the shares of one. */
export interface RunAccount<Case> {
  readonly property: Pick<Property<Case>, 'name' | 'claim' | 'kind' | 'module'>;
  /** Cases of the whole run. */
  readonly planned: number;
  readonly seed: number;
  readonly tally: Tally;
  readonly examples: Tally;
  /** Where its cases were searched for, how many were made of others: then they are no sample. */
  readonly searched?: number | undefined;
  /** The same cases label by label, where that is known. */
  readonly labels: LabelCounts | undefined;
  /** What ended the run before its last case. */
  readonly stopped: Stop | undefined;
  /** Whether there was a violation to confirm. */
  readonly found: boolean;
  /** The violation, if it was confirmed, or could not be before the time ran out. */
  readonly counterexample: Counterexample<Case> | undefined;
  /** Whether a violation could not be confirmed before the time ran out: it counts as it was found. */
  readonly unconfirmed?: boolean;
  /** Where the model gives images their label no more often than guessing does. */
  readonly misfed: Misfed | undefined;
  /** What there was instead of an answer, where the model was lost. */
  readonly lost: string | undefined;
  readonly evaluated: number;
  readonly durationMs: number;
}

/**
 * Makes a result of what a session counted and found: confirms the counterexample at batch 1 and finds its cause. Of
 * several that were found, the first that is confirmed.
 */
export async function concludeRun<Case>(
  session: Session<Case>,
  ...candidates: readonly (SessionFindings<Case> | undefined)[]
): Promise<Result<Case>> {
  const found = candidates.filter((candidate) => candidate !== undefined);
  let counterexample: Counterexample<Case> | undefined;
  for (const candidate of found) counterexample ??= await confirmedUnlessLost(session, candidate);
  const misfed = await session.misfed();
  const counted = countedIn(session);
  const rows = await labelRowsOf(counted.labels, session.setup.subject.spec.labels);
  return { ...resultOf({ ...counted, misfed, found: found.length > 0, counterexample }), ...rows };
}

/** What a session has counted so far. */
export const countedIn = <Case>(
  session: Session<Case>,
): Omit<RunAccount<Case>, 'found' | 'counterexample' | 'misfed'> => {
  const { setup, tally } = session;
  return {
    property: setup.property,
    planned: setup.cases,
    seed: setup.seed,
    tally,
    examples: session.exampleTally,
    searched: session.searched,
    labels: session.labels,
    // A limit that comes after the last case has ended nothing.
    stopped: tally.cases < setup.cases && !session.enough ? session.stopped : undefined,
    unconfirmed: session.unconfirmed,
    lost: session.lost,
    evaluated: setup.subject.evaluated,
    durationMs: Math.round(session.elapsed),
  };
};

/** The result of a run, with its verdict; without what is known label by label. */
export function resultOf<Case>(account: Omit<RunAccount<Case>, 'labels'>): Result<Case> {
  const { property, tally, examples, counterexample, stopped, misfed, lost } = account;
  const { counts } = tally;
  const ruling =
    account.found && counterexample === undefined && account.unconfirmed !== true && property.kind !== 'rate'
      ? ({ verdict: 'inconclusive', reason: lost === undefined ? 'batch-dependent' : 'model lost' } as const)
      : counterexample?.example !== undefined && property.kind !== 'rate'
        ? ({ verdict: 'violated' } as const)
        : verdictOf(counts, property.kind ?? 'claim', stopped);
  return {
    property: property.name,
    ...(property.module === undefined ? {} : { module: property.module }),
    claim: property.claim,
    ...verdictIfMisfed(ruling, misfed),
    ...(misfed === undefined ? {} : { misfed }),
    ...(lost === undefined ? {} : { lost }),
    cases: tally.cases,
    planned: account.planned,
    held: counts.held,
    violated: counts.violated,
    vacuous: counts.vacuous,
    inconclusive: counts.inconclusive,
    ...(examples.cases === 0 ? {} : { examples: exampleCounts(examples) }),
    ...(account.searched === undefined ? {} : { searched: account.searched }),
    reasons: Object.fromEntries(tally.reasons),
    ...(tally.smallestMargin === undefined ? {} : { smallestMargin: tally.smallestMargin }),
    ...(counterexample === undefined ? {} : { counterexample }),
    seed: account.seed,
    evaluated: account.evaluated,
    durationMs: account.durationMs,
  };
}

/** The same where a model that is lost meanwhile confirms nothing, and says so to the session. */
export async function confirmedUnlessLost<Case>(
  session: Session<Case>,
  candidate: SessionFindings<Case>,
): Promise<Counterexample<Case> | undefined> {
  try {
    return await confirmed(session, candidate);
  } catch (thrown) {
    if (!(thrown instanceof LostClassifierError)) throw thrown;
    session.lose(thrown);
    return undefined;
  }
}

/**
 * The counterexample as the model answers alone, or undefined if alone it answers otherwise. Where the time runs out before there is an
 * answer, it is the counterexample as it was found, or undefined if that cannot be shown; the session then knows of it.
 */
export async function confirmed<Case>(
  session: Session<Case>,
  { case: given, path, example, shrinks, clearest, outcome: found }: SessionFindings<Case>,
): Promise<Counterexample<Case> | undefined> {
  const { property, subject, seed } = session.setup;
  const place = { seed, path, ...(example === undefined ? {} : { example }), case: given, shrinks };
  const outcome = await session.afterwards((alone) => property.examine(given, alone));
  if (outcome === undefined) {
    session.unconfirmed = true;
    return 'views' in found ? { ...place, ...shown(found, subject), cause: notConfirmed(session) } : undefined;
  }
  if (outcome.kind !== 'violated') return undefined;
  const clearer =
    clearest !== undefined && clearest.outcome.margin < plainlyClearer * outcome.margin
      ? await session.afterwards((alone) => property.examine(clearest.case, alone))
      : undefined;
  const cause = await session.afterwards((alone) =>
    causeOf(property, given, outcome, alone, clearest?.outcome.margin ?? -Infinity),
  );
  return {
    ...place,
    ...shown(outcome, subject),
    ...(clearer?.kind === 'violated' ? { clearest: shown(clearer, subject) } : {}),
    cause: cause ?? notLookedFor(session),
  };
}

/** A session, as far as it says what ended it. */
type Ended = Pick<Session<never>, 'stopped'>;

const tooSoon = ({ stopped }: Ended): string => (stopped === 'aborted' ? 'the run was ended' : 'the time ran out');

const notLookedFor = (session: Ended): Cause => ({
  kind: 'unknown',
  detail: `not looked for to the end: ${tooSoon(session)}`,
});

const notConfirmed = (session: Ended): Cause => ({
  kind: 'unknown',
  detail: `not looked for, and the violation not asked about one image at a time: ${tooSoon(session)}`,
});

/** A violation with a margin so many times as large is shown beside the simplest. */
const plainlyClearer = 1.1;

function shown({ views, why, margin }: Violated, subject: Subject): ShownViolation {
  const scalar = scalarBetween(views);
  return {
    why,
    margin,
    views: views.map((view) => confirmView(view, subject.spec, subject.space)),
    ...(scalar === undefined ? {} : { scalar }),
    label: labelIn(views[0], subject.spec.labels),
    labelAfter: labelIn(views.at(-1), subject.spec.labels),
  };
}

const exampleCounts = ({ counts: { held, violated, vacuous, inconclusive } }: Tally): ExampleCounts => ({
  held,
  violated: violated,
  vacuous,
  inconclusive,
});

function scalarBetween(views: readonly View[]): number | undefined {
  const last = views.at(-1);
  return last === undefined || last.image.parts.length === 0 ? undefined : scalarOf(last.image);
}

const labelIn = (view: View | undefined, labels: readonly string[]): string =>
  view === undefined ? '' : (labels[labelOf(view.scores)] ?? '');
