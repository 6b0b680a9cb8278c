import { sizeOf } from '../image/shape.js';
import type { Draft } from './draft.js';
import { channelAxis, type Held } from './foldSteps.js';
import type { MendPlan } from './plan.js';

// What mending adds to a network, whatever its format is: the division before it, and the guard behind it.

/** The image divided by its statistic over the reference, so that an image with the reference stays as it is. */
export function divided(
  draft: Draft,
  pixels: string,
  held: Held,
  { by, reference, quantile, perChannel }: MendPlan,
): { readonly relative: string; readonly unit: string } {
  const { rank, shape } = held;
  const channels = channelAxis(held);
  const all = Array.from({ length: rank - 1 }, (_, i) => i + 1);
  const axes = perChannel ? all.filter((axis) => axis !== channels) : all;
  const tensor = draft.magnitude(pixels);
  const count = sizeOf(shape) / (perChannel ? shape.channels : 1);
  const statistic = by.write({ draft, tensor, axes, count, rank, quantile });
  const unit = reference === 1 ? statistic : draft.divide(statistic, draft.floats([], [reference]));
  const relative = draft.divide(pixels, unit);
  if (!perChannel) return { relative, unit };
  // A channel may be dark while others are not, and what comes of 0 / 0 would reach them all.
  return { relative: draft.choose(draft.isAbove0(unit), relative, draft.floats([], [0])), unit };
}

/**
 * The scores where an image has been measured to be above 0 in any part of it, and one number for all labels where not.
 *
 * @param unit what the image was divided by.
 * @param rank how many axes the scores have.
 * @param name of the result.
 */
export function guarded(
  draft: Draft,
  scores: string,
  {
    unit,
    zero,
    rank,
    name,
  }: { readonly unit: string; readonly zero: string; readonly rank: number; readonly name: string },
  held: Held,
  { perChannel }: MendPlan,
): string {
  const axis = channelAxis(held);
  const brightest = perChannel && axis !== undefined ? draft.reduce('max', unit, [axis]) : unit;
  const column = draft.reshape(brightest, [-1, ...Array<number>(rank - 1).fill(1)]);
  return draft.choose(draft.isAbove0(column), scores, zero, name);
}
