import { image as plainImage, type Image } from '../image/image.js';
import type { ClassifierSpec } from './classifier.js';
import { inputWriter, type Space } from './inputWriter.js';
import { undoStep } from './preprocessing.js';

/** What of a classifier says how images are fed to it. */
export type Feeding = Pick<ClassifierSpec, 'shape' | 'layout' | 'range' | 'steps'>;

/** Float32 numbers, and the dimensions that they have. */
export interface FedTensor {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/**
 * The very numbers that a network is fed of an image, as a batch of one: `[1, channels, height, width]`,
 * `[1, height, width, channels]` or `[1, numbers]`, as the layout says.
 *
 * @param space where the image's weights act.
 */
export function fedTensor(feeding: Feeding, image: Image, space: Space): FedTensor {
  const { height, width, channels } = feeding.shape;
  const values = written(feeding, image, space);
  const dims = { nchw: [channels, height, width], nhwc: [height, width, channels], flat: [values.length] };
  return { dims: [1, ...dims[feeding.layout]], values };
}

/** How far, relative to white, pixels may be off that are to give what the network was fed. */
const rounding = 1e-4;

/**
 * The image that a camera would have to see for the network to be fed what it is fed of this one. On pixels it is the image
 * itself. Where weights act after preprocessing, it is what preprocessing makes that of: where a mean is subtracted, zeros in
 * the network's own input are an image of the mean, and not black.
 *
 * Such pixels may lie beyond black and white; and where the steps cannot be undone, they are the nearest there are, and the
 * description says so. Its weights have acted, so it has no parts.
 *
 * @example asSeen(spec, black, 'model').description; // zeros in the network's input
 */
export function asSeen(feeding: Feeding, image: Image, space: Space): Image {
  if (space === 'pixel' || image.parts.length === 0) return image;
  const ordered: Feeding = { ...feeding, layout: 'nhwc' };
  const fed = written(ordered, image, space);
  const pixels = fed.slice();
  const [, white] = feeding.range;
  const undone = feeding.steps.toReversed().every((step) => undoStep(step, pixels, feeding.shape));
  if (!undone) pixels.set(image.pixels());
  else for (let i = 0; i < pixels.length; i++) pixels[i]! /= white;
  const isVoid = image.parts.every(({ weight }) => weight === 0);
  const what = isVoid ? "zeros in the network's input" : `${image.description} after preprocessing`;
  const seen = (description: string): Image =>
    plainImage(image.shape, { kind: 'fed', of: image.recipe }, description, (values) => values.set(pixels));
  const again = written(ordered, seen(what), 'pixel');
  const most = rounding * again.reduce((largest, value) => Math.max(largest, Math.abs(value)), white);
  const isExact = again.every((value, i) => Math.abs(value - fed[i]!) <= most);
  return seen(isExact ? what : `${what}, of which no pixels are the origin`);
}

function written(feeding: Feeding, image: Image, space: Space): Float32Array {
  const { height, width, channels } = feeding.shape;
  const values = new Float32Array(height * width * channels);
  inputWriter(feeding, { space })(image, values, 0);
  return values;
}
