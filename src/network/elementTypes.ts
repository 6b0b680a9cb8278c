/** What a type of elements is, and which numbers it can hold. */
export interface ElementType {
  /** As onnxruntime and error messages call it. */
  readonly name: string;
  /** ONNX's number for it. */
  readonly number: number;
  readonly kind: 'float' | 'whole' | 'truth' | 'other';
  /** Floats of so few bits that they cannot pass for real numbers: 16. */
  readonly isHalf: boolean;
  /** Of one element in a file; undefined where elements have no fixed size. */
  readonly bytes: number | undefined;
  /** Whether it holds a number as it is. */
  readonly holds: (value: number) => boolean;
  /** The number that a result of arithmetic becomes; undefined where that is not followed: numbers that wrap around. */
  readonly rounded: (value: number) => number | undefined;
}

const typeOf = (
  number: number,
  name: string,
  kind: ElementType['kind'],
  bytes: number | undefined,
  holds: ElementType['holds'],
  rounded: ElementType['rounded'] = (value) => (holds(value) ? value : undefined),
): ElementType => ({ number, name, kind, isHalf: kind === 'float' && bytes === 2, bytes, holds, rounded });

const wholeFrom =
  (low: number, high: number) =>
  (value: number): boolean =>
    Number.isInteger(value) && value >= low && value <= high;

const none = (): boolean => false;

/** What arithmetic on halves gives: engines compute it in float32, and round where they like. */
const notFollowed = (): undefined => undefined;

/** The nearest float of so many bits after the point, ties to even; none is below the least exponent. */
function nearestFloat(value: number, bits: number, leastExponent: number, largest: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), leastExponent);
  const step = 2 ** (exponent - bits);
  const whole = value / step;
  const floor = Math.floor(whole);
  const rest = whole - floor;
  const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  const nearest = (isUp ? floor + 1 : floor) * step;
  return Math.abs(nearest) > largest ? Math.sign(value) * Infinity : nearest;
}

const isHalf = (value: number): boolean => Object.is(nearestFloat(value, 10, -14, 65504), value);

const isBrainFloat = (value: number): boolean => Object.is(nearestFloat(value, 7, -126, 3.3895313892515355e38), value);

/** ONNX's element types. This table is the only place where their numbers stand. */
const table: readonly ElementType[] = [
  typeOf(1, 'float32', 'float', 4, (value) => value === Math.fround(value), Math.fround),
  typeOf(2, 'uint8', 'whole', 1, wholeFrom(0, 2 ** 8 - 1)),
  typeOf(3, 'int8', 'whole', 1, wholeFrom(-(2 ** 7), 2 ** 7 - 1)),
  typeOf(4, 'uint16', 'whole', 2, wholeFrom(0, 2 ** 16 - 1)),
  typeOf(5, 'int16', 'whole', 2, wholeFrom(-(2 ** 15), 2 ** 15 - 1)),
  typeOf(6, 'int32', 'whole', 4, wholeFrom(-(2 ** 31), 2 ** 31 - 1)),
  typeOf(7, 'int64', 'whole', 8, Number.isSafeInteger),
  typeOf(8, 'string', 'other', undefined, none),
  typeOf(9, 'bool', 'truth', 1, wholeFrom(0, 1)),
  typeOf(10, 'float16', 'float', 2, isHalf, notFollowed),
  typeOf(
    11,
    'float64',
    'float',
    8,
    () => true,
    (value) => value,
  ),
  typeOf(12, 'uint32', 'whole', 4, wholeFrom(0, 2 ** 32 - 1)),
  typeOf(13, 'uint64', 'whole', 8, wholeFrom(0, Number.MAX_SAFE_INTEGER)),
  typeOf(14, 'complex64', 'other', 8, none),
  typeOf(15, 'complex128', 'other', 16, none),
  typeOf(16, 'bfloat16', 'float', 2, isBrainFloat, notFollowed),
];

const byNumber = new Map(table.map((type) => [type.number, type]));
const byName = new Map(table.map((type) => [type.name, type]));

/** The element type with one of ONNX's numbers; undefined for types that came after ONNX 1.4 and have no use here. */
export const elementTypeOf = (number: number): ElementType | undefined => byNumber.get(number);

/** The element type of a name: `float32`. */
export const elementTypeNamed = (name: string): ElementType | undefined => byName.get(name);

/** The name of an element type: `float32` for 1. Types that are not in the table keep their number. */
export const elementTypeName = (number: number): string => byNumber.get(number)?.name ?? `type ${number}`;

/** Whether numbers of this type pass for real ones, as float32 and float64 do. */
export const isWideFloat = ({ kind, isHalf }: ElementType): boolean => kind === 'float' && !isHalf;
