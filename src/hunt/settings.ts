import type { Space } from '../classifier/inputWriter.js';
import { InputError } from '../errors.js';
import type { Image, Overflow } from '../image/image.js';
import { assertRange, toFloat32, type ScalarRange } from './grid.js';

/** What a hunt is told. Everything has a default. */
export interface HuntOptions {
  /** The range of scalars, with 1 in it. Default 1e-4 to 1e4. */
  readonly scalars?: { readonly min?: number; readonly max?: number };
  /**
   * What to do above white. Default `allow`: the model is asked what it says there. `limit` hunts only where a camera could
   * follow: up to the scalar at which the brightest pixel is white.
   */
  readonly overflow?: Overflow;
  /** Where scalars act. Default `pixel`. */
  readonly space?: Space;
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  readonly tolerance?: number;
  /** How closely a flip is located, relative; or `float32`: to the last float32 number. Default 1e-6. */
  readonly precision?: number | 'float32';
  /** Leave out the images before this place. Default 0. The others come out as they would without. */
  readonly from?: number;
  /** Ends the hunt when aborted; what has been yielded is whole. */
  readonly signal?: AbortSignal;
  /** Hears how far the hunt is, after every few questions. */
  readonly onProgress?: (progress: HuntProgress) => void;
}

/** How far a hunt is. */
export interface HuntProgress {
  /** Images whose search is over, those left out by `from` not counted. */
  readonly done: number;
  readonly planned: number;
  readonly flipped: number;
  /** Times the model was asked. */
  readonly evaluations: number;
}

/** The options that say what is looked for, with their defaults filled in. */
export interface HuntSettings {
  readonly scalars: ScalarRange;
  readonly overflow: Overflow;
  readonly space: Space;
  readonly tolerance: number;
  readonly precision: number | 'float32';
}

/** @throws InputError if an option makes no sense. */
export function huntSettings(options: HuntOptions): HuntSettings {
  const { overflow = 'allow', space = 'pixel', tolerance = 1e-5, precision = 1e-6 } = options;
  const scalars = { min: options.scalars?.min ?? 1e-4, max: options.scalars?.max ?? 1e4 };
  assertRange(scalars);
  const oneOf = (where: string, value: string, allowed: readonly string[]): void => {
    if (!allowed.includes(value)) throw new InputError({ where, found: value, expected: allowed.join(', ') });
  };
  oneOf('overflow', overflow, ['limit', 'clamp', 'allow']);
  oneOf('space', space, ['pixel', 'model']);
  const fraction = (where: string, value: number, from: number): void => {
    if (!(value >= from && value < 1))
      throw new InputError({ where, found: String(value), expected: `a number from ${from} to below 1` });
  };
  fraction('tolerance', tolerance, 1e-9);
  // Closer than this there are no two float32 numbers.
  if (precision !== 'float32') fraction('precision', precision, 2 ** -22);
  return { scalars, overflow, space, tolerance, precision };
}

/** The scalars for one image: with `limit`, no further than to where its brightest pixel is white. */
export function rangeFor({ scalars: { min, max }, overflow }: HuntSettings, image: Image): ScalarRange {
  if (overflow !== 'limit' || image.brightest <= 0) return { min, max };
  return { min, max: Math.max(1, Math.min(max, toFloat32(1 / image.brightest))) };
}
