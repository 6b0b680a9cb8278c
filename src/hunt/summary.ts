import type { Classifier } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import type { Image } from '../image/image.js';
import { labelOf, marginOf } from '../classifier/scores.js';
import { contrasts } from './grid.js';
import { farness, nearestFlip, type Hunted } from './hunted.js';
import type { HuntSettings } from './settings.js';

/** What of a result a summary needs. */
export type HuntedFacts = Pick<
  Hunted,
  'index' | 'label' | 'outcome' | 'below' | 'above' | 'clear' | 'homogeneous' | 'evaluations'
>;

/** The flip that a share of the images has at this scalar or nearer 1; null where fewer flip at all. */
export interface Quantile {
  readonly share: number;
  readonly scalar: number | null;
}

/** How often one label became another: at the flip nearest 1, at the one below it, at the one above it. */
export interface Fall {
  readonly label: string;
  readonly labelAfter: string;
  readonly nearest: number;
  readonly below: number;
  readonly above: number;
}

/** What a hunt says of all images together. Vacuous images have no part in shares. */
export interface HuntSummary {
  readonly hunted: number;
  readonly flipped: number;
  /** No flip at any scalar that was tried. */
  readonly unflipped: number;
  /** The largest factor between neighbouring scalars that were tried without a flip between them, over all images. */
  readonly widestStep: number;
  readonly vacuous: number;
  /** Images whose scores every power of two multiplied bit for bit. */
  readonly homogeneous: number;
  readonly evaluations: number;
  readonly margins: {
    readonly below: readonly Quantile[];
    readonly above: readonly Quantile[];
    /** Of the nearer of the two; the scalar as a factor of 1 or more, up or down. */
    readonly nearest: readonly Quantile[];
  };
  /** How many images keep their label at every scalar tried between 1 and this one. */
  readonly keeps: readonly { readonly scalar: number; readonly images: number; readonly share: number }[];
  /** By label, then by frequency. */
  readonly falls: readonly Fall[];
  /** Places of the images whose flip is nearest 1, nearest first. */
  readonly worst: readonly number[];
}

/** Shares of which a summary gives the margin; 0 is the nearest flip of all. */
const shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95];

/**
 * Sums up the results of a hunt.
 *
 * @param min the lowest scalar that was tried; contrasts below it are left out.
 * @param worst how many of the worst images to name.
 * @example
 * const hunts: Hunted[] = [];
 * for await (const each of hunt(classifier, images.from('samples'), { scalars: { min: 0.01, max: 1 } })) hunts.push(each);
 * const { flipped, hunted } = summarise(hunts, 0.01, 3);
 * console.log(`${flipped} of ${hunted} images flip`);
 */
export function summarise(results: readonly HuntedFacts[], min: number, worst: number): HuntSummary {
  const counted = results.filter(({ outcome }) => outcome !== 'vacuous');
  const flipped = counted.filter(({ outcome }) => outcome === 'flipped');
  return {
    hunted: results.length,
    flipped: flipped.length,
    unflipped: counted.length - flipped.length,
    widestStep: counted.reduce((widest, { clear }) => Math.max(widest, clear.apart), 1),
    vacuous: results.length - counted.length,
    homogeneous: results.filter(({ homogeneous }) => homogeneous).length,
    evaluations: results.reduce((sum, { evaluations }) => sum + evaluations, 0),
    margins: {
      below: quantiles(counted.map(({ below }) => below?.scalar)),
      above: quantiles(counted.map(({ above }) => above?.scalar)),
      nearest: quantiles(counted.map(farnessOf)),
    },
    keeps: contrasts
      .filter((scalar) => scalar >= min)
      .map((scalar) => {
        const images = counted.filter(({ below }) => below === undefined || below.scalar < scalar).length;
        return { scalar, images, share: counted.length === 0 ? 0 : images / counted.length };
      }),
    falls: fallsOf(flipped),
    worst: flipped
      .map((result) => ({ index: result.index, far: farnessOf(result) ?? Infinity }))
      .toSorted((a, b) => a.far - b.far || a.index - b.index)
      .slice(0, worst)
      .map(({ index }) => index),
  };
}

const farnessOf = (result: HuntedFacts): number | undefined => {
  const flip = nearestFlip(result);
  return flip === undefined ? undefined : farness(flip.scalar);
};

/** By nearness to 1; images that do not flip come last. */
function quantiles(scalars: readonly (number | undefined)[]): readonly Quantile[] {
  const sorted = scalars.toSorted(
    (a, b) => (a === undefined ? Infinity : farness(a)) - (b === undefined ? Infinity : farness(b)),
  );
  // Infinity less Infinity is no number, and sorts as equal.
  return shares.map((share) => ({
    share,
    scalar: sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null,
  }));
}

function fallsOf(flipped: readonly HuntedFacts[]): readonly Fall[] {
  const falls = new Map<string, { -readonly [Field in keyof Fall]: Fall[Field] }>();
  const fallTo = (label: string, labelAfter: string) => {
    const key = JSON.stringify([label, labelAfter]);
    const fall = falls.get(key) ?? { label, labelAfter, nearest: 0, below: 0, above: 0 };
    falls.set(key, fall);
    return fall;
  };
  for (const result of flipped) {
    const { label, below, above } = result;
    const nearest = nearestFlip(result);
    if (nearest !== undefined) fallTo(label, nearest.witness.label).nearest++;
    if (below !== undefined) fallTo(label, below.witness.label).below++;
    if (above !== undefined) fallTo(label, above.witness.label).above++;
  }
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...falls.values()].toSorted(
    (a, b) =>
      order(a.label, b.label) || b.nearest - a.nearest || b.below - a.below || order(a.labelAfter, b.labelAfter),
  );
}

/** What a classifier says of no light at all: the label into which small scalars fall. */
export interface ZeroImage {
  readonly label: string;
  readonly margin: number;
  /** Whether no label is ahead by more than rounding error, as without biases. */
  readonly tie: boolean;
  readonly scores: readonly number[];
}

/** @param image any image of the shape that the classifier takes. */
export async function zeroImageOf(
  classifier: Classifier,
  image: Image,
  { space, tolerance }: Pick<HuntSettings, 'space' | 'tolerance'>,
): Promise<ZeroImage> {
  const scores = await new Subject(classifier, { space }).scores(image.times(0));
  const label = labelOf(scores);
  const margin = marginOf(scores, label);
  return { label: classifier.spec.labels[label] ?? '', margin, tie: margin <= tolerance, scores: [...scores] };
}
