import { InputError } from '../errors.js';
import { fromParts, Image, type Json } from '../image/image.js';

/** A plain image, or the places in the list of the images that one is made of. */
export type EncodedImage =
  | { readonly plain: Image }
  | { readonly clamped: boolean; readonly parts: readonly { readonly weight: number; readonly image: number }[] };

/** A case as data that JSON can carry, and the images that it speaks of, each after those it is made of. */
export interface EncodedCase {
  readonly value: Json;
  readonly images: readonly EncodedImage[];
}

/** The key that marks what JSON has no form for: `{ "$": "image", "index": 0 }`. */
const mark = '$';

/**
 * A property's case as data. It knows nothing of properties: any case will do that is made of numbers, texts, truth values,
 * null, undefined, whole numbers of any size (bigint), arrays, plain objects and images. An image that occurs twice is one
 * image again when it is revived, since combinations tell images apart by identity.
 *
 * @returns the case, or what in it cannot be stored: functions, symbols, instances of other classes, and objects that
 * contain themselves.
 * @example
 * encodeCase({ image: grey, scaled: grey.times(0.5) });
 * // value: { image: { $: 'image', index: 0 }, scaled: { $: 'image', index: 1 } }
 * // images: [{ plain: grey }, { clamped: false, parts: [{ weight: 0.5, image: 0 }] }]
 */
export function encodeCase(given: unknown): EncodedCase | { readonly unstorable: string } {
  const encoder = new Encoder();
  try {
    return { value: encoder.encode(given, 'the case'), images: encoder.images };
  } catch (thrown) {
    if (thrown instanceof Unstorable) return { unstorable: thrown.message };
    throw thrown;
  }
}

class Unstorable extends Error {}

class Encoder {
  readonly images: EncodedImage[] = [];
  readonly #places = new Map<Image, number>();
  /** The objects around the one in hand. */
  readonly #around = new Set<object>();

  encode(value: unknown, where: string): Json {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { [mark]: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
      case 'undefined':
        return { [mark]: 'undefined' };
      case 'bigint':
        return { [mark]: 'bigint', value: String(value) };
      case 'object':
        return value === null ? null : this.#encodeObject(value, where);
      default:
        throw new Unstorable(`${where} is a ${typeof value}`);
    }
  }

  #encodeObject(value: object, where: string): Json {
    if (value instanceof Image) return { [mark]: 'image', index: this.#placeOf(value) };
    if (this.#around.has(value)) throw new Unstorable(`${where} contains itself`);
    this.#around.add(value);
    try {
      // Array.from makes holes undefined, as whoever reads them sees them.
      if (Array.isArray(value)) return Array.from(value, (item, i) => this.encode(item, `${where}[${i}]`));
      return this.#encodeFields(value, where);
    } finally {
      this.#around.delete(value);
    }
  }

  #encodeFields(value: object, where: string): Json {
    const prototype: unknown = Object.getPrototypeOf(value);
    // Object.prototype is what has no prototype of its own; test runners have one in every realm.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      throw new Unstorable(`${where} is a ${nameOfClass(value)}`);
    if (Object.getOwnPropertySymbols(value).length > 0) throw new Unstorable(`${where} has a symbol for a key`);
    const fields = Object.fromEntries(
      Object.entries(value).map(([key, field]) => [key, this.encode(field, `${where}.${key}`)]),
    );
    const isBare = prototype === null;
    return isBare || Object.hasOwn(fields, mark) ? { [mark]: 'object', bare: isBare, fields } : fields;
  }

  #placeOf(image: Image): number {
    const known = this.#places.get(image);
    if (known !== undefined) return known;
    const parts = image.parts.map((part) => ({ weight: part.weight, image: this.#placeOf(part.image) }));
    const place = this.images.length;
    this.#places.set(image, place);
    this.images.push(parts.length === 0 ? { plain: image } : { clamped: image.clamped, parts });
    return place;
  }
}

const nameOfClass = (value: object): string => {
  const { name } = value.constructor;
  return name === '' ? 'an object of a class' : name;
};

/**
 * The images of an encoded case, in its order.
 *
 * @param where their file in errors.
 * @throws InputError if an image is made of one that comes after it.
 */
export function decodeImages(images: readonly EncodedImage[], where: string): readonly Image[] {
  const decoded: Image[] = [];
  for (const image of images)
    decoded.push(
      'plain' in image
        ? image.plain
        : fromParts(
            image.parts.map(({ weight, image: place }) => ({ weight, image: imageAt(decoded, place, where) })),
            image.clamped,
          ),
    );
  return decoded;
}

/**
 * A case from its data, as {@link encodeCase} gave it.
 *
 * @param images from {@link decodeImages}.
 * @param where the file in errors.
 * @throws InputError if the data is not what `encodeCase` makes.
 */
export function decodeCase(value: unknown, images: readonly Image[], where: string): unknown {
  if (Array.isArray(value)) return value.map((item) => decodeCase(item, images, where));
  if (typeof value !== 'object' || value === null) return value;
  if (!Object.hasOwn(value, mark)) return decodeFields(value, images, where);
  const marked: Readonly<Record<string, unknown>> = { ...value };
  const { [mark]: kind, value: text, index, bare, fields } = marked;
  if (kind === 'undefined') return undefined;
  if (kind === 'number' && typeof text === 'string') return Number(text);
  if (kind === 'bigint' && typeof text === 'string' && /^-?\d+$/.test(text)) return BigInt(text);
  if (kind === 'image' && typeof index === 'number') return imageAt(images, index, where);
  if (kind === 'object' && typeof fields === 'object' && fields !== null) {
    const decoded = decodeFields(fields, images, where);
    return bare === true ? Object.assign(Object.create(null), decoded) : decoded;
  }
  throw new InputError({ where, found: `"${mark}": ${JSON.stringify(kind)}`, expected: 'a case as conic stores it' });
}

const decodeFields = (fields: object, images: readonly Image[], where: string): object =>
  Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, decodeCase(field, images, where)]));

function imageAt(images: readonly Image[], place: number, where: string): Image {
  const image = images[place];
  if (image !== undefined) return image;
  throw new InputError({ where, found: `no image ${place}`, expected: `one of the ${images.length} before it` });
}
