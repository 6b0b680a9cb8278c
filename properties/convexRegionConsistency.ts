import * as fc from 'fast-check';
import {
  combine,
  conicWeights,
  convexWeights,
  labelOf,
  marginOf,
  options,
  scalesExactly,
  type Context,
  type Image,
  type OptionsOf,
  type Outcome,
  type Overflow,
  type Property,
  type Subject,
  type View,
} from '../src/core.js';

/** Images that span a region, and how much of each is in the point that is tried. */
export interface RegionCase {
  /** Vertices lie between their mean and each of them; with `same-label`, candidates for vertices. */
  readonly images: readonly Image[];
  readonly weights: readonly number[];
  readonly overflow: Overflow;
}

/**
 * What can be told to `convexRegionConsistency`, for whoever builds on it: each with its kind, help and default.
 *
 * @example Object.keys(regionOptions); // ['vertices', 'size', 'tolerance']
 */
export const regionOptions = options.declare({
  /**
   * `same-piece` (the default): vertices on one piece of the network with one label. A theorem for networks without biases.
   * `same-label`: vertices that only share a label. No theorem, so only the rate is measured.
   */
  vertices: {
    kind: options.choice(['same-piece', 'same-label']),
    help: 'vertices on one piece of the network, or of one label only',
    default: 'same-piece',
  },
  /** How many vertices a region has, 2 or more. Default 3. */
  size: { kind: options.whole(2, 64), help: 'how many vertices a region has', default: 3 },
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  tolerance: options.tolerance,
});

export interface RegionOptions extends OptionsOf<typeof regionOptions> {}

/**
 * Convex-region consistency. If x1..xm lie on one piece of a piecewise-linear network without biases (same activation
 * pattern, max-pool winners included) and share a label, every combination with positive weights has that label (Geng et
 * al., arXiv 2211.08486, state it for the convex hull; homogeneity extends it to the cone).
 *
 * The weights are free, not bound to a sum of 1: on one piece a network WITH biases is affine and survives every convex
 * combination, so that test could not fail.
 *
 * Limits: random images hardly ever share a piece, so vertices are made by walking from the mean of some images toward each
 * until the pattern changes; regions are small. Where even 2^-18 of the way leaves the piece, the case is vacuous. Needs a classifier whose intermediate
 * tensors can be read.
 *
 * @example await check(convexRegionConsistency({ size: 4 }), classifier, { cases: 50 });
 */
export function convexRegionConsistency(told: RegionOptions = {}): Property<RegionCase> {
  const { vertices, size, tolerance } = options.filled('convexRegionConsistency', regionOptions, told);
  const samePiece = vertices === 'same-piece';
  const known = new Regions();
  return {
    name: samePiece ? 'convex-region-consistency' : 'convex-region-consistency:same-label',
    claim: samePiece
      ? 'images on one piece of the network with one label span a cone of that label'
      : 'how often mixing images of one label gives another',
    kind: samePiece ? 'claim' : 'rate',
    needs: samePiece ? ['pieces'] : ['margins'],
    cases: samePiece ? (context) => pieceCases(context, size) : (context) => labelCases(context, size),
    examine: async ({ images, weights, overflow }, subject) => {
      const region = samePiece ? await known.of(images, subject) : await ofOneLabel(images, subject, weights.length);
      if ('vacuous' in region) return { kind: 'vacuous', why: region.vacuous };
      const { label } = region;
      const { vertices: found, weights: shares } = distinct(region.vertices, weights);
      const had = Math.min(...found.map(({ scores }) => marginOf(scores, label)));
      if (had <= tolerance) return { kind: 'vacuous', why: 'a vertex is a near tie' };
      const point = combine(
        found.map(({ image }, i) => ({ image, weight: shares[i]! })),
        overflow,
      );
      const scores = await subject.scores(point);
      const margin = marginOf(scores, label);
      if (margin > 0) return { kind: 'held', margin, left: margin / had, original: found[0]! };
      if (margin >= -tolerance) return { kind: 'inconclusive', why: 'the combination is a near tie' };
      if (samePiece && (await isRounding([{ image: point, scores }, ...found], subject))) return rounding;
      const { labels } = subject.spec;
      const why = `between ${found.length} images of ${labels[label]} lies ${labels[labelOf(scores)]}`;
      return { kind: 'violated', margin, why, views: [...found, { title: 'combination', image: point, scores }] };
    },
  };
}

/** The same combination of images that differ: one that was drawn twice is one vertex, with both its weights. */
function distinct(
  vertices: readonly View[],
  weights: readonly number[],
): { readonly vertices: readonly View[]; readonly weights: readonly number[] } {
  const shares = new Map<Image, number>();
  for (const [i, { image }] of vertices.entries()) shares.set(image, (shares.get(image) ?? 0) + weights[i]!);
  return {
    vertices: [...shares.keys()].map((one, i) => ({
      ...vertices.find(({ image }) => image === one)!,
      title: `vertex ${i + 1}`,
    })),
    weights: [...shares.values()],
  };
}

const rounding: Outcome = {
  kind: 'inconclusive',
  why: 'powers of two multiply the scores bit for bit, so what differs is rounding',
};

