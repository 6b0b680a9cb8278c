import type { GraphView } from './graphView.js';
import { operationOf } from './operations/index.js';
import type { NodeView } from './operations/node.js';

/**
 * The tensor that decides which label is ahead: what comes after it only keeps the order of its numbers, each through one
 * increasing function; or gives two labels of one number, `1 - p` and `p`, as classifiers of two classes do.
 *
 * On a set of images where that tensor is affine, each label has a convex part, whatever the functions behind it are.
 *
 * @param scores the tensor of scores.
 * @example labelTensor(view, 'probabilities'); // 'logit', where probabilities are [1 - sigmoid(logit), sigmoid(logit)]
 */
export function labelTensor(view: GraphView, scores: string): string {
  let tensor = scores;
  for (;;) {
    const node = view.producer(tensor);
    if (node === undefined) return tensor;
    if (!keepsOrder(node)) return numberOfTwo(view, node) ?? tensor;
    tensor = node.inputName(0);
  }
}

function keepsOrder(node: NodeView): boolean {
  const kind = operationOf(node.written)?.order(node)?.kind;
  return kind === 'same numbers' || kind === 'increasing';
}

/** The number that two labels are told by, of which one falls where the other rises. */
function numberOfTwo(view: GraphView, node: NodeView): string | undefined {
  if (node.operation !== 'Concat' || node.inputCount !== 2) return undefined;
  const [first, second] = [traced(view, node.inputName(0)), traced(view, node.inputName(1))];
  return first.tensor === second.tensor && first.rises !== second.rises ? first.tensor : undefined;
}

/** Where a tensor comes from through functions that rise, or fall. */
function traced(view: GraphView, from: string): { readonly tensor: string; readonly rises: boolean } {
  let [tensor, rises] = [from, true];
  for (;;) {
    const node = view.producer(tensor);
    const falls = node !== undefined && isFalling(node);
    if (node === undefined || !(falls || keepsOrder(node))) return { tensor, rises };
    if (falls) rises = !rises;
    tensor = node.inputName(node.operation === 'Sub' && falls ? 1 : 0);
  }
}

/** One number less another one, or a sign turned. */
const isFalling = (node: NodeView): boolean =>
  node.operation === 'Neg' || (node.operation === 'Sub' && !node.isComputed(0) && node.values(0)?.length === 1);
