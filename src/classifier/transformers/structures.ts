// What conic needs of @huggingface/transformers, in its own words: the package is not needed to use conic.

/** A tensor of transformers.js. */
export interface TransformersTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint | boolean | string>;
}

/** A model such as `AutoModelForImageClassification.from_pretrained` gives. */
export interface TransformersModel {
  (inputs: { readonly pixel_values: object }): Promise<object>;
  /** What `config.json` says. */
  readonly config: object;
}

/** A processor such as `AutoProcessor.from_pretrained` gives: `pixel_values` of images. */
export interface TransformersProcessor {
  (images: readonly object[]): Promise<{ readonly pixel_values?: unknown }>;
}

/** A pipeline such as `pipeline('image-classification')` gives. */
export interface TransformersPipeline {
  readonly task: string;
  readonly model: TransformersModel;
  readonly processor: TransformersProcessor;
}

/** The class of images in transformers.js: `import { RawImage } from '@huggingface/transformers'`. */
export type RawImageClass = new (
  data: Uint8ClampedArray,
  width: number,
  height: number,
  channels: 1 | 2 | 3 | 4,
) => object;

type TensorClass = new (type: 'float32', data: Float32Array, dims: number[]) => object;

/** Whether a value looks like a model. */
export const isTransformersModel = (value: unknown): value is TransformersModel =>
  typeof value === 'function' && 'config' in value && typeof value.config === 'object' && value.config !== null;

/** Whether a value may be a processor: all that shows is that it can be called. */
export const isProcessor = (value: unknown): value is TransformersProcessor => typeof value === 'function';

/** Whether a value looks like a pipeline, of whatever task. */
export const isPipeline = (value: unknown): value is TransformersPipeline =>
  typeof value === 'function' &&
  'task' in value &&
  typeof value.task === 'string' &&
  'model' in value &&
  isTransformersModel(value.model) &&
  'processor' in value &&
  isProcessor(value.processor);

/** Whether a value looks like a tensor. */
export const isTransformersTensor = (value: unknown): value is TransformersTensor =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  'dims' in value &&
  Array.isArray(value.dims) &&
  'data' in value;

const isTensorClass = (value: unknown): value is TensorClass => typeof value === 'function';

/** A tensor of the same class as another: models take no others. */
export function tensorLike(other: TransformersTensor, data: Float32Array, dims: readonly number[]): object {
  const made: unknown = other.constructor;
  if (!isTensorClass(made)) throw new TypeError('the pixel values of a processor have no class');
  return new made('float32', data, [...dims]);
}
