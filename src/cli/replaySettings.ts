import { z } from 'zod';
import { flag, text } from './kinds.js';
import { modelSettings } from './modelOptions.js';

const names = z.array(text, 'a list of names').min(1, 'a name or more');

/** Everything `conic replay` can be told. */
export const replaySchema = z.strictObject(
  {
    ...modelSettings,
    store: text.exactOptional(),
    property: names.exactOptional(),
    of: names.exactOptional(),
    report: text.exactOptional(),
    json: flag.exactOptional(),
  },
  'an object of settings',
);

export type ReplaySettings = z.infer<typeof replaySchema>;
