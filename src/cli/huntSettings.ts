import { z } from 'zod';
import { imageSettings } from './imageOptions.js';
import { above0, choice, flag, scalarRange, text, whole } from './kinds.js';
import { modelSettings } from './modelOptions.js';

const tolerance = 'a number from 1e-9 to below 1';

/** Everything `conic hunt` can be told, by flags or by a file. */
export const huntFlags = z.strictObject(
  {
    ...modelSettings,
    ...imageSettings,
    out: text.exactOptional(),
    scalars: scalarRange.exactOptional(),
    overflow: choice(['limit', 'clamp', 'allow']).exactOptional(),
    space: choice(['pixel', 'model']).exactOptional(),
    tolerance: above0(tolerance).min(1e-9, tolerance).lt(1, tolerance).exactOptional(),
    exactFloat: flag.exactOptional(),
    resume: flag.exactOptional(),
    worst: whole(0, 10_000).exactOptional(),
    simplify: flag.exactOptional(),
    exact: flag.exactOptional(),
    store: text.exactOptional(),
    readOnly: flag.exactOptional(),
    json: flag.exactOptional(),
  },
  'an object of settings',
);

export type HuntFlags = z.infer<typeof huntFlags>;
