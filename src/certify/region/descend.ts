import { toward, type SimplexWeights } from './weights.js';

/** Steps toward a corner, largest first: shares of what is left to it. */
const steps = [1 / 2, 1 / 4, 1 / 8];

/**
 * Walks downhill from a mixture, each time toward the corner that makes the lead smallest, until it is small enough or no step makes
 * it smaller. Leads fall and rise again, so it may end in a hollow: it looks for counterexamples, and proves nothing.
 *
 * @param leadAt what is to become small; whoever asks takes note of it.
 */
export function descend(from: SimplexWeights, leadAt: (weights: SimplexWeights) => number, enough: number): void {
  let here = { weights: from, lead: leadAt(from) };
  for (const step of steps)
    for (;;) {
      const next = from
        .map((_, corner) => toward(here.weights, corner, step))
        .map((weights) => ({ weights, lead: leadAt(weights) }))
        .reduce((best, one) => (one.lead < best.lead ? one : best), here);
      if (next === here) break;
      here = next;
      if (here.lead < enough) return;
    }
}
