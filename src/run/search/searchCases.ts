import { Draws, type Draw, type ToldDraws } from '../../generate/draws.js';
import { pathOf } from '../casePlace.js';
import { Lookahead } from '../lookahead.js';
import { runParameters } from '../runParameters.js';
import type { Session, SessionFindings } from '../session.js';
import { Climb, type Origin } from './climb.js';
import type { Root } from './stand.js';

/**
 * Goes over cases that a search makes, up to the first violation, which is then shrunk. It begins with the cases that a run without a
 * search has; those that come nearest to a violation are changed, and some are always drawn as without a search.
 *
 * Every case is told by the number of the one that it was made from and by what its draws came to, so a violation is found again
 * from its path alone, whatever the model says to the others.
 */
export async function searchCases<Case>(session: Session<Case>): Promise<SessionFindings<Case> | undefined> {
  const { seed, cases } = session.setup;
  session.searched = 0;
  const climb = new Climb(seed, rootsOf(seed));
  while (!session.isDone) {
    const round: Made[] = climb.round(cases - session.tally.cases).map((origin) => ({ origin, drawn: [] }));
    const found = await session.round(
      {
        count: round.length,
        source: (place) => {
          const { origin } = round[place]!;
          const { number, random } = origin.root;
          const draws = new Draws(random.clone(), origin.told);
          round[place] = { origin, drawn: draws.drawn };
          return { random: draws, runId: number };
        },
      },
      (place, outcome) => {
        const { origin, drawn } = round[place]!;
        if (origin.made !== undefined) session.searched = (session.searched ?? 0) + 1;
        climb.hear({ ...origin, told: heard(origin.told, drawn) }, drawn, outcome);
      },
    );
    if (found === undefined) continue;
    const { origin, drawn } = round[found.place]!;
    const path = pathOf({ path: String(origin.root.number), told: heard(origin.told, drawn) });
    return session.shrink({ case: found.case, path, outcome: found.outcome });
  }
  return undefined;
}

/** A case of a round, and what was drawn for it. */
interface Made {
  readonly origin: Origin;
  readonly drawn: readonly Draw[];
}

/** What draws were told and came to: what was told of draws that there are no longer is left out. */
function heard(told: ToldDraws, drawn: readonly Draw[]): ToldDraws {
  return new Map(drawn.flatMap(({ at, place }) => (told.get(at) === place ? [[at, place] as const] : [])));
}

/** The cases of a run without a search, one after the other. */
function rootsOf(seed: number): () => Root {
  const generators = new Lookahead(seed, runParameters.randomType, 0);
  let ahead: Root[] = [];
  let next = 0;
  return () => {
    if (ahead.length === 0) ahead = generators.take(taken).map((random) => ({ number: next++, random }));
    return ahead.shift()!;
  };
}

/** Generators are cheap, and each taking of some costs as much as many of them. */
const taken = 256;
