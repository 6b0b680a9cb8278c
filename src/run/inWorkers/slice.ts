import { isFloat64Array, isUint32Array, isUint8Array } from 'node:util/types';
import { CrashedClassifierError } from '../../errors.js';
import type { ScalarConstraints } from '../../generate/scalars.js';
import type { ClassifierSpec } from '../../classifier/classifier.js';
import type { Space } from '../../classifier/inputWriter.js';
import type { Overflow, Recipe, Truth } from '../../image/image.js';
import type { Size } from '../../image/shape.js';
import type { PropertyOrigin } from '../origin.js';
import { heardOf, type HeardOutcome, type LabelledCase } from '../heard.js';
import type { Outcome } from '../outcome.js';

// What goes back and forth between a run and the workers that try its cases. A slice is a few of a run's cases, one after
// the other; what came of them is sent back in columns, as an object a case would cost more than the case.

/** All that a worker has to know of a run, but for pixels. */
export interface ToldRun {
  readonly origin: PropertyOrigin;
  /** The property's name, to be sure that the module makes the same one. */
  readonly property: string;
  readonly seed: number;
  readonly spec: ClassifierSpec;
  readonly scalars: ScalarConstraints;
  readonly overflow: Overflow;
  readonly space: Space;
  readonly images: ToldImages;
}

/** What is told of an image of a corpus. */
export interface ToldImage {
  readonly recipe: Recipe;
  readonly description: string;
  readonly truth: Truth | undefined;
  /** Of the picture that it was made of, where there is one. The picture itself stays where it was read. */
  readonly picture: Size | undefined;
}

/** What images are made of: as an {@link ImagePlan}, with words instead of images, whose pixels are sent beside them. */
export type ToldImages =
  | { readonly kind: 'made' }
  | { readonly kind: 'corpus'; readonly images: readonly ToldImage[]; readonly mixed: number }
  | { readonly kind: 'corpus and made'; readonly images: readonly ToldImage[] };

/** A run as it is carried beside every slice, in shared memory. */
export interface CarriedRun {
  /** A {@link ToldRun}, as `node:v8` serialises it. */
  readonly told: Uint8Array;
  /** Of the images of the corpus, one after the other: 8-bit samples where all have them. */
  readonly pixels: Float32Array | Uint8Array;
}

/** Cases to be tried: those with the numbers `from` to `to - 1`. */
export interface Slice {
  /** The number of the run, which no other of this process has. */
  readonly run: number;
  readonly from: number;
  readonly to: number;
}

/** What came of the cases of a slice: of all of them, or of those before the one at which something failed. */
export interface SliceFindings {
  readonly from: number;
  /** What each came to: a place in `letters`. */
  readonly kinds: Uint8Array;
  /** Of each that has one. */
  readonly margins: Float64Array;
  /** Of each that has a reason, where it is among `words`. */
  readonly reasons: Uint32Array;
  readonly words: readonly string[];
  /** Which images decided cases are about. */
  readonly about: LabelColumns;
  /** Images that the model was asked about. */
  readonly evaluated: number;
  /** How long it took, in milliseconds. */
  readonly took: number;
  /** Whether there is a case that could not be tried here: an error, in the model or the property. */
  readonly failed: boolean;
  /** Where the worker died of it: the error, and the case after the last that it was to try. */
  readonly crash?: { readonly error: CrashedClassifierError; readonly to: number };
}

/** Which image each case is about. */
export interface LabelColumns {
  /** The place of its label; -1 where the case does not say. */
  readonly labels: Int32Array;
  /** Where what it is known to show is among `names`; -1 where that is not known. */
  readonly truths: Int32Array;
  readonly names: readonly string[];
  /** At which it is violated; NaN where there is none. */
  readonly scalars: Float64Array;
}

const letters = ['held', 'held with a margin', 'violated', 'vacuous', 'inconclusive'] as const;

/** Texts, each of which is kept once. */
class Words {
  readonly #places = new Map<string, number>();

  placeOf(word: string): number {
    const known = this.#places.get(word);
    if (known !== undefined) return known;
    const place = this.#places.size;
    this.#places.set(word, place);
    return place;
  }

  get all(): readonly string[] {
    return [...this.#places.keys()];
  }
}

/** Writes outcomes into columns. */
export class OutcomeColumns {
  readonly #kinds: Uint8Array;
  readonly #margins: Float64Array;
  readonly #reasons: Uint32Array;
  readonly #words = new Words();
  readonly #about: LabelWriter;
  #count = 0;

