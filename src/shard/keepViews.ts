import type { FedTensor } from '../classifier/fed.js';
import { InputError } from '../errors.js';
import { Image, image as plainImage } from '../image/image.js';
import type { ConfirmedView } from '../run/outcome.js';
import { isRecord } from '../settings/inWords.js';
import { decodeCase, decodeImages, encodeCase, type EncodedImage } from '../store/caseCodec.js';
import type { KeptViews } from './keptViews.js';

type KeptNumbers = KeptViews['views'][number]['scores'];
type KeptImage = KeptViews['images'][number];

/** Views as a part has them. @param given the case that they are of; one that can be stored. */
export function keptViewsOf(views: readonly ConfirmedView[], given: unknown = null): KeptViews {
  const { value, images } = storable({ given, shown: views.map(({ image }) => image) });
  return {
    views: views.map(({ title, scores, space, scalar, truth, fed }) => ({
      title,
      scores: keptNumbersOf({ dims: [scores.length], values: scores }),
      space,
      ...(scalar === undefined ? {} : { scalar }),
      ...(truth === undefined ? {} : { truth: { ...truth } }),
      fed: keptNumbersOf(fed),
    })),
    content: value,
    images: images.map(keptImageOf),
  };
}

/** The views again, and their case. @param where the part's file in errors. @throws InputError if the images do not fit. */
export function revivedViewsOf(
  { content, images, views }: KeptViews,
  where: string,
): { readonly views: readonly ConfirmedView[]; readonly given: unknown } {
  const revived = decodeCase(content, decodeImages(images.map(revivedImage), where), where);
  const { given, shown }: Readonly<Record<string, unknown>> = isRecord(revived) ? revived : {};
  return {
    given,
    views: views.map(({ title, scores, space, scalar, truth, fed }, i) => {
      const image: unknown = Array.isArray(shown) ? shown[i] : undefined;
      if (!(image instanceof Image))
        throw new InputError({ where, found: `no image of the view "${title}"`, expected: 'one for every view' });
      return {
        title,
        image,
        scores: revivedNumbers(scores).values,
        space,
        ...(scalar === undefined ? {} : { scalar }),
        ...(truth === undefined ? {} : { truth }),
        fed: revivedNumbers(fed),
      };
    }),
  };
}

/** Images can be kept in any case. */
function storable(content: object): Exclude<ReturnType<typeof encodeCase>, { readonly unstorable: string }> {
  const encoded = encodeCase(content);
  if ('unstorable' in encoded) throw new TypeError(encoded.unstorable);
  return encoded;
}

const keptImageOf = (encoded: EncodedImage): KeptImage => {
  if (!('plain' in encoded)) return { clamped: encoded.clamped, parts: encoded.parts.map((part) => ({ ...part })) };
  const { plain } = encoded;
  const { height, width, channels } = plain.shape;
  return {
    description: plain.description,
    recipe: { ...plain.recipe },
    ...(plain.truth === undefined ? {} : { truth: { ...plain.truth } }),
    pixels: keptNumbersOf({ dims: [height, width, channels], values: plain.pixels() }),
  };
};

const revivedImage = (kept: KeptImage): EncodedImage => {
  if ('parts' in kept) return kept;
  const { dims, values } = revivedNumbers(kept.pixels);
  const [height = 0, width = 0, channels = 0] = dims;
  const render = (pixels: Float32Array): void => pixels.set(values);
  return { plain: plainImage({ height, width, channels }, kept.recipe, kept.description, render, kept.truth) };
};

function keptNumbersOf({ dims, values }: FedTensor): KeptNumbers {
  const bytes = Buffer.alloc(values.byteLength);
  values.forEach((value, i) => bytes.writeFloatLE(value, i * Float32Array.BYTES_PER_ELEMENT));
  return { dims: [...dims], float32: bytes.toString('base64') };
}

function revivedNumbers({ dims, float32 }: KeptNumbers): FedTensor {
  const bytes = Buffer.from(float32, 'base64');
  const values = Float32Array.from({ length: bytes.length / Float32Array.BYTES_PER_ELEMENT }, (_, i) =>
    bytes.readFloatLE(i * Float32Array.BYTES_PER_ELEMENT),
  );
  return { dims, values };
}
