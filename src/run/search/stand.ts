import type { Draw, ToldDraws } from '../../generate/draws.js';
import type * as fc from 'fast-check';

/** A case as it is drawn without a search, from which others are made. */
export interface Root {
  /** Its number among the run's cases: a path begins with it. */
  readonly number: number;
  readonly random: fc.Random;
}

/** A case that holds, where a search stands: how it was made, and how far it is from a violation (its `left`, else its margin). */
export interface Stand {
  readonly root: Root;
  readonly told: ToldDraws;
  readonly drawn: readonly Draw[];
  readonly margin: number;
  /** How far each draw is changed the next time, by its name; the sign says where to. */
  readonly steps: Map<string, number>;
  /** The draw whose step led here. */
  readonly along?: string;
  /** How many cases made of it came no closer. */
  vain: number;
}
