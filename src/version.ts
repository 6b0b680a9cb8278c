import { createRequire } from 'node:module';

// The package's root is three folders up from both builds.
const manifest: unknown = createRequire(import.meta.url)('../../../package.json');

/** Conic's own version. */
export const version: string =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
