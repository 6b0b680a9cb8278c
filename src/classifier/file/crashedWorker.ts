import { CrashedClassifierError } from '../../errors.js';

/** A worker that has died of what it was asked. */
export interface WorkerCrash {
  /** The model's file. */
  readonly where: string;
  /** How it ended: `its process ended by SIGSEGV`. */
  readonly found: string;
  /** Whether it had a process of its own. */
  readonly isolate: boolean;
  /** Whether it was loading the model. */
  readonly isOpening: boolean;
}

/** The error where a worker has died, before it is said of which images. */
export const crashedWorker = ({ where, found, isolate, isOpening }: WorkerCrash): CrashedClassifierError =>
  new CrashedClassifierError({
    where,
    found: isOpening ? `${found} while it loaded the model` : found,
    expected: isOpening ? 'a model that its engine can load' : 'scores',
    ...(isolate
      ? {}
      : { remedy: ['Let the model run in a process of its own: ', { option: ['isolate'], value: true }, '.'] }),
  });
