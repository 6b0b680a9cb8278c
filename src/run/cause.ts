import { describeCulprit, type Culprit } from '../network/degree/flaw.js';

/** What makes a counterexample one. */
export interface Cause {
  readonly kind:
    'network' | 'preprocessing' | 'quantisation' | 'clipping' | 'underflow' | 'near tie' | 'transformation';
  /** What was changed, and what came of it. */
  readonly detail: string;
  /** Of the network, where it can be read: the nodes that break homogeneity and what exactly, in the graph's order. */
  readonly culprits?: readonly Culprit[];
}

/** A cause as documents have it: culprits in words. */
export interface CauseInWords extends Omit<Cause, 'culprits'> {
  culprits?: string[];
}

export const causeInWords = ({ culprits, ...cause }: Cause): CauseInWords =>
  culprits === undefined ? cause : { ...cause, culprits: culprits.map(describeCulprit) };
