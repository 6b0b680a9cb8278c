import type * as fc from 'fast-check';
import type { Image } from '../image/image.js';

/**
 * What an arbitrary of images was made of, so that a worker thread can make the same one.
 * - `made`: every kind that conic makes.
 * - `corpus`: these images, of which a share of cases mixes two.
 * - `corpus and made`: three of these for one that conic makes.
 */
export type ImagePlan =
  | { readonly kind: 'made' }
  | { readonly kind: 'corpus'; readonly images: readonly Image[]; readonly mixed: number }
  | { readonly kind: 'corpus and made'; readonly images: readonly Image[] };

const plans = new WeakMap<fc.Arbitrary<Image>, ImagePlan>();

/** The arbitrary itself, of which it is known from now on what it was made of. */
export function plannedAs(plan: ImagePlan, arbitrary: fc.Arbitrary<Image>): fc.Arbitrary<Image> {
  plans.set(arbitrary, plan);
  return arbitrary;
}

/** What an arbitrary was made of; undefined where only its maker knows. */
export const imagePlanOf = (arbitrary: fc.Arbitrary<Image>): ImagePlan | undefined => plans.get(arbitrary);
