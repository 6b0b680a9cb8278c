import { branchSeedOf, branchSeeds, type Draw, type ToldDraws } from '../../generate/draws.js';
import type { Chance } from './chance.js';
import type { Credit } from './credit.js';
import type { Stand } from './stand.js';

/** A case to be made of another one: what its draws are told, and the change by which it differs. */
export interface Change {
  readonly told: ToldDraws;
  /** The draw that was changed. */
  readonly at: string;
  /** By how much, where it was moved and not drawn again. */
  readonly step?: number;
}

/** Draws with fewer values have no order worth following: a kind of image, an image of a few. */
const fewValues = 16;

/** How often a draw with many values is moved, and not drawn again. */
const moved = 0.75;

/** How often an edit that is there is taken away. */
const undone = 0.1;

/**
 * A neighbour of a case: one of its draws comes to something else. Where there are many values it moves: by a step that is doubled
 * as long as it comes closer, and turned and halved where it does not, which is the alternating variable method (Korel, "Automated
 * software test data generation", 1990).
 *
 * @returns undefined where nothing was drawn.
 */
export function changed({ drawn, told, steps }: Stand, chance: Chance, credit: Credit): Change | undefined {
  const draw = chance.weighted(
    drawn.filter((each) => isWorthChanging(each)),
    // What has few values says little.
    ({ at, size }) => credit.of(at) * Math.log2(size),
  );
  if (draw === undefined) return undefined;
  const { at, size, place, usual } = draw;
  if (place === usual && usual === 0) return { told: new Map([...told, ...begun(draw, told, chance)]), at };
  if (usual === 0 && chance.share() < undone) return { told: new Map([...told, [at, usual]]), at };
  if (size < fewValues || chance.share() >= moved) return { told: new Map([...told, [at, other(draw, chance)]]), at };
  const step = steps.get(at) ?? firstStep(size, chance);
  const next = Math.min(size - 1, Math.max(0, place + step));
  // Whoever asks before it is known what came of this one gets the next.
  keepStep(steps, at, nextStep(step, false));
  return next === place
    ? { told: new Map([...told, [at, other(draw, chance)]]), at }
    : { told: new Map([...told, [at, next]]), at, step };
}

/** What there is one value of cannot be changed, and what a branch comes to is drawn with its beginning. */
const isWorthChanging = ({ at, size, usual }: Draw): boolean =>
  size > 1 && !(usual !== undefined && branchSeedOf(at) === at);

/** An edit that was not there before: which one is drawn anew, since the draws of a branch say the same each time. */
function begun(draw: Draw, told: ToldDraws, chance: Chance): readonly (readonly [string, number])[] {
  const seed = branchSeedOf(draw.at);
  const place: readonly [string, number] = [draw.at, other(draw, chance)];
  return seed === undefined || told.has(seed) ? [place] : [[seed, chance.below(branchSeeds)], place];
}

/** Another place than this one, each as likely. */
const other = ({ size, place }: Draw, chance: Chance): number => {
  const next = chance.below(size - 1);
  return next < place ? next : next + 1;
};

/** From a half to a 256th of the values, up or down, each size as likely. */
const firstStep = (size: number, chance: Chance): number =>
  Math.max(1, Math.round(size / 2 ** (1 + chance.share() * 7))) * (chance.below(2) === 0 ? 1 : -1);

/** Remembers the next step of a draw; undefined: a new first one. */
export const keepStep = (steps: Map<string, number>, at: string, step: number | undefined): void => {
  if (step === undefined) steps.delete(at);
  else steps.set(at, step);
};

/** The next step after one that came closer, or did not; undefined where it has become too small to halve. */
export const nextStep = (step: number, isCloser: boolean): number | undefined => {
  if (isCloser) return step * 2;
  const back = -Math.trunc(step / 2);
  return back === 0 ? undefined : back;
};
