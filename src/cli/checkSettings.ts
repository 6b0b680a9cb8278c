import { z } from 'zod';
import { imageSettings } from './imageOptions.js';
import { above0, choice, flag, scalarRange, seconds, seed, text, whole } from './kinds.js';
import { modelSettings } from './modelOptions.js';

const tolerance = 'a number above 0 and below 1';

/** Everything `conic check` can be told, by flags or by a file. */
export const checkSchema = z.strictObject(
  {
    ...modelSettings,
    ...imageSettings,
    property: z.array(text, 'a list of names').min(1, 'a name or more').exactOptional(),
    cases: whole(1, 1e9).exactOptional(),
    seed: seed.exactOptional(),
    path: text.regex(/^\d+(:\d+)*$/, 'numbers parted by colons, such as 12:0:3').exactOptional(),
    scalars: scalarRange.exactOptional(),
    overflow: choice(['limit', 'clamp', 'allow']).exactOptional(),
    space: choice(['pixel', 'model']).exactOptional(),
    tolerance: above0(tolerance).lt(1, tolerance).exactOptional(),
    measure: flag.exactOptional(),
    synthetic: flag.exactOptional(),
    timeLimit: seconds.exactOptional(),
    report: text.exactOptional(),
    json: flag.exactOptional(),
    store: text.exactOptional(),
    readOnly: flag.exactOptional(),
  },
  'an object of settings',
);

export type CheckSettings = z.infer<typeof checkSchema>;
