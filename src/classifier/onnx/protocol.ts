import type { InputType } from './input.js';

/** What a worker is told when it starts. */
export interface WorkerSetup {
  /** The file, in shared memory: one copy for all workers. */
  readonly model: Uint8Array;
  /** Where files lie that hold weights of the model. */
  readonly folder: string;
  /** Threads for one batch. */
  readonly threads: number;
  readonly input: {
    readonly name: string;
    readonly type: InputType;
    /** Of one image. */
    readonly dims: readonly number[];
    /** How many images a run must have, where that is fixed: others are filled up with zeros. */
    readonly batch: number | undefined;
  };
  /** The tensor that has the scores. */
  readonly scores: string;
  /** Outputs that the file has. */
  readonly outputs: readonly string[];
}

/** Some images of an array of images. */
export interface Rows {
  readonly data: Float32Array;
  /** Position of the first image. */
  readonly first: number;
  readonly count: number;
  /** What each of them is to be multiplied by; nothing where not given. */
  readonly factors?: Float64Array;
}

export type WorkerRequest =
  | { readonly kind: 'open' }
  | { readonly kind: 'scores'; readonly images: Rows }
  | { readonly kind: 'probe'; readonly images: Rows; readonly names: readonly string[] };

/** Float32 numbers in a buffer of their own. */
export interface SentTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly buffer: ArrayBuffer;
}

/** What went wrong: the engine is not installed, or it rejects the model, or it fails while running. */
export type Failure = 'engine' | 'model' | 'run';

export type WorkerReply =
  | { readonly kind: 'opened'; readonly version: string }
  | { readonly kind: 'scores'; readonly buffer: ArrayBuffer }
  | { readonly kind: 'tensors'; readonly tensors: readonly SentTensor[] }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly message: string };
