import { anyDegree } from './degree/degree.js';
import type { DegreeFinding } from './degree/finding.js';
import { operationOf } from './operations/index.js';
import type { DegreeContext } from './operations/operation.js';

/** The view of the operations by degrees: what a node does to them. Of an unknown operation nothing can be told. */
export function degreesAt(context: DegreeContext): DegreeFinding {
  const degree = operationOf(context.node.written)?.degree;
  return degree === undefined ? unknown(context) : degree.of(context);
}

/** Not a crash, and no proof. */
const unknown = ({ node }: DegreeContext): DegreeFinding => ({
  form: anyDegree,
  flaw: {
    kind: 'unknown',
    what: `${node.operation}, an operation that conic has no rule for`,
    remedy: 'Probe it with powers of two (certifyDynamic), which needs no rules.',
  },
});
