import type { PatternKink } from '../pattern/patternKinks.js';
import type { InputType } from './input.js';

// What goes back and forth between a classifier and the workers that run its model.

/** The tensor that a worker feeds. */
export interface FedInput {
  readonly name: string;
  readonly type: InputType;
  /** Of one image. */
  readonly dims: readonly number[];
  /** How many images a run must have, where that is fixed: others are filled up with zeros. */
  readonly batch: number | undefined;
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
  | { readonly kind: 'probe'; readonly images: Rows; readonly names: readonly string[] }
  /** `kinks` are always the same. */
  | { readonly kind: 'patterns'; readonly images: Rows; readonly kinks: readonly PatternKink[] }
  /** Something that a module of conic's does beside the model: see {@link Work}. `module` is its URL. */
  | { readonly kind: 'work'; readonly module: string; readonly task: unknown };

/** Float32 numbers in a buffer of their own. */
export interface SentTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly buffer: ArrayBuffer;
}

/** The engine that a worker loaded. */
export interface EngineInfo {
  /** Name and version: `onnxruntime 1.30.0`. */
  readonly engine: string;
  /** `cpu`, `wasm, SIMD`, `native`. */
  readonly runsOn: string;
  /** Whether native code computes, which must not be ended in the middle. */
  readonly native: boolean;
  /** Whether one worker keeps the whole machine busy. */
  readonly parallel: boolean;
  /** How many images at once suit it. */
  readonly batchLimit: number;
}

/**
 * What went wrong: the engine is not installed, or it rejects the model, or it fails while running, or has not what an option
 * asks for. Or what it was given is not an image: then `image` says which one, counted from the first of the rows.
 */
export type Failure =
  | { readonly failure: 'engine' | 'model' | 'run'; readonly message: string }
  /** `message` is what was found of an option. */
  | { readonly failure: 'option'; readonly option: string; readonly message: string; readonly expected: string }
  | { readonly failure: 'image'; readonly message: string; readonly image: number };

export type WorkerReply =
  | ({ readonly kind: 'opened' } & EngineInfo)
  | { readonly kind: 'scores'; readonly buffer: ArrayBuffer }
  | { readonly kind: 'tensors'; readonly tensors: readonly SentTensor[] }
  | { readonly kind: 'patterns'; readonly patterns: readonly string[] }
  | { readonly kind: 'worked'; readonly answer: unknown }
  | ({ readonly kind: 'failed' } & Failure);
