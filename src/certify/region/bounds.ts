import type { Program } from '../../network/program/program.js';
import { Backward } from './backward.js';
import { Forward } from './forward.js';
import type { Bounds } from './intervals.js';
import type { Prefix } from './prefix.js';

/** What is known of a network over a simplex of images. */
export interface SimplexBounds {
  /** By how much the label's logit is at least above each other's; what is at the label itself does not count. */
  readonly leads: Float64Array;
  /** How many ReLUs and windows are not decided. With none the simplex lies on one piece of the network. */
  readonly unstable: number;
  /** The bounds of what goes into kinks: they hold for every part of the simplex too. */
  readonly inner: ReadonlyMap<number, Bounds>;
  /** Whether nothing is known of leads, since the simplex is far too large. */
  readonly isHopeless: boolean;
}

/**
 * Bounds a network over a simplex: forward, where that is not too much work, or else by substituting backwards: a combination of a layer's values is bounded by a combination
 * of the layer before's, down to values that are affine in the weights, where the smallest is at a corner. (CROWN, Zhang
 * et al., NeurIPS 2018; over a simplex of few corners the last step costs next to nothing.)
 *
 * @param rivals the labels to be ahead of.
 * @param outer bounds of a simplex that this one is a part of.
 */
export function boundSimplex(
  program: Program,
  { frontier, steps }: Prefix,
  label: number,
  rivals: readonly number[],
  outer: ReadonlyMap<number, Bounds> = new Map(),
): SimplexBounds {
  const found = goForward(program, { frontier, steps }, label, rivals, outer);
  if (found !== undefined) return found;
  const run = new Backward(program, frontier, steps, outer);
  let unstable = 0;
  for (const step of steps) {
    if (step.kind === 'affine') run.addAffine(step);
    else unstable += run.addKinks(step);
  }
  const leads = new Float64Array(program.sizes[program.logits]!).fill(Infinity);
  for (const other of rivals)
    leads[other] = run.lowest(program.logits, [
      [label, 1],
      [other, -1],
    ]);
  return { leads, unstable, inner: run.inner, isHopeless: false };
}

function goForward(
  program: Program,
  { frontier, steps }: Prefix,
  label: number,
  rivals: readonly number[],
  outer: ReadonlyMap<number, Bounds>,
): SimplexBounds | undefined {
  const run = new Forward(frontier, steps, program.logits, outer);
  const isDone = steps.every((step) => run.follow(step));
  if (run.progress === 'too much') return undefined;
  const leads = new Float64Array(program.sizes[program.logits]!).fill(Infinity);
  for (const other of rivals) leads[other] = isDone ? run.lead(program.logits, label, other) : -Infinity;
  return { leads, unstable: run.unstable, inner: run.inner, isHopeless: !isDone };
}
