import { sizeOfDims, type Dims } from '../../../src/network/dims.js';
import type { Chance } from '../chance.js';

/** What comes out of a layer: [height, width, channels], or [features]. */
export interface Value {
  readonly name: string;
  readonly dims: Dims;
}

/** Adds a layer to a draft; undefined where it does not fit. */
export type LayerOf<Draft> = (draft: Draft, input: Value) => Value | undefined;

/** Puts so many random layers one on the other; what would be large is left out. */
export function grown<Draft extends { readonly chance: Chance }>(
  draft: Draft,
  from: Value,
  layers: readonly LayerOf<Draft>[],
  count: number,
): Value {
  let value = from;
  for (let i = 0; i < count; i++) {
    const next = layers[draft.chance.whole(0, layers.length - 1)]?.(draft, value);
    if (next !== undefined && sizeOfDims(next.dims) <= 200) value = next;
  }
  return value;
}
