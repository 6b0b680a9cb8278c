import type { Image } from '../image/image.js';
import { sizeOf, type ImageShape } from '../image/shape.js';
import type { ClassifierSpec } from './classifier.js';
import type { PreprocessingStep } from '../settings/steps.js';
import { byteWriter } from './byteWriter.js';
import { applyStep } from './preprocessing.js';
import { scale } from './scale.js';
import type { ValueOf } from '../settings/kind.js';
import type { space } from '../settings/run.js';

/**
 * Where scalars and weights act.
 * - `pixel`: on the image, before preprocessing: what dimming the light does.
 * - `model`: on what the network is fed, after preprocessing: what the theorems speak of.
 */
export type Space = ValueOf<typeof space>;

/** How images are written, one thing changed at a time: the means by which the cause of a violation is found. */
export interface WritingOptions {
  /** Default `pixel`. */
  readonly space?: Space;
  /** Steps to leave out. */
  readonly without?: readonly PreprocessingStep['kind'][];
  /** Cut values above white where the image asks for it and scalars act on pixels. Default true. */
  readonly clamping?: boolean;
  /** Multiplies every weight: moves a very dark image away from the smallest floats. Default 1. */
  readonly gain?: number;
  /** Leave a scalar to the classifier where nothing but the scalar is to be done. Default false. */
  readonly deferring?: boolean;
}

/**
 * Writes one image at `offset`, as the model takes it.
 *
 * @returns what it is still to be multiplied by; 1 unless deferring.
 */
export type InputWriter = (image: Image, out: Float32Array, offset: number) => number;

/**
 * The writer for a classifier. Pixels are read once and written once where there is nothing to preprocess, or where they are of 8 bits
 * (see {@link byteWriter}).
 */
export function inputWriter(
  spec: Pick<ClassifierSpec, 'shape' | 'layout' | 'range' | 'steps'>,
  { space = 'pixel', without = [], clamping = true, gain = 1, deferring = false }: WritingOptions = {},
): InputWriter {
  const { shape, layout } = spec;
  const highest = spec.range[1];
  const steps = spec.steps.filter((step) => step.kind !== 'resize' && !without.includes(step.kind));
  const channelsFirst = layout === 'nchw' && shape.channels > 1;
  if (steps.length === 0 && highest === 1 && !channelsFirst)
    return (image, out, offset) => {
      const { parts } = image;
      if (deferring && parts.length === 1 && !image.clamped) {
        out.set(parts[0]!.image.pixels(), offset);
        return parts[0]!.weight * gain;
      }
      weigh(image, out, offset, clamping && space === 'pixel', gain);
      return 1;
    };

  const size = sizeOf(shape);
  const inModel = (image: Image): boolean => space === 'model' && image.parts.length > 0;
  const prepare = (values: Float32Array, of: ImageShape): void => {
    if (highest !== 1) for (let i = 0; i < values.length; i++) values[i]! *= highest;
    for (const step of steps) applyStep(step, values, of, highest);
  };
  const writeBytes = byteWriter({
    shape,
    steps,
    channelsFirst,
    prepare,
    weigh: (values, image) => {
      const { parts } = image;
      if (parts.length === 0 || inModel(image)) return;
      scale(values, parts[0]!.weight * gain, values, 0);
      if (clamping && image.clamped) cutAtWhite(values, 0, values.length);
    },
    lastly: (image) => (inModel(image) ? image.parts[0]!.weight * gain : 1),
  });
  const values = new Float32Array(size);
  const add = (weight: number, out: Float32Array, offset: number): void => {
    if (channelsFirst) addChannelsFirst(values, weight, out, offset, shape);
    else for (let i = 0; i < size; i++) out[offset + i]! += weight * values[i]!;
  };
  const asItIs = steps.length === 0 && highest === 1;
  return (image, out, offset) => {
    if (writeBytes?.(image, out, offset) === true) return 1;
    if (asItIs && image.parts.length === 1 && (!image.clamped || inModel(image) || !clamping)) {
      const { weight, image: plain } = image.parts[0]!;
      scaleChannelsFirst(plain.pixels(), weight * gain, out, offset, shape);
      return 1;
    }
    out.fill(0, offset, offset + size);
    if (!inModel(image)) {
      weigh(image, values, 0, clamping, gain);
      prepare(values, shape);
      add(1, out, offset);
    } else
      for (const { weight, image: plain } of image.parts) {
        values.set(plain.pixels());
        prepare(values, shape);
        add(weight * gain, out, offset);
      }
    return 1;
  };
}

/** Writes the weighted sum of an image's parts: the pixels of a plain image. */
function weigh(image: Image, out: Float32Array, offset: number, clamping: boolean, gain: number): void {
  const { parts } = image;
  const first = parts[0];
  if (first === undefined) {
    out.set(image.pixels(), offset);
    return;
  }
  scale(first.image.pixels(), first.weight * gain, out, offset);
  for (let p = 1; p < parts.length; p++) {
    const { weight, image: plain } = parts[p]!;
    const pixels = plain.pixels();
    for (let i = 0; i < pixels.length; i++) out[offset + i]! += weight * gain * pixels[i]!;
  }
  if (clamping && image.clamped) cutAtWhite(out, offset, offset + sizeOf(image.shape));
}

function cutAtWhite(values: Float32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) if (values[i]! > 1) values[i] = 1;
}

/** As {@link scale}, with channels last made channels first. */
function scaleChannelsFirst(
  values: Float32Array,
  scalar: number,
  out: Float32Array,
  offset: number,
  { height, width, channels }: ImageShape,
): void {
  const area = height * width;
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0, from = channel, to = offset + channel * area; i < area; i++, from += channels)
      // 0 is added as where parts are added up: it makes 0 of -0.
      out[to + i] = scalar * values[from]! + 0;
}

/** Adds `weight` times the values, with channels last made channels first. */
function addChannelsFirst(
  values: Float32Array,
  weight: number,
  out: Float32Array,
  offset: number,
  { height, width, channels }: ImageShape,
): void {
  const area = height * width;
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0, from = channel, to = offset + channel * area; i < area; i++, from += channels)
      out[to + i]! += weight * values[from]!;
}
