import { z } from 'zod';
import { choice, flag, seconds, seed, text } from './kinds.js';

/** Everything `conic gate` can be told by flags; the rest is in its configuration. */
export const gateSettings = z.strictObject(
  {
    config: text.exactOptional(),
    model: text.exactOptional(),
    baseline: text.or(z.literal(false)).exactOptional(),
    accept: flag.exactOptional(),
    reason: text.exactOptional(),
    expires: z.iso.date('a day as YYYY-MM-DD').exactOptional(),
    failOn: choice(['fail', 'warn']).exactOptional(),
    report: text.exactOptional(),
    seed: seed.exactOptional(),
    timeLimit: seconds.exactOptional(),
    json: flag.exactOptional(),
  },
  'an object of settings',
);

export type GateSettings = z.infer<typeof gateSettings>;
