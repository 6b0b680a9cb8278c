import type { Classifier } from '../../classifier/classifier.js';
import { now } from '../../clock.js';
import type { Corpus } from '../../image/corpus.js';
import type { Image } from '../../image/image.js';
import type { Misfed } from '../../run/feeding/misfed.js';
import type { RunOptions } from '../../run/setup.js';
import type { Evidence } from './evidence.js';

/** What all inspections of one run of the gate share. */
export interface GateRun {
  readonly classifier: Classifier;
  /** Images, seed, scalars, space and overflow. */
  readonly options: RunOptions & { readonly seed: number };
  /** Differences of scores up to this, relative to the largest, are rounding. */
  readonly tolerance: number;
  /** A moment on the clock after which nothing is begun. */
  readonly deadline: number | undefined;
  /** The user's images; undefined where images are made. */
  readonly corpus: Corpus | undefined;
  /** Where the model is at chance on images whose label is known, and nobody said that this is meant. */
  readonly misfed: Misfed | undefined;
  /** Each image once: the user's, or made ones. For what is asked of images and not of cases. */
  readonly eachImage: () => readonly Image[];
}

/** Whether nothing more may be begun. */
export const isOver = ({ deadline, options: { signal } }: GateRun): boolean =>
  signal?.aborted === true || (deadline !== undefined && now() >= deadline);

/** Why a run that {@link isOver} is. */
export const stoppedBy = ({ options: { signal } }: GateRun): NonNullable<Evidence['stopped']> =>
  signal?.aborted === true ? 'aborted' : 'time limit';

/** The milliseconds that are left, for a run's own time limit. */
export const untilDeadline = ({ deadline }: GateRun): Pick<RunOptions, 'timeLimit'> =>
  deadline === undefined ? {} : { timeLimit: Math.max(1, deadline - now()) / 1000 };
