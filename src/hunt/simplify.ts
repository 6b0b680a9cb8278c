import type { Subject } from '../classifier/subject.js';
import { image as imageOf, type Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { labelOf, marginOf } from '../classifier/scores.js';
import type { View } from '../run/outcome.js';
import { nearestFlip, type Hunted } from './hunted.js';
import { searchRay } from './search.js';
import type { HuntSettings } from './settings.js';

/** The simplest image that was found to flip as another one does. */
export interface Simplest {
  readonly image: Image;
  /** Rectangles of one value that make it up. */
  readonly blocks: number;
  /** Where it flips, located as in the hunt: no farther from 1 than the witness of the image it was made from. */
  readonly scalar: number;
  readonly label: string;
  readonly labelAfter: string;
  /** How often the model was asked. */
  readonly evaluations: number;
  /** The simplest image, and flipped. */
  readonly views: readonly View[];
}

/** A rectangle of an image. */
interface Region {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** Regions are halved to this fraction of a side; large images would otherwise take thousands of questions a level. */
const finest = 1 / 32;

/**
 * Makes an image simple while it still flips: its label at scalar 1 stays the same and clear, and at the witness of its flip
 * nearest 1 another label is clearly ahead. So its own flip is no farther from 1 than that witness.
 *
 * Regions are filled with their mean, largest first; where that is too much, the halves of the region are tried. Greedy: fewest
 * blocks among what halving comes to, not among all images.
 *
 * @returns undefined if the image does not flip, or does not when it is asked about again.
 */
export async function simplify(
  subject: Subject,
  original: Image,
  hunted: Pick<Hunted, 'below' | 'above'>,
  settings: HuntSettings,
): Promise<Simplest | undefined> {
  const { tolerance, overflow, precision } = settings;
  const witness = nearestFlip(hunted)?.witness.scalar;
  if (witness === undefined) return undefined;
  const { labels } = subject.spec;
  const own = labelOf(await subject.scores(original));
  let evaluations = 1;
  const flips = async (candidate: Image): Promise<boolean> => {
    evaluations += 2;
    const [before, after] = await Promise.all([
      subject.scores(candidate),
      subject.scores(candidate.times(witness, overflow)),
    ]);
    return labelOf(before) === own && marginOf(before, own) > tolerance && marginOf(after, own) < -tolerance;
  };
  if (!(await flips(original))) return undefined;

  const { shape } = original;
  let pixels = original.pixels();
  let blocks = 0;
  let regions: readonly Region[] = [{ top: 0, left: 0, height: shape.height, width: shape.width }];
  const flipsWith = (flat: readonly Region[]): Promise<boolean> =>
    flips(drawn(original, flattened(pixels, shape, flat)));
  while (regions.length > 0) {
    // What is too much by itself is too much with others, nearly always; so all are tried at once, each by itself.
    const alone = await Promise.all(regions.map((region) => flipsWith([region])));
    const possible = regions.filter((_, i) => alone[i]);
    const flat = await together(possible, flipsWith);
    pixels = flattened(pixels, shape, flat);
    blocks += flat.length;
    const split = regions.filter((region) => !flat.includes(region)).map((region) => halves(region, shape));
    blocks += split.reduce((sum, { left }) => sum + left, 0);
    regions = split.flatMap(({ parts }) => parts);
  }

  const simplest = drawn(original, pixels, blocks);
  const range = { min: Math.min(1, witness), max: Math.max(1, witness) };
  const search = searchRay({ range, tolerance, precision });
  let step = search.next();
  while (step.done !== true) {
    evaluations += step.value.length;
    step = search.next(await Promise.all(step.value.map((scalar) => subject.scores(simplest.times(scalar, overflow)))));
  }
  const bracket = step.value.bracket(witness < 1 ? -1 : 1);
  if (bracket === undefined) return undefined;
  const scaled = simplest.times(bracket.witness.scalar, overflow);
  const [before, after] = await Promise.all([subject.scores(simplest), subject.scores(scaled)]);
  return {
    image: simplest,
    blocks,
    scalar: bracket.outer.scalar,
    label: labels[own] ?? '',
    labelAfter: labels[bracket.witness.label] ?? '',
    evaluations,
    views: [
      { title: `${blocks} blocks`, image: simplest, scores: before },
      { title: 'flipped', image: scaled, scores: after },
    ],
  };
}

/** As many of the regions as may be flattened together: all of them, or one after the other what still can be. */
async function together(
  regions: readonly Region[],
  flips: (flat: readonly Region[]) => Promise<boolean>,
): Promise<readonly Region[]> {
  if (regions.length < 2 || (await flips(regions))) return regions;
  const flat: Region[] = [];
  for (const region of regions) if (flat.length === 0 || (await flips([...flat, region]))) flat.push(region);
  return flat;
}

/** A copy of the pixels in which every region has its mean in each channel. */
function flattened(pixels: Float32Array, { width, channels }: ImageShape, regions: readonly Region[]): Float32Array {
  const copy = pixels.slice();
  for (const region of regions)
    for (let channel = 0; channel < channels; channel++) {
      const places: number[] = [];
      for (let y = region.top; y < region.top + region.height; y++)
        for (let x = region.left; x < region.left + region.width; x++)
          places.push((y * width + x) * channels + channel);
      const mean = places.reduce((sum, place) => sum + pixels[place]!, 0) / places.length;
      for (const place of places) copy[place] = mean;
    }
  return copy;
}

/** The halves of a region across its longer side; none where it is as fine as can be, and `left` pixels are left as they are. */
function halves(
  { top, left, height, width }: Region,
  shape: ImageShape,
): { readonly parts: readonly Region[]; readonly left: number } {
  const longer = Math.max(height, width);
  if (longer <= Math.max(1, Math.ceil(finest * Math.max(shape.height, shape.width))))
    return { parts: [], left: height * width };
  const half = Math.ceil(longer / 2);
  const parts =
    height >= width
      ? [
          { top, left, width, height: half },
          { top: top + half, left, width, height: height - half },
        ]
      : [
          { top, left, height, width: half },
          { top, left: left + half, height, width: width - half },
        ];
  return { parts, left: 0 };
}

const drawn = (original: Image, pixels: Float32Array, blocks?: number): Image =>
  imageOf(
    original.shape,
    { kind: 'simplified', image: original.recipe, ...(blocks === undefined ? {} : { blocks }) },
    `${original.description}, simplified${blocks === undefined ? '' : ` to ${blocks} blocks`}`,
    (target) => target.set(pixels),
  );
