import { z } from 'zod';
import { lineSettings } from './certifyLineSettings.js';
import { imageSettings } from './imageOptions.js';
import { flag } from './kinds.js';
import { modelSettings } from './modelOptions.js';

/** Everything `conic certify` can be told, by flags or by a file. */
export const certifySchema = z.strictObject(
  {
    ...modelSettings,
    ...imageSettings,
    structure: flag.exactOptional(),
    probe: flag.exactOptional(),
    ray: flag.exactOptional(),
    ...lineSettings,
  },
  'an object of settings',
);

export type CertifySettings = z.infer<typeof certifySchema>;
