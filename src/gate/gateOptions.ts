import type { Progress } from '../run/progress.js';
import type { Property } from '../run/property.js';

/** What a gate is told besides its configuration. */
export interface GateOptions {
  /** Properties of your own, which the configuration may set limits on by their names, like those of the catalogue. */
  readonly properties?: readonly Property<unknown>[];
  /** What the configuration's paths are relative to. Default: the working folder. */
  readonly folder?: string;
  /** What the configuration is called in messages. Default `config`. */
  readonly name?: string;
  /** Takes responsibility for what fails now: it is written to the file of accepted findings. */
  readonly accept?: {
    /** Why it may ship nevertheless. */
    readonly reason: string;
    /** The last day on which that holds, as `2027-01-31`. */
    readonly expires: string;
  };
  /** The day that acceptance is judged by, in UTC. Default: today. */
  readonly today?: Date;
  /** Hears what is going to be tried, a line a limit, before the run. */
  readonly onPlan?: (lines: readonly string[]) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the run when aborted, with what it has; that never passes. */
  readonly signal?: AbortSignal;
}
