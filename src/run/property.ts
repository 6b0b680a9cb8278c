import type * as fc from 'fast-check';
import type { ClassifierSpec } from '../classifier/classifier.js';
import type { Space } from '../classifier/inputWriter.js';
import type { Capability } from '../classifier/capability.js';
import type { Subject } from '../classifier/subject.js';
import type { ScalarConstraints } from '../generate/scalars.js';
import type { Image, Overflow } from '../image/image.js';
import type { Cause } from './cause.js';
import type { Outcome, Violated } from './outcome.js';

/** What a run offers a property to make its cases from. */
export interface Context {
  readonly spec: ClassifierSpec;
  /** The images of the run: the user's, or made ones. */
  readonly images: fc.Arbitrary<Image>;
  /** The range the user asked for; empty where nobody did, and the property chooses. */
  readonly scalars: ScalarConstraints;
  readonly overflow: Overflow;
  readonly space: Space;
}

/**
 * A claim about classifiers that can be tried on one case after another. It is written for ONE case in ordinary async code;
 * the subject sees to batching.
 *
 * Cases are pure: the same seed gives the same case on every machine and with every model of the same shape.
 *
 * @example
 * const darkHalfIgnored: Property<Image> = {
 *   name: 'dark-half-ignored',
 *   claim: 'halving the light does not change the label',
 *   needs: [],
 *   cases: ({ images }) => images,
 *   examine: async (image, subject) => {
 *     const [before, after] = await Promise.all([subject.scores(image), subject.scores(image.times(0.5))]);
 *     return labelOf(before) === labelOf(after) ? { kind: 'held' } : { kind: 'inconclusive', why: 'another label' };
 *   },
 * };
 */
export interface Property<Case> {
  /** As it is called on the command line: `scalar-invariance`, `scalar-invariance:ranking`. */
  readonly name: string;
  /** One sentence that is true of a classifier or not. */
  readonly claim: string;
  /** `rate`: nothing is claimed of every case; the share of violations is measured and judged by nobody. Default `claim`. */
  readonly kind?: 'claim' | 'rate';
  /** What it needs from a classifier; checked before a run. */
  readonly needs: readonly Capability[];
  /** Whether it is tried only where somebody asks for it by name. */
  readonly onDemand?: true;
  /** The module of the user's that it was read from, for lines to paste; conic says it. */
  readonly module?: string;
  /** How many cases there are, where they are few. */
  readonly count?: number;
  cases(context: Context): fc.Arbitrary<Case>;
  examine(given: Case, subject: Subject): Promise<Outcome>;
  /**
   * What brings a violation about, where the property knows better than conic, which looks for what breaks homogeneity. Asked of the
   * one counterexample that is shown, with the model asked about one image at a time.
   */
  cause?(violated: Violated, subject: Subject): Promise<Cause>;
}
