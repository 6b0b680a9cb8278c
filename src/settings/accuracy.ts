import { whole } from './kinds.js';
import { settings } from './setting.js';

/** What a curve of accuracy can be told. */
export const accuracySettings = settings({
  /** How many strengths are tried, besides identity. Default 9. */
  points: { kind: whole(2, 1000), help: 'how many strengths are tried', default: 9 },
});
