import { Draws, type ToldDraws } from '../generate/draws.js';
import type { CaseRandom } from './examination.js';

/**
 * Where a case is, as a path says it: `17:2:0` is what came of case 17 when it was made simpler; `17+3=1042+1.1=7:2:0` the same of a
 * case that a search made from case 17 with other draws, the fourth being told 1042.
 */
export interface CasePlace {
  /** As fast-check has it. */
  readonly path: string;
  readonly told: ToldDraws;
}

/** Reads a path. @example placeOf('17+3=1042:2'); // { path: '17:2', told: new Map([['3', 1042]]) } */
export function placeOf(path: string): CasePlace {
  const [first, ...steps] = path.split(':');
  const [root, ...draws] = first!.split('+');
  const told = new Map<string, number>();
  for (const draw of draws) {
    const [at, place] = draw.split('=');
    told.set(at!, Number(place));
  }
  return { path: [root, ...steps].join(':'), told };
}

/** Writes it. @example pathOf({ path: '17:2', told: new Map([['3', 1042]]) }); // '17+3=1042:2' */
export function pathOf({ path, told }: CasePlace): string {
  const [root, ...steps] = path.split(':');
  return [[root, ...[...told].map(([at, place]) => `${at}=${place}`)].join('+'), ...steps].join(':');
}

/** Makes cases from what they are made from otherwise, with the draws of a place told. */
export const withTold =
  ({ told }: Pick<CasePlace, 'told'>) =>
  ({ random, runId }: CaseRandom): CaseRandom => ({ random: new Draws(random, told), runId });
