import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ownFile } from './ownFile.js';

// Both builds lie two folders below the package's root.
const manifest: unknown = createRequire(import.meta.url)(fileURLToPath(ownFile('../../package.json')));

/** Conic's own version. */
export const version: string =
  typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
