import type { Progress } from '../run/progress.js';
import type { Property } from '../run/property.js';
import type { GateConfig } from './config.js';
import type { GateReport } from './schema.js';

/** What a gate is told besides its configuration. */
export interface GateOptions {
  /** What names of properties stand for: `catalogue` of `conic/properties`, or a function that adds your own to it. */
  readonly catalogue: (options: { readonly tolerance?: number }) => readonly Property<unknown>[];
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

/**
 * Whether a model may ship: tries what the configuration asks, holds it against its limits, and writes the report where one
 * is asked for. One verdict: `pass`, `fail`, or `inconclusive` where too little could be tried to tell.
 *
 * @throws InputError if the configuration, the model, the images, the baseline or a file is wrong; ClassifierError if the
 *   model fails. An error never passes.
 * @example
 * import { gate } from 'conic';
 * import { catalogue } from 'conic/properties';
 *
 * const config = { model: 'model.onnx', images: 'samples', properties: { 'scalar-invariance': { rate: { atMost: 0.01 } } } };
 * const { verdict, limits } = await gate(config, { catalogue });
 */
export async function gate(config: GateConfig, options: GateOptions): Promise<GateReport> {
  // What reads and checks is loaded when there is something to gate.
  const [{ readConfig }, { runGate }] = await Promise.all([import('./readConfig.js'), import('./runGate.js')]);
  return runGate(readConfig(config, options.name ?? 'config'), options);
}
