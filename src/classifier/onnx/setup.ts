import type { FedInput } from '../file/protocol.js';

/** An execution provider of onnxruntime, by its own name, and its options in its own words. */
export interface Provider {
  readonly name: string;
  readonly options: Readonly<Record<string, boolean | number | string>>;
}

/** What a worker is told when it starts. */
export interface OnnxWorkerSetup {
  /** The file, in shared memory: one copy for all workers. */
  readonly model: Uint8Array;
  /** Where files lie that hold weights of the model. */
  readonly folder: string;
  /** Those files' real paths, by the names that the model has for them. */
  readonly externalData: ReadonlyMap<string, string>;
  /** Threads for one batch. */
  readonly threads: number;
  /** What it runs on, and what that is told. */
  readonly provider: Provider;
  readonly input: FedInput;
  /** The tensor that has the scores. */
  readonly scores: string;
  /** Outputs that the file has. */
  readonly outputs: readonly string[];
}
