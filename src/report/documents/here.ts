import { version } from '../../version.js';
import type { Report } from './check.js';

/** Where this runs, as every document says it. */
export const here = (): Report['environment'] => ({
  conic: version,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
});
