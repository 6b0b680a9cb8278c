import * as fc from 'fast-check';
import { InputError } from '../errors.js';
import { filled } from '../settings/check.js';
import { share } from '../settings/kinds.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import type { Corpus } from '../image/corpus.js';
import { combine, type Image } from '../image/image.js';
import { plannedAs } from './imagePlan.js';

const mixing = settings({
  /** The share of cases that are a mix of two images (the first at 1/8 to 7/8), in [0, 1]. */
  mixed: { kind: share, help: 'the share of cases that are a mix of two images', default: 0 },
});

/** How often two images are mixed instead of one taken as it is: never unless told. */
export interface CorpusConstraints extends OptionsOf<typeof mixing> {}

/**
 * Real images, each as likely as any other. There is no simpler one among them, so it does not shrink: the counterexample
 * shown is the image that failed.
 *
 * @throws InputError if there are no images.
 * @example const some = images.of(await images.from('samples').load(classifier.spec.shape), { mixed: 0.25 });
 */
export function fromCorpus(
  corpus: { readonly images: readonly Image[] },
  constraints: CorpusConstraints = {},
): fc.Arbitrary<Image> {
  const { images } = corpus;
  const { mixed } = filled('images.of', mixing, constraints);
  if (images.length === 0) throw new InputError({ where: 'corpus', found: 'no images', expected: 'at least one' });
  const one = fc.noShrink(fc.noBias(fc.constantFrom(...images)));
  const plan = { kind: 'corpus', images, mixed } as const;
  if (mixed === 0) return plannedAs(plan, drawnFrom(one, corpus));
  const mix = fc.tuple(one, one, fc.integer({ min: 1, max: 7 })).map(([image, other, eighths]) =>
    combine([
      { weight: eighths / 8, image },
      { weight: 1 - eighths / 8, image: other },
    ]),
  );
  const mixes = Math.round(mixed * 1000);
  const either = fc.oneof({ weight: 1000 - mixes, arbitrary: one }, { weight: mixes, arbitrary: mix });
  return plannedAs(plan, drawnFrom(either, corpus));
}

const corpora = new WeakMap<fc.Arbitrary<Image>, Corpus>();

/** The arbitrary itself, of which it is known from now on that its images, or some of them, are those of a corpus. */
export function drawnFrom(arbitrary: fc.Arbitrary<Image>, corpus: object): fc.Arbitrary<Image> {
  if (isCorpus(corpus)) corpora.set(arbitrary, corpus);
  return arbitrary;
}

// Not `instanceof`: a test runner may have loaded the class twice.
const isCorpus = (images: object): images is Corpus => 'truth' in images && 'truthBy' in images;

/** The corpus that an arbitrary draws from, whose images may be known by a label; undefined where there is none. */
export const corpusBehind = (arbitrary: fc.Arbitrary<Image>): Corpus | undefined => corpora.get(arbitrary);
