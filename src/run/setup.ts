import * as fc from 'fast-check';
import type { Classifier } from '../classifier/classifier.js';
import { lackOf } from '../classifier/capability.js';
import { Subject } from '../classifier/subject.js';
import { InputError } from '../errors.js';
import { corpusBehind, fromCorpus } from '../generate/fromCorpus.js';
import { editedImages } from '../generate/editedImages.js';
import { anyImage } from '../generate/anyImage.js';
import { isArbitrary } from '../generate/isArbitrary.js';
import { scalarConstraints, scalars } from '../generate/scalars.js';
import { isImageSource, type Corpus, type ImageSource } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import { placeOf } from './casePlace.js';
import type { HeardOutcome } from './heard.js';
import type { Counts, RunProgress } from './progress.js';
import type { Context, Property } from './property.js';
import { filled } from '../settings/check.js';
import { functionOf, inCode, signal as abortSignal } from '../settings/kinds.js';
import { runSettings } from '../settings/run.js';
import { newSeed } from '../settings/seed.js';
import { settings, type OptionsOf } from '../settings/setting.js';

const isSource = (value: unknown): boolean => isArbitrary(value) || isImageSource(value);

/** Where images come from. What is no source is told of by {@link setUp}, in more words. */
export const runImages = {
  kind: inCode<ImageSource | fc.Arbitrary<Image>>('images', () => true),
  help: 'where images come from',
  usually: 'made images of every kind',
} as const;

/** In code, scalars may be told to be powers of two as well. */
export const runScalars = { ...runSettings.scalars, kind: scalarConstraints } as const;

const runOptions = settings({
  ...runSettings,
  /** Where images come from: files, a corpus, or an arbitrary. Default: made images of every kind. */
  images: runImages,
  /** The range of scalars, for properties that use them. */
  scalars: runScalars,
  /** Ends the run when aborted, with what it has. */
  signal: { kind: abortSignal, help: 'ends the run, with what it has' },
  /**
   * Asked after each case, in their order, what came of it; `true` ends the run, which then counts as complete. Cases that
   * were started ahead are not counted.
   */
  until: { kind: functionOf<(counts: Counts, latest: HeardOutcome) => boolean>(), help: 'asked after each case' },
  /** Hears how far the run is, some twenty times a second. */
  onProgress: { kind: functionOf<(progress: RunProgress) => void>(), help: 'hears how far the run is' },
});

const allOptions = settings({
  ...runOptions,
  examples: { kind: inCode<readonly unknown[]>('a list of cases', Array.isArray), help: 'cases to try first' },
});

/** What a run is told. Everything has a default. `Case` matters only where there are `examples`. */
export interface RunOptions<Case = never> extends OptionsOf<typeof runOptions> {
  /**
   * Cases to try before those that are made, one at a time: counterexamples that were kept, for instance. They are counted
   * apart, do not change what cases are made, and are not made simpler. With a `path` they are not tried.
   */
  readonly examples?: readonly Case[];
}

/** A property, a classifier and options, checked and made ready. */
export interface Setup<Case> {
  readonly property: Property<Case>;
  readonly subject: Subject;
  readonly context: Context;
  readonly cases: number;
  readonly seed: number;
  /** The images whose label may be known; undefined where all are made. */
  readonly corpus: Corpus | undefined;
  readonly options: RunOptions<Case>;
}

/**
 * @param where was told the options: `check`.
 * @throws InputError if an option makes no sense, images cannot be read, or the classifier lacks what the property needs.
 */
export async function setUp<Case>(
  property: Property<Case>,
  classifier: Classifier,
  options: RunOptions<NoInfer<Case>>,
  where: string,
): Promise<Setup<Case>> {
  const { cases, overflow, space, scalars: range = {}, seed = newSeed() } = filled(where, allOptions, options);
  scalars(range);
  const lack = lackOf(classifier, property.name, property.needs);
  if (lack !== undefined) throw lack;
  const given = await imagesOf(options.images, classifier);
  const corpus = corpusBehind(given);
  // Only searched cases are edited. Who brings an arbitrary of their own may claim something of its images alone.
  const edits = isSearched(options) && (options.images === undefined || corpus !== undefined);
  const images = edits ? editedImages(given) : given;
  const context: Context = { spec: classifier.spec, images, scalars: range, overflow, space };
  return {
    property,
    subject: new Subject(classifier, { space }),
    context,
    cases: plannedCases(property, cases),
    seed,
    corpus,
    options,
  };
}

/** Whether cases are searched for, or one that was found so is asked for. */
const isSearched = ({ search: asked, path = '' }: Pick<RunOptions, 'search' | 'path'>): boolean =>
  asked === true || placeOf(path).told.size > 0;

/** How many cases a run has of those that are asked for: a property may have few. */
export const plannedCases = ({ count = Infinity }: Pick<Property<never>, 'count'>, asked: number): number =>
  Math.min(asked, count);

async function imagesOf(source: RunOptions['images'], { spec }: Classifier): Promise<fc.Arbitrary<Image>> {
  if (source === undefined) return anyImage(spec.shape);
  assertSource(source);
  return 'load' in source ? fromCorpus(await source.load(spec.shape, spec.fit)) : source;
}

/** JavaScript tells nobody of a value that gives no images, such as conic's own `images`. */
function assertSource(source: object): void {
  const given: unknown = source;
  if (isSource(given)) return;
  const own = isObject(given) && 'from' in given && 'arbitrary' in given;
  throw new InputError({
    where: 'images',
    option: ['images'],
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
