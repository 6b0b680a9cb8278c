import { z } from 'zod';
import { flag } from './kinds.js';
import { modelSettings } from './modelOptions.js';

/** Everything `conic certify` can be told, by flags or by a file. */
export const certifySchema = z.strictObject(
  { ...modelSettings, structure: flag.exactOptional(), probe: flag.exactOptional(), json: flag.exactOptional() },
  'an object of settings',
);

export type CertifySettings = z.infer<typeof certifySchema>;
