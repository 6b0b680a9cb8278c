import { createRequire } from 'node:module';
import { z } from 'zod';

/** Conic's own version. */
export const version: string = z
  .object({ version: z.string() })
  .parse(createRequire(import.meta.url)('conic/package.json')).version;
