import type { ValueOf } from '../../settings/kind.js';
import type { divisionSettings } from '../../settings/mend.js';
import type { Draft } from '../draft.js';

/** What it is asked for by. */
export type StatisticName = ValueOf<typeof divisionSettings.by.kind>;

/** What there is to measure: the absolute values of an image's numbers, in a graph. */
export interface Measured {
  readonly draft: Draft;
  /** The tensor of absolute values. */
  readonly tensor: string;
  /** The axes of what is measured together: all but the batch, or those of height and width. */
  readonly axes: readonly number[];
  /** How many numbers are measured together. */
  readonly count: number;
  /** How many axes the tensor has. */
  readonly rank: number;
  /** Which quantile, where that is asked for. */
  readonly quantile: number;
}

/**
 * A number that says how bright an image is, and grows with it: scaled by a, an image has a times the number. Dividing by it
 * leaves what no scalar changes.
 */
export interface Statistic {
  /** As it is asked for: `max`. */
  readonly name: StatisticName;
  /** In words: `its largest value`. */
  readonly said: string;
  /** Whether channels can be measured one by one. */
  readonly perChannel: boolean;
  /** What it is where an image reaches white as most images do; undefined: it is measured on given images. */
  readonly atWhite?: (white: number) => number;
  /** Adds the nodes that compute it, and gives the tensor: one number an image, or one a channel, with all axes kept. */
  readonly write: (measured: Measured) => string;
  /** Of one image's absolute values. */
  readonly of: (values: Float32Array, quantile: number) => number;
}
