import type { Classifier } from '../classifier/classifier.js';
import { confirmedUnlessLost, countedIn, type RunAccount } from './conclude.js';
import type { Property } from './property.js';
import type { Counterexample } from './result.js';
import { assertNoSearch } from './search/assertNoSearch.js';
import { Session, type CountedViolation, type SessionFindings } from './session.js';
import type { Share } from './share.js';
import { setUp, type RunOptions } from './setup.js';
import { mayBeWorst } from './worst.js';

/** A violation in a share. */
export interface FoundInShare<Case> {
  /** The number of its case. */
  readonly number: number;
  /** Of the case as it was generated. */
  readonly margin: number;
  /** Null if it was not confirmed; undefined where it cannot be the one that the whole run shows. */
  readonly counterexample: Counterexample<Case> | null | undefined;
  /** Where it is null: whether there was no time to ask about it again, so that it counts as it was found. */
  readonly unconfirmed?: true;
}

/** What was counted and found in a share of a run. */
export interface ShareFindings<Case> extends Omit<RunAccount<Case>, 'found' | 'counterexample'> {
  /**
   * In the order of the cases: the first violation, if the run stops there; else every violation that is clearer than all before
   * it in this share.
   */
  readonly found: readonly FoundInShare<Case>[];
  /** The example that violates, null if it was not confirmed; undefined if none does. */
  readonly known: Counterexample<Case> | null | undefined;
}

/** What is told of a share besides what a run is told. */
export interface ShareOptions {
  readonly share: Share;
  /** Whether all cases are counted, as `measure` does, or the first violation ends it, as in `check`. */
  readonly measuring: boolean;
  /**
   * Whether the whole run may end at any case of this share, as that of a gate may: then whatever was the clearest for a while may be
   * the one that is shown. Default false.
   */
  readonly mayEnd?: boolean;
}

/**
 * Does a share of what `check` or `measure` would do: the same cases, with the same seed and paths. A case that the whole run may
 * have to show is shrunk, confirmed and explained here. Examples are tried by the share that begins at case 0.
 *
 * @param options those of the whole run; without a path.
 * @throws as `check` does.
 * @example await checkShare(scalarInvariance(), classifier, { seed: 1 }, { share: { from: 125, to: 250 }, measuring: false });
 */
export async function checkShare<Case>(
  property: Property<Case>,
  classifier: Classifier,
  options: RunOptions<NoInfer<Case>>,
  { share: { from, to }, measuring, mayEnd = false }: ShareOptions,
): Promise<ShareFindings<Case>> {
  assertNoSearch(options, 'a part');
  const own = { ...options, cases: to - from, ...(from === 0 ? {} : { path: String(from) }) };
  const session = new Session(await setUp(property, classifier, own, measuring ? 'measure' : 'check'));
  try {
    const misfed = from === 0 ? await session.misfed() : undefined;
    const example = await session.examples({ stopAtViolation: !measuring });
    const known = example === undefined ? undefined : ((await confirmedUnlessLost(session, example)) ?? null);
    if (measuring) {
      await session.cases({ stopAtViolation: false });
      const found = await conclude(session, session.clearer, mayEnd);
      return { known, found, misfed, ...countedIn(session) };
    }
    const first = example === undefined ? await session.cases({ stopAtViolation: true }) : undefined;
    const found =
      first === undefined
        ? []
        : [
            {
              number: numberOf(first),
              margin: first.outcome.margin,
              ...(await confirmedInShare(session, first)),
            },
          ];
    return { known, found, misfed, ...countedIn(session) };
  } finally {
    session.end();
  }
}

/** Shrinks and confirms those of a chain of violations that may be the clearest of the whole run. */
async function conclude<Case>(
  session: Session<Case>,
  chain: readonly CountedViolation<Case>[],
  mayEnd: boolean,
): Promise<readonly FoundInShare<Case>[]> {
  const last = chain.at(-1)?.outcome.margin ?? 0;
  const found: FoundInShare<Case>[] = [];
  for (const violation of chain) {
    const { margin } = violation.outcome;
    const confirmed =
      mayEnd || mayBeWorst(margin, last)
        ? await confirmedInShare(session, await session.shrink(violation))
        : { counterexample: undefined };
    found.push({ number: numberOf(violation), margin, ...confirmed });
  }
  return found;
}

/** What came of asking about a violation again. A session that had no time for one has none for those after it. */
async function confirmedInShare<Case>(
  session: Session<Case>,
  violation: SessionFindings<Case>,
): Promise<Pick<FoundInShare<Case>, 'counterexample' | 'unconfirmed'>> {
  const counterexample = (await confirmedUnlessLost(session, violation)) ?? null;
  return { counterexample, ...(counterexample === null && session.unconfirmed ? { unconfirmed: true } : {}) };
}

/** The number of the case that a violation was found as, whatever it was shrunk to. */
const numberOf = ({ path }: Pick<CountedViolation<unknown>, 'path'>): number => Number.parseInt(path, 10);