  /** @param most how many outcomes there may be. */
  constructor(most: number) {
    this.#kinds = new Uint8Array(most);
    this.#margins = new Float64Array(most);
    this.#reasons = new Uint32Array(most);
    this.#about = new LabelWriter(most);
  }

  add(outcome: Outcome): void {
    const heard = heardOf(outcome);
    const place = this.#count++;
    const { kind } = heard;
    this.#kinds[place] = letters.indexOf(kind === 'held' && heard.margin !== undefined ? 'held with a margin' : kind);
    if (kind === 'held' || kind === 'violated') this.#margins[place] = heard.margin ?? 0;
    if (kind !== 'held') this.#reasons[place] = this.#words.placeOf(heard.why);
    this.#about.add(heard);
  }

  findings(rest: Pick<SliceFindings, 'from' | 'evaluated' | 'took' | 'failed'>): SliceFindings {
    const length = this.#count;
    return {
      ...rest,
      kinds: this.#kinds.slice(0, length),
      margins: this.#margins.slice(0, length),
      reasons: this.#reasons.slice(0, length),
      words: this.#words.all,
      about: this.#about.columns,
    };
  }
}

/** Writes which image each case is about. */
class LabelWriter {
  readonly #labels: Int32Array;
  readonly #truths: Int32Array;
  readonly #scalars: Float64Array;
  readonly #names = new Words();
  #count = 0;

  constructor(most: number) {
    this.#labels = new Int32Array(most).fill(-1);
    this.#truths = new Int32Array(most).fill(-1);
    this.#scalars = new Float64Array(most).fill(Number.NaN);
  }

  add(heard: HeardOutcome): void {
    const place = this.#count++;
    const about = 'about' in heard ? heard.about : undefined;
    if (about === undefined) return;
    this.#labels[place] = about.label;
    if (about.truth !== undefined) this.#truths[place] = this.#names.placeOf(about.truth);
    if (about.scalar !== undefined) this.#scalars[place] = about.scalar;
  }

  get columns(): LabelColumns {
    return { labels: this.#labels, truths: this.#truths, names: this.#names.all, scalars: this.#scalars };
  }
}

/** The outcomes of a slice, in the order of its cases. */
export function* outcomesIn({ kinds, margins, reasons, words, about }: SliceFindings): IterableIterator<HeardOutcome> {
  for (let i = 0; i < kinds.length; i++) {
    const kind = letters[kinds[i]!]!;
    if (kind === 'vacuous' || kind === 'inconclusive') yield { kind, why: words[reasons[i]!]! };
    else {
      const image = aboutIn(about, i);
      if (kind === 'violated') yield violatedWith(margins[i]!, words[reasons[i]!]!, image);
      else yield heldWith(kind === 'held' ? undefined : margins[i]!, image);
    }
  }
}

// Written out, as a spread takes longer than all else here, and every case of a run comes by.

function heldWith(margin: number | undefined, about: LabelledCase | undefined): HeardOutcome {
  if (margin === undefined) return about === undefined ? { kind: 'held' } : { kind: 'held', about };
  return about === undefined ? { kind: 'held', margin } : { kind: 'held', margin, about };
}

const violatedWith = (margin: number, why: string, about: LabelledCase | undefined): HeardOutcome =>
  about === undefined ? { kind: 'violated', margin, why } : { kind: 'violated', margin, why, about };

function aboutIn({ labels, truths, names, scalars }: LabelColumns, place: number): LabelledCase | undefined {
  const label = labels[place]!;
  if (label === -1) return undefined;
  const [truth, scalar] = [truths[place] === -1 ? undefined : names[truths[place]!], scalars[place]!];
  if (Number.isNaN(scalar)) return truth === undefined ? { label } : { label, truth };
  return truth === undefined ? { label, scalar } : { label, truth, scalar };
}

/** Nothing, since what was to try the cases could not. @param thrown what it was. */
export const nothingFound = ({ from, to }: Slice, thrown?: unknown): SliceFindings => ({
  ...new OutcomeColumns(0).findings({ from, evaluated: 0, took: 0, failed: true }),
  ...(thrown instanceof CrashedClassifierError ? { crash: { error: thrown, to } } : {}),
});

/** Whether what a worker sent is what {@link OutcomeColumns} makes. */
export const isSliceFindings = (value: unknown): value is SliceFindings =>
  typeof value === 'object' &&
  value !== null &&
  'kinds' in value &&
  isUint8Array(value.kinds) &&
  'margins' in value &&
  isFloat64Array(value.margins) &&
  'reasons' in value &&
  isUint32Array(value.reasons) &&
  'words' in value &&
  Array.isArray(value.words) &&
  'about' in value &&
  typeof value.about === 'object';
