import { isFixed } from '../../network/degree/degree.js';
import { GraphView } from '../../network/graphView.js';
import type { NodeView } from '../../network/operations/node.js';
import { isOverClasses } from '../../network/logits.js';
import { operationOf } from '../../network/operations/index.js';
import type { TensorDegree, Walk } from './walk.js';

/** What a tensor is on the zero image: a number all over, or one that is not known; undefined where numbers may differ. */
export type OnZeroImage = number | 'one number' | undefined;

/** What an operation makes of that, elementwise. */
type Elementwise = (...inputs: readonly OnZeroImage[]) => OnZeroImage;

const compared =
  (holds: (a: number, b: number) => boolean): Elementwise =>
  (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return Number(holds(a, b));
    return a === undefined || b === undefined ? undefined : 'one number';
  };

/** Operations by which a network treats black in its own way. */
const elementwise: Readonly<Record<string, Elementwise>> = {
  Greater: compared((a, b) => a > b),
  GreaterOrEqual: compared((a, b) => a >= b),
  Less: compared((a, b) => a < b),
  LessOrEqual: compared((a, b) => a <= b),
  Equal: compared((a, b) => a === b),
  Not: (a) => (typeof a === 'number' ? 1 - a : a),
  // What is not chosen does not matter, not even where it is undefined.
  Where: (condition, yes, no) => (typeof condition !== 'number' ? undefined : condition === 0 ? no : yes),
};

/**
 * Whether a tensor is one number all over on the zero image, in real arithmetic, and which. A tensor of a degree above 0 is 0 there; from that a guard such as `Where(Greater(peak, 0), scores, 0)` is followed,
 * whose answer on black has nothing to do with the degree of the scores.
 */
export function onZeroImage(view: GraphView, walk: Walk, tensor: string): OnZeroImage {
  const computed = new Map<string, OnZeroImage>();
  const of = (name: string): OnZeroImage => {
    if (computed.has(name)) return computed.get(name);
    if (view.isZero(name) || vanishes(walk.of(name))) return 0;
    return evenly(view, name);
  };
  // In the order of computation, since a network may be deeper than the stack.
  for (const node of walk.nodes) {
    const [name = ''] = node.outputs;
    // What does not depend on the image is looked up when it is asked for.
    if (vanishes(walk.of(name)) || isFixed(walk.of(name).form)) continue;
    const rule = elementwise[node.operation];
    if (rule !== undefined) computed.set(name, rule(...node.inputs.map(of)));
    else computed.set(name, ordered(view, view.node(node), of(node.inputs[0] ?? '')));
  }
  return of(tensor);
}

/** Whether a tensor is 0 on the zero image, by its degree. */
const vanishes = ({ form, clean, total }: TensorDegree): boolean =>
  clean && total && form.kind === 'degree' && form.degree.numerator > 0n;

/** What becomes of one number where an operation keeps the order of numbers: one number again. */
function ordered(view: GraphView, node: NodeView, input: OnZeroImage): OnZeroImage {
  const order = operationOf(node.written)?.order(node);
  if (order === undefined || input === undefined) return undefined;
  if (order.kind === 'same numbers') return input;
  return order.kind === 'increasing' || isOverClasses(view, node) ? 'one number' : undefined;
}

/** The number that a constant is all over. */
function evenly(view: GraphView, name: string): number | undefined {
  const values = view.numbers(name)?.values;
  if (values === undefined) return undefined;
  const first = values[0];
  for (let i = 1; i < values.length; i++) if (values[i] !== first) return undefined;
  return first;
}
