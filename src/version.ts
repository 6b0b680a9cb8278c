import { createRequire } from 'node:module';
import { z } from 'zod';

/** Conic's own version. The package's root is three folders up from both builds. */
export const version: string = z
  .object({ version: z.string() })
  .parse(createRequire(import.meta.url)('../../../package.json')).version;
