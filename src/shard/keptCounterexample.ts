import type { FedTensor } from '../classifier/fed.js';
import { InputError } from '../errors.js';
import { Image, image as plainImage } from '../image/image.js';
import type { Counterexample } from '../run/result.js';
import { isRecord } from '../settings/inWords.js';
import { decodeCase, decodeImages, encodeCase, type EncodedImage } from '../store/caseCodec.js';
import type { KeptCounterexample } from './checkPart.js';

type KeptNumbers = KeptCounterexample['views'][number]['scores'];
type KeptImage = KeptCounterexample['images'][number];

/** A counterexample as a part has it: whatever a report shows or a store keeps of it, bit for bit. */
export function keptOf(found: Counterexample): KeptCounterexample {
  const { case: given, views, cause, ...rest } = found;
  const shown = views.map(({ image }) => image);
  const alone = encodeCase(given);
  const { value, images } = storable({ given: 'unstorable' in alone ? null : given, shown });
  const { culprits, ...plainCause } = cause;
  return {
    ...rest,
    cause: { ...plainCause, ...(culprits === undefined ? {} : { culprits: culprits.map(keptCulprit) }) },
    views: views.map(({ title, scores, space, scalar, fed }) => ({
      title,
      scores: keptNumbersOf({ dims: [scores.length], values: scores }),
      space,
      ...(scalar === undefined ? {} : { scalar }),
      fed: keptNumbersOf(fed),
    })),
    content: value,
    ...('unstorable' in alone ? { unstorable: alone.unstorable } : {}),
    images: images.map(keptImageOf),
  };
}

/** The counterexample again. @param where the part's file in errors. @throws InputError if its images do not fit. */
export function revivedOf(kept: KeptCounterexample, where: string): Counterexample {
  const { content, images, views, cause, scalar, example } = kept;
  const refused = (found: string): InputError =>
    new InputError({ where, found, expected: 'a counterexample as a part of conic has it' });
  const revived = decodeCase(content, decodeImages(images.map(revivedImage), where), where);
  const shown = isRecord(revived) && Array.isArray(revived['shown']) ? revived['shown'] : [];
  const { culprits, ...plainCause } = cause;
  // In the order of the original, which documents keep.
  return {
    seed: kept.seed,
    path: kept.path,
    ...(example === undefined ? {} : { example }),
    case: isRecord(revived) ? revived['given'] : undefined,
    shrinks: kept.shrinks,
    why: kept.why,
    margin: kept.margin,
    views: views.map(({ title, scores, space, scalar: times, fed }, i) => {
      const image: unknown = shown[i];
      if (!(image instanceof Image)) throw refused(`no image of the view "${title}"`);
      return {
        title,
        image,
        scores: revivedNumbers(scores).values,
        space,
        ...(times === undefined ? {} : { scalar: times }),
        fed: revivedNumbers(fed),
      };
    }),
    ...(scalar === undefined ? {} : { scalar }),
    label: kept.label,
    labelAfter: kept.labelAfter,
    cause: { ...plainCause, ...(culprits === undefined ? {} : { culprits }) },
  };
}

/** Images can be kept in any case. */
function storable(content: object): Exclude<ReturnType<typeof encodeCase>, { readonly unstorable: string }> {
  const encoded = encodeCase(content);
  if ('unstorable' in encoded) throw new TypeError(encoded.unstorable);
  return encoded;
}

type KeptCulprit = NonNullable<KeptCounterexample['cause']['culprits']>[number];

const keptCulprit = ({ node, operation, kind, what, remedy }: KeptCulprit): KeptCulprit => ({
  node,
  operation,
  kind,
  what,
  remedy,
});

const keptImageOf = (encoded: EncodedImage): KeptImage => {
  if (!('plain' in encoded)) return { clamped: encoded.clamped, parts: encoded.parts.map((part) => ({ ...part })) };
  const { plain } = encoded;
  const { height, width, channels } = plain.shape;
  return {
    description: plain.description,
    recipe: { ...plain.recipe },
    pixels: keptNumbersOf({ dims: [height, width, channels], values: plain.pixels() }),
  };
};

const revivedImage = (kept: KeptImage): EncodedImage => {
  if ('parts' in kept) return kept;
  const { dims, values } = revivedNumbers(kept.pixels);
  const [height = 0, width = 0, channels = 0] = dims;
  const render = (pixels: Float32Array): void => pixels.set(values);
  return { plain: plainImage({ height, width, channels }, kept.recipe, kept.description, render) };
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
