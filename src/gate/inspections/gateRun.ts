import type { Classifier } from '../../classifier/classifier.js';
import { closingOf } from '../../run/closing.js';
import { deadline as deadlineAt, now, orStopped, type Deadline } from '../../clock.js';
import { LostClassifierError, type OptionPath } from '../../errors.js';
import type { Corpus } from '../../image/corpus.js';
import type { Image } from '../../image/image.js';
import type { Misfed } from '../../run/feeding/misfed.js';
import type { OwnShare } from '../../run/ownShare.js';
import type { RunOptions } from '../../run/setup.js';
import type { gateSettings } from '../../settings/gate.js';
import type { ValueOf } from '../../settings/kind.js';
import type { Evidence } from './evidence.js';

/** A model as a configuration names one: a path, or an object with `path`. */
export type NamedModel = ValueOf<typeof gateSettings.model.kind>;

/** What all inspections of one run of the gate share. */
export interface GateRun {
  readonly classifier: Classifier;
  /** Opens another model that the configuration names at a place in it. Who opens it disposes of it. */
  readonly openAnother: (model: NamedModel, at: OptionPath) => Promise<Classifier>;
  /** Images, seed, scalars, space and overflow. */
  readonly options: RunOptions & { readonly seed: number };
  /** Differences of scores up to this, relative to the largest, are rounding. */
  readonly tolerance: number;
  /** Whether the model cannot be asked any more: what there was instead of an answer. */
  readonly loss: { found?: string };
  /** A moment on the clock after which nothing is begun. */
  readonly deadline: number | undefined;
  /** A moment on the clock after which nothing is confirmed, explained or noted either. */
  readonly closing: number | undefined;
  /** The user's images; undefined where images are made. */
  readonly corpus: Corpus | undefined;
  /** Where the model is at chance on images whose label is known, and nobody said that this is meant. */
  readonly misfed: Misfed | undefined;
  /** Each image once: the user's, or made ones. For what is asked of images and not of cases. */
  readonly eachImage: () => readonly Image[];
}

/** What of a gate is a part's own. */
export interface OwnGateShare extends OwnShare {
  /** Cases beyond those that are wanted, as a share of these, for those that cannot be decided; undefined: as its own suggest. */
  readonly spare: number | undefined;
}

/** Whether nothing more may be begun. */
export const isOver = ({ deadline, loss, options: { signal } }: GateRun): boolean =>
  loss.found !== undefined || signal?.aborted === true || (deadline !== undefined && now() >= deadline);

/** Why a run that {@link isOver} is. */
export const stoppedBy = ({ loss, options: { signal } }: GateRun): NonNullable<Evidence['stopped']> => {
  if (loss.found !== undefined) return 'model lost';
  return signal?.aborted === true ? 'aborted' : 'time limit';
};

/** What stopped a run, as the end of a sentence begins: `the time limit`. */
export const stopInWords = (stopped: NonNullable<Evidence['stopped']>): string =>
  ({ 'time limit': 'the time limit', aborted: 'the end of the run', 'model lost': 'the loss of the model' })[stopped];

/**
 * Does what asks the model; where that is lost meanwhile, the run is over.
 *
 * @returns undefined where it was lost.
 */
export async function unlessLost<Value>({ loss }: GateRun, ask: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof LostClassifierError)) throw thrown;
    loss.found = thrown.problem.found;
    return undefined;
  }
}

/** The time that is left, for a run's own time limit. @param least milliseconds that it has in any case. */
export const untilDeadline = ({ deadline }: Pick<GateRun, 'deadline'>, least = 1): Pick<RunOptions, 'timeLimit'> =>
  deadline === undefined ? {} : { timeLimit: Math.max(least, deadline - now()) / 1000 };

/** What ends a run from outside. */
interface EndedBy {
  readonly options: Pick<RunOptions, 'signal'>;
}

/** A signal that fires when the run's time is over or somebody ends it, to be released. */
export const endOfTime = ({
  deadline,
  options: { signal },
}: Pick<GateRun, 'deadline'> & EndedBy): Pick<Deadline, 'signal' | 'release'> => deadlineAt(left(deadline), signal);

/** A signal that fires when nothing more is confirmed, explained or noted, to be released. */
export const endOfGrace = ({
  closing,
  options: { signal },
}: Pick<GateRun, 'closing'> & EndedBy): Pick<Deadline, 'signal' | 'release'> => closingOf(left(closing), signal);

/** Milliseconds until a moment on the clock. */
const left = (moment: number | undefined): number | undefined =>
  moment === undefined ? undefined : Math.max(1, moment - now());

/** Enough for a model that is not slow to confirm what was found when the time was over: milliseconds. */
export const toConfirm = 100;

/**
 * Asks the model for as long as there is time.
 *
 * @param end fires when there is none: {@link endOfTime}, or {@link endOfGrace}. It is released.
 * @param ask is given its signal.
 * @returns undefined if the time ran out before there was an answer.
 */
export async function askUntil<Value>(
  { signal, release }: Pick<Deadline, 'signal' | 'release'>,
  ask: (signal: AbortSignal) => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await orStopped(() => ask(signal), signal);
  } finally {
    release();
  }
}
