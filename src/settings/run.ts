import { choice, flag, number, seconds, textLike, whole } from './kinds.js';
import { scalarRange, scalarsSetting } from './scalars.js';
import { settings } from './setting.js';

/** What happens above white. */
export const overflow = choice(['limit', 'clamp', 'allow']);

/** Where scalars act. */
export const space = choice(['pixel', 'model']);

export const spaceSetting = {
  kind: space,
  help: 'where scalars act, on pixels or after preprocessing',
  placeholder: 'space',
} as const;

export const seed = whole(-(2 ** 31), 2 ** 31 - 1);

/** Where in a run a case is: `12:0:3`; of a case that a search made, `12+1=7:0:3`. */
export const casePath = textLike(
  /^\d+(\+\d+(\.\d+)*=\d+)*(:\d+)*$/,
  'a path as reports have it, such as 12:0:3 or 12+1=7:0:3',
);

/** How far a violation is made simpler. */
export const shrinkTarget = choice(['clear', 'edge']);

export type ShrinkTarget = (typeof shrinkTarget.choices)[number];

const inside = 'a number above 0 and below 1';

/** Differences up to it, relative to the largest score, are rounding error. */
export const tolerance = {
  kind: number(inside, { above: 0, below: 1 }),
  help: 'differences up to this, relative to the largest score, are rounding',
  default: 1e-5,
  placeholder: 't',
} as const;

/** The same for properties, which leave it to the caller: 0 is none at all. */
export const anyTolerance = { ...tolerance, kind: number('a number of 0 or more', { from: 0 }) } as const;

/** Accuracy at chance says that a model is not fed as it was trained, unless it is meant. */
export const allowChance = {
  kind: flag,
  help: 'a model that gives known images their label no more often than guessing is meant: a verdict on it counts',
  default: false,
} as const;

/** The most cases that a run tries of a property. */
export const mostRunCases = 1e9;

/** What a run of a property can be told. */
export const runSettings = settings({
  /** How many cases. Default 1000. */
  cases: { kind: whole(1, mostRunCases), help: 'how many cases a property', default: 1000 },
  /** A 32-bit whole number; the same seed gives the same cases. Default: a new one each time. */
  seed: {
    kind: seed,
    help: 'a whole number; the same seed gives the same cases',
    usually: 'a new one',
    placeholder: 's',
  },
  /** Where in the run to begin: a path that an earlier run reported with this seed. */
  path: { kind: casePath, help: 'with seed: begin at this case of an earlier run', placeholder: 'path' },
  /** The range of scalars, for properties that use them. */
  scalars: { ...scalarsSetting, kind: scalarRange, usually: "the property's own, such as 0.001..1" },
  /** What to do above white. Default `limit`. */
  overflow: { kind: overflow, help: 'what happens above white', default: 'limit', placeholder: 'how' },
  /** Where scalars act: on pixels, or after preprocessing. Default `pixel`. */
  space: { ...spaceSetting, default: 'pixel' },
  /**
   * How far a violation is made simpler: to the simplest case that is still `clear`, with a margin at least half of the clearest one's
   * on the way; or to the very `edge`, as far as it is a violation at all. Default `clear`.
   */
  shrink: {
    kind: shrinkTarget,
    help: 'how far a violation is made simpler, to a case that is half as clear at least or to the very edge',
    default: 'clear',
    placeholder: 'how',
  },
  /**
   * Ends the whole run after this many seconds, with what it has; confirming a violation and looking for its cause may take a second
   * more, or a tenth of the limit. What these had no time for is said.
   */
  timeLimit: {
    kind: seconds,
    help: 'end the run after this long, with what it has',
    usually: 'none',
    placeholder: 'seconds',
  },
  /**
   * Whether a verdict counts though the classifier gives images whose label is known no label better than guessing. Without it
   * such a run is inconclusive, unless there is a violation: the classifier is probably not fed as it was trained.
   */
  allowChance,
  /**
   * Whether to search: after some cases as without it, most are made of those that hold by the smallest margin. It finds violations
   * that are rare sooner; what it tried is no sample, so it says nothing of how often the claim fails. Not where that is measured.
   */
  search: {
    kind: flag,
    help: 'go on from the cases that come nearest to a violation: finds rare ones sooner, and says nothing of how often',
    default: false,
  },
});
