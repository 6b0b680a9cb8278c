import type { NetworkGraph } from '../network/graph.js';
import type { Fit } from '../image/fitting/fit.js';
import type { ImageShape } from '../image/shape.js';
import type { PreprocessingStep } from '../settings/steps.js';
import type { scoreKind } from '../settings/function.js';
import type { ValueOf } from '../settings/kind.js';
import type { layout } from '../settings/model.js';

/**
 * What the numbers of a classifier are.
 * - `logits`: before any softmax. Labels can be read off them at any contrast.
 * - `probabilities`: after one. Near ties at small scalars, where a float32 softmax runs out of digits.
 * - `label`: 1 for the answer and 0 elsewhere. There is no margin.
 */
export type ScoreKind = ValueOf<typeof scoreKind>;

/** How the numbers of one image lie in memory: channels last, channels first, or in one row of pixels. */
export type Layout = ValueOf<typeof layout>;

/** What a classifier is and what it expects: everything that a result has to say to be understood. */
export interface ClassifierSpec {
  /** A short name for reports: the file's name without its ending. */
  readonly id: string;
  /** SHA-256 of the model, in hex; of the function's source for a function. */
  readonly digest: string;
  /** Engine and version: `onnxruntime 1.30.0 (cpu, 2 workers)`. */
  readonly engine: string;
  /** The images it takes, as conic holds them. */
  readonly shape: ImageShape;
  readonly layout: Layout;
  /** The pixel values the model was trained on, before `steps`: [0, 1] or [0, 255]. */
  readonly range: readonly [number, number];
  /** What happens to an image of `range` on its way into the model, in order. */
  readonly steps: readonly PreprocessingStep[];
  /** How pictures from files become images of this shape, as the model's own pipeline makes them; where somebody says. */
  readonly fit?: Fit;
  readonly scores: ScoreKind;
  /** One name a class; `0`, `1`, … where nobody said. */
  readonly labels: readonly string[];
  /** The most images that one call may carry. */
  readonly batchLimit: number;
  /** What was inferred or assumed rather than told, a sentence each. */
  readonly assumed: readonly string[];
}

/**
 * Images as a model takes them: `count` images one after the other, preprocessed, in the classifier's layout. The array
 * belongs to the classifier until its promise settles.
 */
export interface ImageBatch {
  readonly data: Float32Array;
  readonly count: number;
  /** What each image is still to be multiplied by. Only classifiers that say `multiplies` are given any. */
  readonly factors?: Float64Array;
}

/** An intermediate tensor of a batch; the first dimension counts images. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** The network of a model whose file can be read, and which of its tensors are what. */
export interface ClassifierNetwork {
  readonly graph: NetworkGraph;
  /** The declared output of the model that the scores come from: the one that was asked for, or the only one there is. */
  readonly output: string;
  /** The tensor that `classify` gives: what goes into a final softmax, or the output itself. */
  readonly scores: string;
  /** The tensor whose largest number is the label: the scores, or what goes into a sigmoid of each class. */
  readonly logits: string;
  /** Names of the tensors that `probe` gives. */
  readonly tensors: ReadonlySet<string>;
  /**
   * Intermediate tensors, by name.
   *
   * @throws InputError if there is no such tensor; ClassifierError if the model fails.
   */
  probe(batch: ImageBatch, names: readonly string[], asked?: AskOptions): Promise<ReadonlyMap<string, Tensor>>;
  /**
   * On which linear piece of the network each image lies: a short text an image, and two images of one piece have the same.
   * It is read where the tensors are, which are many times as large as the images and need not leave the engine. Without it, a
   * {@link Subject} probes them and reads them itself.
   *
   * @throws ClassifierError if the model fails.
   */
  patterns?(batch: ImageBatch, asked?: AskOptions): Promise<readonly string[]>;
}

/** How a classifier is asked. */
export interface AskOptions {
  /** When it is aborted, nobody waits for the answer any more: what has not been begun need not be. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A model, plugged in. Foolbox's lesson: a model is one call, and a declaration of what it takes.
 *
 * Properties do not use it directly; they ask a {@link Subject}, which batches, caches and preprocesses.
 */
export interface Classifier {
  readonly spec: ClassifierSpec;
  /**
   * Scores of every image: `[count, labels]`, row by row.
   *
   * @throws ClassifierError if the model fails.
   */
  classify(batch: ImageBatch, asked?: AskOptions): Promise<Float32Array>;
  /** Where the model's file can be read. */
  readonly network?: ClassifierNetwork;
  /**
   * Whether it multiplies images by a batch's `factors`. Worker threads copy a batch anyway, so there it costs next to
   * nothing, and the main thread has more important things to do. The product is rounded to float32 once, as without.
   */
  readonly multiplies?: boolean;
  /** How many batches it can work on at once; 1 where not given. */
  readonly concurrency?: number;
  /** Ends workers and frees memory. Calls after it fail. */
  dispose(): Promise<void>;
}