/** On one piece biases alone can make a difference, and they show at powers of two. */
async function isRounding(seen: readonly Pick<View, 'image' | 'scores'>[], subject: Subject): Promise<boolean> {
  // What was cut off is no combination.
  if (seen.some(({ image }) => image.clamped)) return false;
  for (const one of seen) if (!(await scalesExactly(subject, one, [-1, -4]))) return false;
  return true;
}

/** They shrink toward two images. */
function pieceCases({ images, scalars, overflow }: Context, size: number): fc.Arbitrary<RegionCase> {
  const first = new FirstOf();
  return fc
    .tuple(conicWeights(size, scalars, 2), fc.tuple(...Array.from({ length: size }, () => images)))
    .map(([weights, chosen]) => ({ images: first.of(chosen, weights.length), weights, overflow }));
}

/** The first of some images: the same list every time, by which a region is known again. */
class FirstOf {
  readonly #known = new WeakMap<readonly Image[], Map<number, readonly Image[]>>();

  of(images: readonly Image[], count: number): readonly Image[] {
    const lists = this.#known.get(images) ?? new Map<number, readonly Image[]>();
    this.#known.set(images, lists);
    const known = lists.get(count) ?? (count === images.length ? images : images.slice(0, count));
    lists.set(count, known);
    return known;
  }
}

/** With ten labels, thirty images hold three of the first one's label nine times in ten. */
const candidates = 30;

const labelCases = ({ images, overflow }: Context, size: number): fc.Arbitrary<RegionCase> =>
  fc
    .tuple(convexWeights(size, 2), fc.tuple(...Array.from({ length: candidates }, () => images)))
    .map(([weights, chosen]) => ({ images: chosen, weights, overflow }));

/** Vertices with one label, or why there are none. */
type Region = { readonly vertices: readonly View[]; readonly label: number } | { readonly vacuous: string };

async function ofOneLabel(images: readonly Image[], subject: Subject, size: number): Promise<Region> {
  const views = await Promise.all(images.map(async (image) => ({ image, scores: await subject.scores(image) })));
  const label = labelOf(views[0]!.scores);
  const alike = views.filter(({ scores }) => labelOf(scores) === label).slice(0, size);
  if (alike.length < size) return { vacuous: 'too few images share a label' };
  return { vertices: alike.map((view, i) => ({ title: `vertex ${i + 1}`, ...view })), label };
}

/**
 * From the mean of the images toward each of them, as far as the pattern lasts. The mean is lit wherever one of them is;
 * an image itself lies on the edge of many pieces: every unit that sees only black is exactly at its kink.
 */
async function aroundTheirMean(images: readonly Image[], subject: Subject): Promise<Region> {
  const mean = combine(images.map((image) => ({ image, weight: 1 / images.length })));
  const pattern = await subject.pattern(mean);
  const walked = await Promise.all(
    images.map((toward) => walk(mean, toward, async (at) => (await subject.pattern(at)) === pattern)),
  );
  const reached = walked.filter((image) => image !== undefined);
  if (reached.length < images.length) return { vacuous: 'no step stays on the piece' };
  const scores = await Promise.all(reached.map((image) => subject.scores(image)));
  const label = labelOf(scores[0]!);
  if (scores.some((one) => labelOf(one) !== label)) return { vacuous: 'the vertices differ in label' };
  return { vertices: reached.map((image, i) => ({ title: `vertex ${i + 1}`, image, scores: scores[i]! })), label };
}

/** Regions that were found before: simpler weights are tried with the same images, and a walk costs far more than a combination. */
class Regions {
  readonly #found = new WeakMap<Subject, WeakMap<readonly Image[], Promise<Region>>>();

  of(images: readonly Image[], subject: Subject): Promise<Region> {
    const before = this.#found.get(subject) ?? new WeakMap<readonly Image[], Promise<Region>>();
    this.#found.set(subject, before);
    const known = before.get(images);
    if (known !== undefined) return known;
    const found = aroundTheirMean(images, subject);
    before.set(images, found);
    // A model that failed may answer the next time.
    found.catch(() => before.delete(images));
    return found;
  }
}

/** Halvings after which a walk gives up: float32 pixels have 24 bits, so 6 are left to point in a direction. */
const mostHalvings = 18;

/**
 * The farthest of the places 1, 1/2, 1/4, … of the way that is still on the piece. A piece is convex, so once a walk has
 * left it, it stays outside, and the place can be found by bisection.
 */
async function walk(
  from: Image,
  toward: Image,
  isOnPiece: (at: Image) => Promise<boolean>,
): Promise<Image | undefined> {
  let [outside, inside] = [-1, mostHalvings + 1];
  let found: Image | undefined;
  while (inside - outside > 1) {
    const halvings = Math.ceil((outside + inside) / 2);
    const image = combine([
      { weight: 1 - 2 ** -halvings, image: from },
      { weight: 2 ** -halvings, image: toward },
    ]);
    if (await isOnPiece(image)) [inside, found] = [halvings, image];
    else outside = halvings;
  }
  return found;
}
