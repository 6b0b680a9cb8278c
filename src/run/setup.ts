import * as fc from 'fast-check';
import type { Classifier } from '../classifier/classifier.js';
import type { Space } from '../classifier/inputWriter.js';
import { lackOf } from '../classifier/capability.js';
import { Subject } from '../classifier/subject.js';
import { InputError } from '../errors.js';
import { fromCorpus } from '../generate/fromCorpus.js';
import { anyImage } from '../generate/anyImage.js';
import { isArbitrary } from '../generate/isArbitrary.js';
import { scalars, type ScalarConstraints } from '../generate/scalars.js';
import type { ImageSource } from '../image/corpus.js';
import type { Image, Overflow } from '../image/image.js';
import type { Outcome } from './outcome.js';
import type { Counts, Progress } from './progress.js';
import type { Context, Property } from './property.js';
import { newSeed } from '../settings/seed.js';

/** What a run is told. Everything has a default. `Case` matters only where there are `examples`. */
export interface RunOptions<Case = never> {
  /** Where images come from: files, a corpus, or an arbitrary. Default: made images of every kind. */
  readonly images?: ImageSource | fc.Arbitrary<Image>;
  /** How many cases. Default 1000. */
  readonly cases?: number;
  /** A 32-bit whole number; the same seed gives the same cases. Default: a new one each time. */
  readonly seed?: number;
  /** Where in the run to begin: a path that an earlier run reported with this seed. */
  readonly path?: string;
  /**
   * Cases to try before those that are made, one at a time: counterexamples that were kept, for instance. They are counted
   * apart, do not change what cases are made, and are not made simpler. With a `path` they are not tried.
   */
  readonly examples?: readonly Case[];
  /** The range of scalars, for properties that use them. */
  readonly scalars?: ScalarConstraints;
  /** What to do above white. Default `limit`. */
  readonly overflow?: Overflow;
  /** Where scalars act. Default `pixel`. */
  readonly space?: Space;
  /** Ends the whole run after this many milliseconds, with what it has. */
  readonly timeLimit?: number;
  /** Ends the run when aborted, with what it has. */
  readonly signal?: AbortSignal;
  /**
   * Asked after each case, in their order, what came of it; `true` ends the run, which then counts as complete. Cases that
   * were started ahead are not counted.
   */
  readonly until?: (counts: Counts, latest: Outcome) => boolean;
  /** Hears how far the run is, some twenty times a second. */
  readonly onProgress?: (progress: Progress) => void;
}

/** A property, a classifier and options, checked and made ready. */
export interface Setup<Case> {
  readonly property: Property<Case>;
  readonly subject: Subject;
  readonly context: Context;
  readonly cases: number;
  readonly seed: number;
  readonly options: RunOptions<Case>;
}

/** @throws InputError if an option makes no sense, images cannot be read, or the classifier lacks what the property needs. */
export async function setUp<Case>(
  property: Property<Case>,
  classifier: Classifier,
  options: RunOptions<NoInfer<Case>>,
): Promise<Setup<Case>> {
  const { cases = 1000, overflow = 'limit', space = 'pixel', scalars: range = {}, timeLimit } = options;
  const whole = (where: string, value: number, from: number, to: number): void => {
    if (!Number.isInteger(value) || value < from || value > to)
      throw new InputError({ where, found: String(value), expected: `a whole number from ${from} to ${to}` });
  };
  const oneOf = (where: string, value: string, allowed: readonly string[]): void => {
    if (!allowed.includes(value)) throw new InputError({ where, found: value, expected: allowed.join(', ') });
  };
  whole('cases', cases, 1, 1e9);
  const seed = options.seed ?? newSeed();
  whole('seed', seed, -(2 ** 31), 2 ** 31 - 1);
  if (timeLimit !== undefined) whole('timeLimit', timeLimit, 1, 2 ** 31 - 1);
  oneOf('overflow', overflow, ['limit', 'clamp', 'allow']);
  oneOf('space', space, ['pixel', 'model']);
  if (options.path !== undefined && !/^\d+(:\d+)*$/.test(options.path))
    throw new InputError({ where: 'path', found: options.path, expected: 'numbers parted by colons, such as 12:0:3' });
  scalars(range);
  const lack = lackOf(classifier, property.name, property.needs);
  if (lack !== undefined) throw lack;
  const images = await imagesOf(options.images, classifier);
  const context: Context = { spec: classifier.spec, images, scalars: range, overflow, space };
  return {
    property,
    subject: new Subject(classifier, { space }),
    context,
    cases: Math.min(cases, property.count ?? cases),
    seed,
    options,
  };
}

async function imagesOf(source: RunOptions['images'], { spec }: Classifier): Promise<fc.Arbitrary<Image>> {
  if (source === undefined) return anyImage(spec.shape);
  assertSource(source);
  return 'load' in source ? fromCorpus(await source.load(spec.shape)) : source;
}

/** JavaScript tells nobody of a value that gives no images, such as conic's own `images`. */
function assertSource(source: object): void {
  const given: unknown = source;
  if (isArbitrary(given) || (isObject(given) && 'load' in given && typeof given.load === 'function')) return;
  const own = isObject(given) && 'from' in given && 'arbitrary' in given;
  throw new InputError({
    where: 'images',
    found: own ? 'the functions that conic exports as images' : kindOf(given),
    expected: "images.from('folder'), images.of(corpus), or another arbitrary of images",
    ...(own ? { remedy: "Call one of them: { images: images.from('folder') }." } : {}),
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
};
