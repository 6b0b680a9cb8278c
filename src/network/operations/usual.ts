import { anyDegree, isLevel } from '../degree/degree.js';
import { indicesFlaw } from '../degree/flaw.js';
import type { DegreeFinding } from '../degree/finding.js';
import type { OpenDims } from '../dims.js';
import type { NodeView } from './node.js';
import type { Column, DegreeContext, Pieces } from './operation.js';

// Columns that many operations share.

type DegreeRule = Column<(context: DegreeContext) => DegreeFinding>;
type PiecesRule = Column<(node: NodeView) => Pieces>;

/** Positively homogeneous, number by number. */
export const keepsDegree: DegreeRule = { said: 'd', of: ({ form }) => ({ form: form(0) }) };

/** Numbers are moved about, chosen or repeated: d, as long as brightness has no say in which. */
export function movedDegree({ form, forms }: DegreeContext): DegreeFinding {
  return forms(1).every(isLevel) ? { form: form(0) } : { form: form(0), flaw: indicesFlaw };
}

export const movesNumbers: DegreeRule = { said: 'd', of: movedDegree };

/** Whether a function is finite at all finite numbers, or only at those of a domain: a logarithm, a quotient, an arc cosine. */
export type Domain = 'all numbers' | 'a domain';

/** What a curved function makes of a degree: nothing that can be told, unless its input has degree 0. */
export const curvedFinding = ({ node }: DegreeContext, domain: Domain, instead: string): DegreeFinding => ({
  form: anyDegree,
  partial: domain !== 'all numbers',
  flaw: {
    kind: 'activation',
    what: `${node.operation.replace(/^.*\./, '')}, which is not homogeneous`,
    remedy: instead,
  },
});

/** Curved: no degree, unless there is nothing to curve because the input has degree 0. */
export const curvedDegree = (domain: Domain, instead: string): DegreeRule => ({
  said: 'none, unless d is 0',
  of: (context) => curvedFinding(context, domain, instead),
});

/** Linear in all inputs together, or only in the order of their numbers. */
export const linear: PiecesRule = { said: 'linear', of: () => 'linear' };

/** Linear in the first input as long as the others are the same for every image. */
export const linearInFirst: PiecesRule = {
  said: 'linear in the first input',
  of: (node) => (node.anyComputed(1) ? 'curved' : 'linear'),
};

/** Linear in each of the first two inputs as long as the other is the same for every image. What is added does not count. */
export const linearInEach: PiecesRule = {
  said: 'linear in either input',
  of: (node) => (node.isComputed(0) === node.isComputed(1) ? 'curved' : 'linear'),
};

export const kinkAtZero: PiecesRule = { said: 'a kink at 0', of: () => ({ kind: 'sign' }) };

/** Number by number, the output has the shape of the first input. */
export const sameDims = (node: NodeView): OpenDims | undefined => node.dims(0);
