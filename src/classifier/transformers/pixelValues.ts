import { InputError, messageOf, type Sentence } from '../../errors.js';
import type { ImageShape } from '../../image/shape.js';
import { SettledImage } from './settledImage.js';
import {
  isTransformersTensor,
  type RawImageClass,
  type TransformersProcessor,
  type TransformersTensor,
} from './structures.js';

/** A processor, and who asks it. */
export interface Asked {
  readonly processor: TransformersProcessor;
  /** The package's own images, if the caller gave their class. */
  readonly RawImage?: RawImageClass | undefined;
  /** The model's name, for errors. */
  readonly where: string;
}

/**
 * What a processor makes of images.
 *
 * @param values channels last, from 0 to 255; one image after the other.
 * @param shape of each.
 * @throws InputError if it fails, or gives no `pixel_values` of `[images, channels, height, width]`.
 */
export async function pixelValues(
  { processor, RawImage, where }: Asked,
  values: Float32Array,
  shape: ImageShape,
): Promise<TransformersTensor> {
  const size = shape.height * shape.width * shape.channels;
  const images = Array.from({ length: values.length / size }, (_, i) => {
    const own = values.slice(i * size, (i + 1) * size);
    return RawImage === undefined ? new SettledImage(shape, own) : rawImage(RawImage, own, shape);
  });
  const given = await processor(images).catch((cause: unknown) => {
    throw new InputError(
      {
        where,
        found: `a processor that fails on an image (${messageOf(cause)})`,
        expected: 'pixel_values',
        ...(RawImage === undefined ? { remedy: passRawImage } : {}),
      },
      { cause },
    );
  });
  const { pixel_values: pixels } = given;
  const isTensor = isTransformersTensor(pixels);
  if (isTensor && pixels.dims.length === 4 && pixels.dims[0] === images.length) return pixels;
  throw new InputError({
    where,
    found: isTensor ? `pixel_values of [${pixels.dims.join(', ')}] for ${images.length} images` : 'no pixel_values',
    expected: 'a processor that makes pixel_values of [images, channels, height, width]',
  });
}

/** What to do where a processor does more with images than conic's own can stand in for. */
export const passRawImage: Sentence =
  "Pass the class of its images: `import { RawImage } from '@huggingface/transformers'`, and `RawImage` among the options.";

const rawImage = (RawImage: RawImageClass, values: Float32Array, { width, height, channels }: ImageShape): object =>
  // An array of 8 bits rounds what it is set to.
  new RawImage(Uint8ClampedArray.from(values), width, height, channels === 1 ? 1 : 3);
