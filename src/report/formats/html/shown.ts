import type { ChosenCurve } from '../../drawings/curve.js';
import type { Block, CounterexampleBlock, LimitItem, Page, PageSection } from '../../page.js';
import type { Picture, Pictures } from './pictures.js';

/** A counterexample with what is drawn of it. */
export interface ShownCounterexample extends CounterexampleBlock {
  readonly drawn: Pictures;
  /** Images that there was no room for. */
  readonly withoutPictures: boolean;
  readonly figure: (ChosenCurve & { readonly svg: string }) | undefined;
}

/** Pictures with what is under them. */
export interface ShownPictures {
  readonly kind: 'pictures';
  readonly pictures: readonly (Picture & { readonly caption: string })[];
  /** How many are not shown. */
  readonly left: number;
}

export type ShownBlock =
  Exclude<Block, { readonly kind: 'counterexample' | 'pictures' }> | ShownCounterexample | ShownPictures;

/** A section as far as there is room for it. */
export interface ShownSection extends Pick<PageSection, 'title' | 'dense'> {
  readonly blocks: readonly ShownBlock[];
  /** How many blocks, limits and rows of tables are left out. */
  readonly left: number;
}

/** What the page shows: everything, unless there is too much of it. */
export interface Shown {
  /** Its texts are presentable. */
  readonly page: Page;
  readonly sections: readonly ShownSection[];
  /** Names in the filter, in the order of their first appearance; the page refers to them by number. */
  readonly properties: readonly string[];
  readonly labels: readonly string[];
  /** What was done to images to keep the page small, in words. */
  readonly caps: string;
}

/** The limits of a block, if it has any. */
export const limitsIn = (block: ShownBlock): readonly LimitItem[] => (block.kind === 'limits' ? block.limits : []);
