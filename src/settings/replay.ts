import { whole } from './kinds.js';
import { settings } from './setting.js';

/** How often a counterexample is tried again. */
export const replaySettings = settings({
  /** How often it is tried alone. Default 3. */
  runs: { kind: whole(1, 1e6), help: 'how often it is tried alone', default: 3 },
  /** How many copies of it are tried at once. Default 32, or what the classifier takes. */
  copies: { kind: whole(1, 65_536), help: 'how many copies are tried at once', default: 32 },
});
