import { GraphView } from '../../network/graphView.js';
import type { NodeView } from '../../network/operations/node.js';
import { operationOf } from '../../network/operations/index.js';
import type { TensorDegree, Walk } from './walk.js';

/** What an operation makes of numbers, elementwise; undefined where one that matters is not known. */
type Elementwise = (...inputs: readonly (number | undefined)[]) => number | undefined;

const compared =
  (holds: (a: number, b: number) => boolean): Elementwise =>
  (a, b) =>
    a === undefined || b === undefined ? undefined : Number(holds(a, b));

/** Operations by which a network treats black in its own way. */
const elementwise: Readonly<Record<string, Elementwise>> = {
  Greater: compared((a, b) => a > b),
  GreaterOrEqual: compared((a, b) => a >= b),
  Less: compared((a, b) => a < b),
  LessOrEqual: compared((a, b) => a <= b),
  Equal: compared((a, b) => a === b),
  Not: (a) => (a === undefined ? undefined : 1 - a),
  // What is not chosen does not matter, not even where it is undefined.
  Where: (condition, yes, no) => (condition === undefined ? undefined : condition === 0 ? no : yes),
};

/**
 * The number that a tensor is all over on the zero image, in real arithmetic; undefined where that is not known, or numbers
 * differ. A tensor of a degree above 0 is 0 there; from that a guard such as `Where(Greater(peak, 0), scores, 0)` is followed,
 * whose answer on black has nothing to do with the degree of the scores.
 */
export function numberOnZeroImage(view: GraphView, walk: Walk, tensor: string): number | undefined {
  const computed = new Map<string, number | undefined>();
  const of = (name: string): number | undefined => {
    if (computed.has(name)) return computed.get(name);
    if (view.isZero(name) || vanishes(walk.of(name))) return 0;
    return evenly(view, name);
  };
  // In the order of computation, since a network may be deeper than the stack.
  for (const node of walk.nodes) {
    const [name = ''] = node.outputs;
    if (vanishes(walk.of(name))) continue;
    const rule = elementwise[node.operation];
    if (rule !== undefined) computed.set(name, rule(...node.inputs.map(of)));
    else if (isSame(view.node(node))) computed.set(name, of(node.inputs[0] ?? ''));
  }
  return of(tensor);
}

/** Whether a tensor is 0 on the zero image, by its degree. */
const vanishes = ({ form, clean, total }: TensorDegree): boolean =>
  clean && total && form.kind === 'degree' && form.degree.numerator > 0n;

const isSame = (node: NodeView): boolean => operationOf(node.written)?.order(node)?.kind === 'same numbers';

/** The number that a constant is all over. */
function evenly(view: GraphView, name: string): number | undefined {
  const values = view.numbers(name)?.values;
  if (values === undefined) return undefined;
  const first = values[0];
  for (let i = 1; i < values.length; i++) if (values[i] !== first) return undefined;
  return first;
}
