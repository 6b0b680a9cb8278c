import type { Share } from './checkShare.js';

/** What of a run is a part's own. */
export interface OwnShare {
  /** Whether it is the first of all parts, which also does what cannot be shared. */
  readonly isFirst: boolean;
  /** Which of so many cases, images or groups: all parts together have each of them once. */
  of(total: number): Share;
}
