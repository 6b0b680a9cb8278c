import type { Draw, ToldDraws } from '../../generate/draws.js';
import type { Outcome } from '../outcome.js';
import { neighbourOf, keepStep, stepOn, type CaseChange } from './neighbour.js';
import { Chance } from './chance.js';
import { Credit } from './credit.js';
import type { Root, Stand } from './stand.js';

/** Where a case of a search comes from: drawn as without one, or made of a case that was. */
export interface Origin {
  readonly root: Root;
  readonly told: ToldDraws;
  /** The case it was made of, and how. */
  readonly made?: { readonly of: Stand; readonly by: CaseChange };
}

/** Cases to begin with, all drawn as without a search: where violations are common, one is found among them. */
const firstSample = 24;

/** Cases in a round to begin with. */
const smallest = 8;

/** Cases in the largest round: enough for a batch, and few beside those that were tried before. */
const largest = 256;

/** Of the cases after the first sample, so many are drawn as without a search: where cases come closer, and where they do not. */
const drawnShare = { climbing: 0.125, standing: 0.5 };

/** How many cases a search goes on from. */
const mostStands = 16;

/** A case is left alone after so many that came no closer. */
const mostInVain = 60;

/** How often the case that is nearest to a violation is the one to go on from; else the second is half as likely as it, and so on. */
const nearestFirst = 0.6;

/**
 * A search for a violation: goes on from cases that hold by a small margin to others that are made of them, and hears what came of
 * each. It depends on the seed and on the margins alone.
 */
export class Climb {
  readonly #chance: Chance;
  readonly #credit = new Credit();
  /** Nearest to a violation first. */
  #stands: readonly Stand[] = [];
  #isClimbing = false;
  #tried = 0;

  /** @param root gives the next case that is drawn as without a search. */
  constructor(
    seed: number,
    private readonly root: () => Root,
  ) {
    this.#chance = new Chance(seed);
  }

  /** The next round of cases, at most so many. */
  round(most: number): readonly Origin[] {
    const count = Math.min(most, this.#size());
    const isSample = this.#tried < firstSample || this.#stands.length === 0;
    const share = isSample ? 1 : this.#isClimbing ? drawnShare.climbing : drawnShare.standing;
    const drawn = Math.ceil(share * count);
    this.#isClimbing = false;
    this.#tried += count;
    return Array.from({ length: count }, (_, i) => (i < drawn ? this.#drawn() : (this.#made() ?? this.#drawn())));
  }

  /** Hears what came of a case of the last round. */
  hear({ root, told, made }: Origin, drawn: readonly Draw[], outcome: Outcome): void {
    const margin = outcome.kind === 'held' ? (outcome.left ?? outcome.margin) : undefined;
    if (made === undefined) {
      if (margin !== undefined) this.#take({ root, told, drawn, margin, steps: new Map(), vain: 0 });
      return;
    }
    const { of, by } = made;
    const isCloser = margin !== undefined && margin < of.margin;
    this.#credit.add(by.at, isCloser);
    if (!isCloser) {
      of.vain++;
      if (of.vain === mostInVain) this.#stands = this.#stands.filter((stand) => stand !== of);
      return;
    }
    this.#isClimbing = true;
    const steps = new Map(of.steps);
    const { at, step } = by;
    if (step !== undefined) keepStep(steps, at, stepOn({ step, before: of.margin, after: margin }));
    this.#take({ root, told, drawn, margin, steps, vain: 0, ...(step === undefined ? {} : { along: at }) }, of);
  }

  /** Adds a stand, in the place of the one that it was made of. */
  #take(stand: Stand, of?: Stand): void {
    const others = this.#stands.filter((other) => other !== of);
    this.#stands = [...others, stand].toSorted((a, b) => a.margin - b.margin).slice(0, mostStands);
  }

  /** A quarter of what was tried, so that little is tried in vain once there is a violation. */
  #size(): number {
    return Math.min(largest, Math.max(smallest, 2 ** Math.floor(Math.log2(this.#tried / 4 + 1))));
  }

  #drawn(): Origin {
    return { root: this.root(), told: new Map() };
  }

  #made(): Origin | undefined {
    const stands = this.#stands;
    const of =
      this.#chance.share() < nearestFirst
        ? stands[0]
        : this.#chance.weighted(stands, (stand) => 1 / (1 + stands.indexOf(stand)));
    const by = of === undefined ? undefined : neighbourOf(of, this.#chance, this.#credit);
    return of === undefined || by === undefined ? undefined : { root: of.root, told: by.told, made: { of, by } };
  }
}
