import { LostClassifierError } from '../errors.js';
import { scalarOf } from '../image/image.js';
import { labelOf } from '../classifier/scores.js';
import { confirmView } from './confirmView.js';
import { causeOf } from './findCause.js';
import type { View } from './outcome.js';
import type { Tally } from './progress.js';
import { verdictIfMisfed, verdictOf, type Counterexample, type ExampleCounts, type Result } from './result.js';
import type { SessionFindings, Session } from './session.js';

/**
 * Makes a result of what a session counted and found: confirms the counterexample at batch 1 and finds its cause. Of
 * several that were found, the first that is confirmed.
 */
export async function concludeRun<Case>(
  session: Session<Case>,
  ...candidates: readonly (SessionFindings<Case> | undefined)[]
): Promise<Result<Case>> {
  const { setup, tally } = session;
  const { property, subject, seed } = setup;
  const counts = tally.counts;
  const found = candidates.filter((candidate) => candidate !== undefined);
  let counterexample: Counterexample<Case> | undefined;
  for (const candidate of found) counterexample ??= await confirmedUnlessLost(session, candidate);
  // A limit that comes after the last case has ended nothing.
  const stopped = tally.cases < setup.cases && !session.enough ? session.stopped : undefined;
  const ruling =
    found.length > 0 && counterexample === undefined && property.kind !== 'rate'
      ? ({ verdict: 'inconclusive', reason: session.lost === undefined ? 'batch-dependent' : 'model lost' } as const)
      : counterexample?.example !== undefined && property.kind !== 'rate'
        ? ({ verdict: 'violated' } as const)
        : verdictOf(counts, property.kind ?? 'claim', stopped);
  const examples = session.exampleTally;
  const misfed = await session.misfed();
  return {
    property: property.name,
    claim: property.claim,
    ...verdictIfMisfed(ruling, misfed),
    ...(misfed === undefined ? {} : { misfed }),
    ...(session.lost === undefined ? {} : { lost: session.lost }),
    cases: tally.cases,
    planned: setup.cases,
    held: counts.held,
    violated: counts.violated,
    vacuous: counts.vacuous,
    inconclusive: counts.inconclusive,
    ...(examples.cases === 0 ? {} : { examples: exampleCounts(examples) }),
    reasons: Object.fromEntries(tally.reasons),
    ...(tally.smallestMargin === undefined ? {} : { smallestMargin: tally.smallestMargin }),
    ...(counterexample === undefined ? {} : { counterexample }),
    seed,
    evaluated: subject.evaluated,
    durationMs: Math.round(session.elapsed),
  };
}

/** The same where a model that is lost meanwhile confirms nothing, and says so to the session. */
async function confirmedUnlessLost<Case>(
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

/** The counterexample as the model answers alone, or undefined if alone it answers otherwise. */
async function confirmed<Case>(
  { setup: { property, subject, seed } }: Session<Case>,
  { case: given, path, example, shrinks, clearest }: SessionFindings<Case>,
): Promise<Counterexample<Case> | undefined> {
  const alone = subject.vary({ alone: true });
  const outcome = await property.examine(given, alone);
  if (outcome.kind !== 'violated') return undefined;
  const { views, why, margin } = outcome;
  const scalar = scalarBetween(views);
  return {
    seed,
    path,
    ...(example === undefined ? {} : { example }),
    case: given,
    shrinks,
    why,
    margin,
    views: views.map((view) => confirmView(view, subject.spec, subject.space)),
    ...(scalar === undefined ? {} : { scalar }),
    label: labelIn(views[0], subject.spec.labels),
    labelAfter: labelIn(views.at(-1), subject.spec.labels),
    cause: await causeOf(property, given, outcome, alone, clearest),
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
