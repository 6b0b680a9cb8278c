import type { Outcome } from '../../run/outcome.js';
import type { Paired } from '../statistics/pairedDifference.js';

/** One letter for what a case came to. */
export const letterOf = { held: 'h', violated: 'v', vacuous: '-', inconclusive: '?' } as const satisfies Record<
  Outcome['kind'],
  string
>;

/** Cases whose letters are gathered before they become a text. */
const gathered = 65_536;

/** The letters of what cases came to, one after the other. There may be a hundred million. */
export class OutcomeLetters {
  readonly #texts: string[] = [];
  #letters: string[] = [];

  add(kind: Outcome['kind']): void {
    this.#letters.push(letterOf[kind]);
    if (this.#letters.length < gathered) return;
    this.#texts.push(this.#letters.join(''));
    this.#letters = [];
  }

  toString(): string {
    return this.#texts.join('') + this.#letters.join('');
  }
}

/**
 * The outcomes of many cases in a short text: each letter with how often it comes in a row, if more than once.
 *
 * @example packOutcomes('hhhhvh-'); // '4hvh-'
 */
export const packOutcomes = (letters: string): string =>
  letters.replace(/(.)\1+/g, (run, letter: string) => `${run.length}${letter}`);

/** The letters of a packed text. */
export const unpackOutcomes = (packed: string): string =>
  packed.replace(/(\d+)(\D)/g, (_, times: string, letter: string) => letter.repeat(Number(times)));

/** What packed outcomes look like. Numbers are short, so that a forged report cannot ask for much memory. */
export const packedPattern = /^(?:(?:[1-9]\d{0,8})?[hv?-])*$/;

/** Two models' outcomes of the same cases, counted where both were decided; up to the end of the shorter one. */
export function pairUp(candidate: string, baseline: string): Paired {
  const pairs = { both: 0, onlyCandidate: 0, onlyBaseline: 0, neither: 0 };
  for (let i = 0; i < Math.min(candidate.length, baseline.length); i++) {
    const pair = `${candidate[i]}${baseline[i]}`;
    if (pair === 'vv') pairs.both++;
    else if (pair === 'vh') pairs.onlyCandidate++;
    else if (pair === 'hv') pairs.onlyBaseline++;
    else if (pair === 'hh') pairs.neither++;
  }
  return pairs;
}
