import type { NetworkNode } from '../../network/graph.js';
import { allEqual } from '../../network/degree/flaw.js';
import type { Walk } from './walk.js';

/** How scores come out of the tensor whose degree decides. */
export interface Ending {
  /** The tensor whose degree decides. */
  readonly tensor: string;
  /** Whether it is meant without the equal numbers that the node which makes it adds at the end. */
  readonly offset: NetworkNode | undefined;
  /** What follows it, first to last: increasing functions that are the same for every class. */
  readonly after: readonly NetworkNode[];
}

/** These leave the numbers of an image as they are, in their order. */
const rearrangements = new Set(['Identity', 'Flatten', 'Squeeze', 'Unsqueeze', 'Reshape']);

/** These add one input to a product of others. */
const adding = new Set(['Add', 'Sub', 'Gemm', 'Conv', 'ConvTranspose']);

/**
 * Looks back from the scores to the tensor whose degree decides about labels. After it, strictly increasing functions that
 * are the same for every class change neither the order of classes nor their ties: Softmax and LogSoftmax over the classes,
 * Sigmoid, a positive temperature, an equal number added.
 *
 * @param rank of the scores, where it is known: only then is it plain which dimension counts classes.
 */
export function endingOf(walk: Walk, scores: string, rank: number | undefined): Ending {
  const after: NetworkNode[] = [];
  let tensor = scores;
  let shape = rank;
  for (;;) {
    const node = walk.producers.get(tensor);
    if (walk.of(tensor).clean || node === undefined) return { tensor, offset: undefined, after };
    const [first = ''] = node.inputs;
    const isRearranged = rearrangements.has(node.operation);
    if (!isRearranged && !isIncreasing(node, walk, shape)) {
      const flaw = walk.flawOf(node);
      const inputs = node.inputs.filter((name) => name !== '');
      const equal = flaw?.equal === true && adding.has(node.operation) && inputs.every((name) => walk.of(name).clean);
      return { tensor, offset: equal ? node : undefined, after };
    }
    if (isRearranged && node.operation !== 'Identity') shape = undefined;
    if (!isRearranged) after.unshift(node);
    tensor = first;
  }
}

function isIncreasing(node: NetworkNode, walk: Walk, rank: number | undefined): boolean {
  const [, second = ''] = node.inputs;
  const values = walk.of(second).form.kind === 'constant' ? walk.constants.numbers(second)?.values : undefined;
  switch (node.operation) {
    case 'Sigmoid':
      return true;
    case 'Softmax':
    case 'LogSoftmax': {
      const axis = node.attributes.get('axis');
      return rank === 2 && (axis === undefined || axis === 1 || axis === -1);
    }
    case 'Mul':
    case 'Div':
      return allEqual(values) && (values?.[0] ?? 0) > 0 && Number.isFinite(values?.[0]);
    case 'Add':
    case 'Sub':
      return second !== '' && allEqual(values) && Number.isFinite(values?.[0]);
    default:
      return false;
  }
}
