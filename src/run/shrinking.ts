import { runSettings, type ShrinkTarget } from '../settings/run.js';
import type { Violated } from './outcome.js';

/**
 * How far a violation is made simpler.
 *
 * With `edge`, as far as it stays one: the case that is left is hardly one any more, `1.331 against 1.331`, and convinces nobody.
 * With `clear`, as far as its margin stays at least half of the clearest one's of all violations on the way. It hears of cases in the
 * order in which the runner takes them, so the same run comes to the same case and path.
 */
export class Shrinking {
  #clearest: number | undefined;

  constructor(private readonly target: ShrinkTarget = runSettings.shrink.default) {}

  /** Whether this violation is clear enough to go on with. The first one always is. */
  takes({ margin }: Pick<Violated, 'margin'>): boolean {
    const before = this.#clearest;
    this.#clearest = before === undefined ? margin : Math.min(before, margin);
    return this.target === 'edge' || before === undefined || !(margin > before / 2);
  }

  /**
   * Whether the case at a path is as simple as is wanted. A path into the tree of simpler cases (`12:0:3`) leads to a case that was
   * shown; how clear those on the way to it were is not known there, so it is shown again as it is.
   */
  isDoneAt(path: string): boolean {
    return this.target === 'clear' && path.includes(':');
  }
}
