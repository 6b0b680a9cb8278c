import type { ImageSource } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import { filled } from '../settings/check.js';
import { diffSettings } from '../settings/diff.js';
import { functionOf, inCode, signal } from '../settings/kinds.js';
import { newSeed } from '../settings/seed.js';
import { settings, type Filled, type OptionsOf } from '../settings/setting.js';

/** How far a comparison of two models is. */
export interface DiffProgress {
  /** `images`: both are asked about every image. `rays`: disagreements are looked for along the rays. `where`: it is looked for what differs. */
  readonly phase: 'images' | 'rays' | 'where';
  readonly done: number;
  readonly planned: number;
  readonly disagree: number;
}

const isImages = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : typeof value === 'object' && value !== null && 'load' in value;

const diffOptions = settings({
  ...diffSettings,
  /** Files are read for each model as it takes them. Default: made images. */
  images: {
    kind: inCode<ImageSource | readonly Image[]>("images.from('folder'), a corpus, or a list of images", isImages),
    help: 'where images come from',
    usually: 'made images of every kind',
  },
  /** Ends it when aborted, with what it has; the verdict is then inconclusive. */
  signal: { kind: signal, help: 'ends it, with what it has' },
  /** Hears how far it is. */
  onProgress: { kind: functionOf<(progress: DiffProgress) => void>(), help: 'hears how far it is' },
});

/** What a comparison of two models is told. Everything has a default. */
export interface DiffOptions extends OptionsOf<typeof diffOptions> {}

/** The options with their defaults. */
export interface SettledDiff extends Omit<Filled<typeof diffOptions>, 'seed' | 'scalars'> {
  readonly seed: number;
  readonly scalars: { readonly min: number; readonly max: number };
}

/** @throws InputError if an option makes no sense. */
export function settledDiff(options: DiffOptions): SettledDiff {
  const { seed = newSeed(), scalars, ...rest } = filled('diff', diffOptions, options);
  return { ...rest, seed, scalars: { ...diffSettings.scalars.default, ...scalars } };
}
