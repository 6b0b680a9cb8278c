import { fileURLToPath } from 'node:url';
import { images, openModel, type Classifier, type Corpus, type ImageShape } from 'conic';

/** Where something that ships with the project lies. */
export const shipped = (path: string): string => fileURLToPath(new URL(`../examples/${path}`, import.meta.url));

/** A shipped network: `mlp` or `lenet`, with biases or without. */
export const openShipped = (net: 'mlp' | 'lenet', variant: 'zero-bias' | 'bias'): Promise<Classifier> =>
  openModel(shipped(`models/${net}-${variant}.onnx`));

/** The 200 test images. */
export const shippedImages = (shape: ImageShape): Promise<Corpus> =>
  images.from(shipped('fashion-mnist/images')).load(shape);

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** `12,345`. */
export const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');
