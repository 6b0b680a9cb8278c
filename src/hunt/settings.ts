import type { Space } from '../classifier/inputWriter.js';
import type { Image, Overflow } from '../image/image.js';
import { filled } from '../settings/check.js';
import { huntSettings } from '../settings/hunt.js';
import { functionOf, signal } from '../settings/kinds.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { toFloat32, type ScalarRange } from './grid.js';

/** How far a hunt is. */
export interface HuntProgress {
  /** Images whose search is over, those left out by `firstImage` not counted. */
  readonly done: number;
  readonly planned: number;
  readonly flipped: number;
  /** Times the model was asked. */
  readonly evaluations: number;
}

const huntOptions = settings({
  ...huntSettings,
  /** Ends the hunt when aborted; what has been yielded is whole. */
  signal: { kind: signal, help: 'ends the hunt' },
  /** Hears how far the hunt is, after every few questions. */
  onProgress: { kind: functionOf<(progress: HuntProgress) => void>(), help: 'hears how far the hunt is' },
});

/** What a hunt is told. Everything has a default. */
export interface HuntOptions extends OptionsOf<typeof huntOptions> {}

/** The options that say what is looked for, with their defaults filled in. */
export interface HuntSettings {
  readonly scalars: ScalarRange;
  readonly overflow: Overflow;
  readonly space: Space;
  readonly tolerance: number;
  readonly precision: number | 'float32';
}

/** The settings of a hunt, with their defaults. @throws InputError if an option makes no sense. */
export function settledHunt(options: HuntOptions): HuntSettings {
  const { scalars, overflow, space, tolerance, precision } = filled('hunt', huntOptions, options);
  return { scalars: { ...huntSettings.scalars.default, ...scalars }, overflow, space, tolerance, precision };
}

/** The scalars for one image: with `limit`, no further than to where its brightest pixel is white. */
export function rangeFor(
  { scalars: { min, max }, overflow }: Pick<HuntSettings, 'scalars' | 'overflow'>,
  image: Image,
): ScalarRange {
  if (overflow !== 'limit' || image.brightest <= 0) return { min, max };
  return { min, max: Math.max(1, Math.min(max, toFloat32(1 / image.brightest))) };
}
