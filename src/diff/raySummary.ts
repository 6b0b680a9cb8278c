import { farness } from '../hunt/hunted.js';
import type { Disagreement, RayComparison } from './raySearch.js';

/** What the rays of all images come to. */
export interface RaySummary {
  /** Images whose ray was looked along: those on which the two agree clearly as they are. */
  readonly searched: number;
  /** Of these, those with a disagreement somewhere. */
  readonly disagree: number;
  /** Images at whose every scalar both say the same, as far as powers of two can show: neither has a bias. */
  readonly homogeneous: number;
  /** The largest factor between neighbouring scalars that were tried without a disagreement; homogeneous images have no need of many. */
  readonly widestStep: number;
  /** The disagreement nearest scalar 1 of all. */
  readonly nearest?: Disagreement & { readonly index: number };
}

/** @param rays of the images that were searched, with their places. */
export function raySummary(rays: readonly (RayComparison & { readonly index: number })[]): RaySummary {
  const found = rays.flatMap(({ nearest, index }) => (nearest === undefined ? [] : [{ ...nearest, index }]));
  const nearest = found.reduce<(typeof found)[number] | undefined>(
    (best, one) => (best === undefined || farness(one.scalar) < farness(best.scalar) ? one : best),
    undefined,
  );
  return {
    searched: rays.length,
    disagree: found.length,
    homogeneous: rays.filter(({ homogeneous }) => homogeneous).length,
    widestStep: rays.reduce(
      (widest, { clear, homogeneous }) => (homogeneous ? widest : Math.max(widest, clear.apart)),
      1,
    ),
    ...(nearest === undefined ? {} : { nearest }),
  };
}
