import { byteSamplesOf } from '../image/byteImage.js';
import type { Image } from '../image/image.js';
import { renderSamples } from '../image/samples.js';
import type { ImageShape } from '../image/shape.js';
import type { PreprocessingStep } from '../settings/steps.js';

/** A pixel of 8 bits has so many values. */
const levels = 256;

/** Images of fewer pixels are written as fast one by one: where there is something to do besides, and where there is not. */
const leastArea = { work: levels, noWork: 16 * levels };

/** A picture with each of them. Its samples are the same in all channels. */
const rampShape = (channels: number): ImageShape => ({ height: levels, width: 1, channels });

/** What is done to pixels. */
export interface PixelWork {
  readonly shape: ImageShape;
  readonly steps: readonly PreprocessingStep[];
  readonly channelsFirst: boolean;
  /** Multiplies pixels, as the image and its space ask for. Done first. */
  readonly weigh: (values: Float32Array, image: Image) => void;
  /** Applies the steps to values of this shape. */
  readonly prepare: (values: Float32Array, shape: ImageShape) => void;
  /** What values are multiplied by in the end. */
  readonly lastly: (image: Image) => number;
}

/** Writes an image at `offset` as the model takes it, if it can. @returns whether it could. */
export type ByteWriter = (image: Image, out: Float32Array, offset: number) => boolean;

/**
 * Writes images of 8-bit samples, and such times a scalar, in one pass from bytes to what the model takes: what is done to pixels is
 * done to each of the 256 values once, and every pixel takes what became of its value. So it is the same to the last bit as if it
 * were done to every pixel. Undefined where a step looks at more than one pixel, or images are so small that it does not pay.
 */
export function byteWriter({ shape, steps, channelsFirst, weigh, prepare, lastly }: PixelWork): ByteWriter | undefined {
  const { height, width, channels } = shape;
  const area = height * width;
  if (area < leastArea[steps.length === 0 ? 'noWork' : 'work'] || steps.some(({ kind }) => kind === 'custom'))
    return undefined;
  const from = sourceChannels(steps, channels);
  const ramp = new Float32Array(levels * channels);
  renderSamples(
    Uint8Array.from({ length: ramp.length }, (_, i) => Math.floor(i / channels)),
    ramp,
  );
  const values = new Float32Array(ramp.length);
  const table = new Float32Array(levels);
  return (image, out, offset) => {
    const bytes = byteSamplesOf(image.parts.length === 1 ? image.parts[0]!.image : image);
    if (bytes === undefined) return false;
    values.set(ramp);
    weigh(values, image);
    prepare(values, rampShape(channels));
    const factor = lastly(image);
    for (let channel = 0; channel < channels; channel++) {
      // 0 is added as where parts are added up: it makes 0 of -0.
      for (let level = 0; level < levels; level++) table[level] = factor * values[level * channels + channel]! + 0;
      const [first, apart] = channelsFirst ? [channel * area, 1] : [channel, channels];
      look(bytes, from[channel]!, channels, table, out, offset + first, apart, area);
    }
    return true;
  };
}

/** Of each channel of what the model takes, the channel of the image. */
function sourceChannels(steps: readonly PreprocessingStep[], channels: number): readonly number[] {
  let from = Array.from({ length: channels }, (_, channel) => channel);
  for (const step of steps) if (step.kind === 'permute') from = step.channels.map((channel) => from[channel]!);
  return from;
}

/** One channel: `count` bytes, each `step` after the one before, looked up and written `apart` from each other. */
function look(
  bytes: Uint8Array,
  from: number,
  step: number,
  table: Float32Array,
  out: Float32Array,
  to: number,
  apart: number,
  count: number,
): void {
  for (let i = 0, at = from, place = to; i < count; i++, at += step, place += apart) out[place] = table[bytes[at]!]!;
}
