import type { FedInput } from '../file/protocol.js';

/** What a worker is told when it starts. */
export interface TfliteWorkerSetup {
  /** The file, in shared memory: one copy for all workers. */
  readonly model: Uint8Array;
  readonly input: FedInput;
  /** The name of the output that has the scores, and its place. */
  readonly scores: string;
  readonly place: number;
}
