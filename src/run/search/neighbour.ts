import { branchSeedOf, branchSeeds, type Draw, type ToldDraws } from '../../generate/draws.js';
import type { Chance } from './chance.js';
import type { Credit } from './credit.js';
import type { Stand } from './stand.js';

/** A case to be made of another one: what its draws are told, and the change by which it differs. */
export interface CaseChange {
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

/** What has few values says little, but where an edit begins, more is drawn besides: in bits. */
const editSays = 7;

/** How often the step that led to a case is followed by another one of the same draw. */
const straightOn = 0.5;

/** How often an edit that is there is taken away. */
const undone = 0.1;

/**
 * A neighbour of a case: one of its draws comes to something else. Where there are many values it moves: by a step that is doubled
 * as long as it comes closer, and turned and halved where it does not, which is the alternating variable method (Korel, "Automated
 * software test data generation", IEEE Transactions on Software Engineering 16, 1990).
 *
 * @returns undefined where nothing was drawn.
 */
export function neighbourOf(stand: Stand, chance: Chance, credit: Credit): CaseChange | undefined {
  const { told, steps } = stand;
  const draw = chosen(stand, chance, credit);
  if (draw === undefined) return undefined;
  const { at, size, place, usual } = draw;
  if (place === usual && usual === 0) return { told: new Map([...told, ...begun(draw, told, chance)]), at };
  if (usual === 0 && chance.share() < undone) return { told: new Map([...told, [at, usual]]), at };
  if (size < fewValues || chance.share() >= moved) return { told: new Map([...told, [at, other(draw, chance)]]), at };
  const step = steps.get(at) ?? firstStep(size, chance);
  const next = Math.min(size - 1, Math.max(0, place + step));
  // Whoever asks before it is known what came of this one gets the next.
  keepStep(steps, at, stepBack(step));
  return next === place
    ? { told: new Map([...told, [at, other(draw, chance)]]), at }
    : { told: new Map([...told, [at, next]]), at, step };
}

/** The draw to change: that of the step that led here, as long as it leads on, or any that is worth it. */
function chosen({ drawn, steps, along }: Stand, chance: Chance, credit: Credit): Draw | undefined {
  if (along !== undefined && steps.has(along) && chance.share() < straightOn)
    return drawn.find(({ at }) => at === along);
  return chance.weighted(
    drawn.filter((each) => isWorthChanging(each)),
    ({ at, size, usual }) => credit.of(at) * (usual === 0 ? editSays : Math.log2(size)),
  );
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

/** From a quarter to a 1024th of the values, up or down, each size as likely. */
const firstStep = (size: number, chance: Chance): number =>
  Math.max(1, Math.round(size / 2 ** (2 + chance.share() * 8))) * (chance.below(2) === 0 ? 1 : -1);

/** Remembers the next step of a draw; undefined: a new first one. */
export const keepStep = (steps: Map<string, number>, at: string, step: number | undefined): void => {
  if (step === undefined) steps.delete(at);
  else steps.set(at, step);
};

/** What came of a step: the margin that was there before it, and the one after it. */
export interface StepTaken {
  readonly step: number;
  readonly before: number;
  readonly after: number;
}

/**
 * The next step after one that came closer: twice as far; but where a straight line through the two margins comes to 0 before that, as
 * far as there and a little beyond, since networks are straight for a while (the secant method).
 */
export const stepOn = ({ step, before, after }: StepTaken): number => {
  const toZero = step * (after / (before - after)) * beyond;
  const [size, most] = [Math.ceil(Math.abs(toZero)), 2 * Math.abs(step)];
  return Math.sign(step) * Math.min(most, Math.max(1, size));
};

const beyond = 1.1;

/** The next step after one that did not come closer: back, half as far; undefined where it has become too small to halve. */
const stepBack = (step: number): number | undefined => {
  const back = -Math.trunc(step / 2);
  return back === 0 ? undefined : back;
};
