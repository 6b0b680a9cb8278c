import { describeCulprit, type Culprit } from '../network/degree/flaw.js';

/** What may bring a violation about; `unknown` where nothing follows from what conic can see. */
export const causeKinds = [
  'network',
  'preprocessing',
  'quantisation',
  'clipping',
  'underflow',
  'near tie',
  'transformation',
  'unknown',
] as const;

/** What makes a counterexample one. */
export interface Cause {
  readonly kind: (typeof causeKinds)[number];
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
