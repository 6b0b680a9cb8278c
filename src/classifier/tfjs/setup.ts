import type { WeightSpec } from '../../network/tfjs/weights.js';
import type { FedInput } from '../file/protocol.js';
import type { TfjsEngine } from './options.js';
import type { TensorReading } from './plan.js';

/** What a worker is told when it starts. */
export type TfjsWorkerSetup = {
  readonly engine: TfjsEngine | undefined;
  readonly input: FedInput;
} & (
  | {
      readonly kind: 'layers' | 'graph';
      /** What the file says. */
      readonly topology: object;
      /** Where the scores are. */
      readonly scoring: TensorReading;
      /** What all tensors are read from, if not the model itself. */
      readonly probing: object | undefined;
      readonly specs: readonly WeightSpec[];
      /** In shared memory: one copy for all workers. */
      readonly weights: Uint8Array;
    }
  | {
      readonly kind: 'saved';
      readonly folder: string;
      readonly tags: readonly string[];
      readonly signature: string;
      /** The key of the output that has the scores. */
      readonly scores: string;
    }
);
