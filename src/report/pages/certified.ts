import type { RayReport } from '../documents/certifyRay.js';
import type { Check, Tone } from '../page.js';

// What pages of rays and of regions have in common.

export const aboutProofs =
  "Proofs are about the network in real arithmetic; an engine's floats can differ within rounding of a tie.";

export const certifiedTones: Record<RayReport['verdict'], Tone> = {
  held: 'pass',
  violated: 'fail',
  inconclusive: 'inconclusive',
};

export const checkOutcomes: Record<RayReport['verdict'], Check['outcome']> = {
  held: 'pass',
  violated: 'fail',
  inconclusive: 'error',
};
