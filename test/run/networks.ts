import { fromFunction, type FunctionOptions } from '../../src/classifier/fromFunction.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { image, type Image } from '../../src/image/image.js';

/** One row of pixels. */
export const row = (width: number) => ({ height: 1, width, channels: 1 });

/** An image of one row with the given pixels. */
export const given = (...values: number[]): Image =>
  image(row(values.length), { kind: 'given', values }, `given ${values.join(' ')}`, (pixels) => pixels.set(values));

/** One layer: a row of weights and perhaps a bias an output, and perhaps a function of each output. */
export interface Layer {
  readonly weights: readonly (readonly number[])[];
  readonly bias?: readonly number[];
  readonly activation?: (value: number) => number;
}

export const relu = (value: number): number => Math.max(0, value);

/** The layers one after the other, in float32 as a model computes. */
export function apply(layers: readonly Layer[], input: Iterable<number>): Float32Array {
  let values = Float32Array.from(input);
  for (const { weights, bias, activation = (value: number) => value } of layers) {
    const next = weights.map((line, i) => {
      let sum = 0;
      line.forEach((weight, j) => (sum = Math.fround(sum + Math.fround(weight * values[j]!))));
      return activation(Math.fround(sum + (bias?.[i] ?? 0)));
    });
    values = Float32Array.from(next);
  }
  return values;
}

/** A fully connected network of images of one row, which stands for one that an engine runs. */
export function network(layers: readonly Layer[], options: Partial<FunctionOptions> = {}): Classifier {
  const width = layers[0]!.weights[0]!.length;
  const size =
    options.shape === undefined ? width : options.shape.height * options.shape.width * options.shape.channels;
  const classifier = fromFunction(
    ({ data, count }) =>
      Array.from({ length: count }, (_, i) => apply(layers, data.subarray(i * size, (i + 1) * size))),
    { shape: row(width), labels: layers.at(-1)!.weights.length, id: 'network', ...options },
  );
  return { ...classifier, spec: { ...classifier.spec, engine: 'layers' } };
}

/** scores = weights x pixels + bias. */
export const linear = (
  weights: readonly (readonly number[])[],
  bias?: readonly number[],
  options?: Partial<FunctionOptions>,
): Classifier => network([{ weights, ...(bias === undefined ? {} : { bias }) }], options);

/** The sum of a softmax is 1, to float32. */
export function softmax(scores: Float32Array): Float32Array {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The classifier with its scores changed. */
export const changed = (
  classifier: Classifier,
  change: (scores: Float32Array, count: number) => Float32Array,
  spec: Partial<Classifier['spec']> = {},
): Classifier => ({
  ...classifier,
  spec: { ...classifier.spec, ...spec },
  classify: async (batch) => change(await classifier.classify(batch), batch.count),
});
