import type { Degree } from './degree.js';
import type { Flaw } from './flaw.js';

/** What an operation does to degrees, at one node. */
export interface DegreeFinding {
  /** Of the output; of each output, where there are several. Where there is a flaw: of what it would be without. */
  readonly form: Degree | readonly Degree[];
  readonly flaw?: Flaw;
  /** Outputs that the flaw does not concern: the mean beside what is divided by a deviation. */
  readonly spared?: readonly number[];
  /**
   * Finite numbers may become none: it divides, takes a root or a logarithm, or grows without bounds faster than any power. What
   * is 0 in does not come out as 0 then, on the zero image above all.
   */
  readonly partial?: boolean;
  /** It jumps: where floats come close to a tie, rounding may decide otherwise than real arithmetic. */
  readonly ties?: boolean;
  /** It is 0 whatever the inputs are, as long as they are finite. */
  readonly absorbs?: boolean;
  /** It squares numbers on the way, and takes the root of a sum: in the dark floats run out of range there first. */
  readonly squares?: boolean;
}

/** Whether a finding tells outputs apart. */
export const isList = (form: DegreeFinding['form']): form is readonly Degree[] => Array.isArray(form);
