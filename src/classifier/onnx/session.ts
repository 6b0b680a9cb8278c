// What conic needs of an onnxruntime session, in its own words: none of onnxruntime's packages is needed to use conic.

/** A tensor that goes into a session or comes out of it. */
export interface SessionTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint | boolean | string>;
  /** `cpu`, or a device that the numbers have to be fetched from. */
  readonly location?: string;
  getData?(): Promise<ArrayLike<number | bigint | boolean | string>>;
}

/** What a session says of an input or output; onnxruntime does since 1.22. */
export interface SessionPort {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  /** Numbers, and names of dimensions that are open. Empty where it is not known. */
  readonly shape?: readonly (number | string)[];
}

/** An `InferenceSession` of onnxruntime-node or onnxruntime-web. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata?: readonly SessionPort[];
  readonly outputMetadata?: readonly SessionPort[];
  run(
    feeds: { readonly [name: string]: object },
    fetches: readonly string[],
  ): Promise<{ readonly [name: string]: object }>;
}

/** Whether a value looks like a session. */
export const isSession = (value: unknown): value is OnnxSession =>
  typeof value === 'object' &&
  value !== null &&
  'inputNames' in value &&
  'outputNames' in value &&
  'run' in value &&
  typeof value.run === 'function';

/** Whether what came out of a session is a tensor of numbers. */
export const isSessionTensor = (value: object | undefined): value is SessionTensor =>
  value !== undefined && 'dims' in value && Array.isArray(value.dims) && 'type' in value;
