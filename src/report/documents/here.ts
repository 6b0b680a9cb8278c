import { version } from '../../version.js';
import type { CheckReport } from './check.js';

/** Where this runs, as every document says it. */
export const here = (): CheckReport['environment'] => ({
  conic: version,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
});
