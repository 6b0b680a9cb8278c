import type { Fit } from '../../../image/fitting/fit.js';
import type { Size } from '../../../image/shape.js';
import type { RangeAndSteps } from '../../file/kerasModes.js';

/** What a file beside a network says of how pictures are fed to it. */
export interface DeclaredPipeline {
  /** The file, and the part of it where that is not all: `preprocessor_config.json`. */
  readonly by: string;
  /** The size in the end. */
  readonly size: Size | undefined;
  readonly values: RangeAndSteps;
  readonly fit: Fit;
  /** What it leaves open and what of it is not done, a sentence each. */
  readonly notes: readonly string[];
}
