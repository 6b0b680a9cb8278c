import type { Share } from '../../run/checkShare.js';
import { upperBound } from '../../statistics/clopperPearson.js';

/** The case numbers of a property that is tried until so many cases are decided. */
export interface CaseNumbers {
  /** Decided cases that are enough. */
  readonly wanted: number;
  /** Numbers at most. */
  readonly planned: number;
}

/** Spare cases come in this many blocks for as many cases as are wanted; of each block, every part has its own share. */
const blocksEach = 16;

/** How sure a part is that it has tried enough spare cases. Should it be wrong, a merge says so. */
const sure = 1 - 1e-6;

/**
 * Cases beyond those that are wanted, for those that cannot be decided. How many the whole run needs no part can know, so each tries its
 * share of as many as its own cases suggest, and some more.
 *
 * @param tried what this part's share of the wanted cases came to.
 * @param told as a share of the wanted cases, where somebody said how many.
 * @returns blocks, one after the other, the same for every part as far as it goes.
 * @example spareBlocks({ wanted: 1600, planned: 17600 }, { decided: 800, undecided: 0 }, undefined); // 1600 to 1700
 */
export function spareBlocks(
  { wanted, planned }: CaseNumbers,
  { decided, undecided }: { readonly decided: number; readonly undecided: number },
  told: number | undefined,
): readonly Share[] {
  const all = decided + undecided;
  const lost = all === 0 ? 1 : upperBound(undecided, all, sure);
  const spare = Math.min(planned - wanted, wanted * (told ?? (lost < 1 ? lost / (1 - lost) : Infinity)));
  const size = Math.ceil(wanted / blocksEach);
  return Array.from({ length: Math.max(0, Math.ceil(spare / size)) }, (_, i) => ({
    from: wanted + i * size,
    to: Math.min(planned, wanted + (i + 1) * size),
  }));
}
