import type { NetworkGraph, NetworkNode } from './graph.js';
import { readableNumbers, type Numbers } from './numbers.js';
import { operationOf } from './operations/index.js';
import type { NodeView } from './operations/node.js';

/** Larger ones are not computed: nobody asks for more than whether a bias is 0. */
const mostNumbers = 2 ** 22;

/** Numbers that are computed and kept, in all. Without keeping them, a tensor that is read often would be computed as often. */
const mostKept = 2 ** 24;

/** Longer chains of constants are not followed. */
const longestChain = 500;

/**
 * The view of the operations by what they make of constants: exporters write a bias as `Reshape` of a constant, or a zero as
 * `ConstantOfShape`.
 */
export class Constants {
  readonly #known = new Map<string, Numbers | undefined>();
  #depth = 0;
  #kept = 0;

  constructor(
    private readonly graph: NetworkGraph,
    private readonly producers: ReadonlyMap<string, NetworkNode>,
    private readonly viewOf: (node: NetworkNode) => NodeView,
  ) {}

  /** The numbers of a constant tensor; undefined where they cannot be told. */
  numbers(tensor: string): Numbers | undefined {
    if (this.#known.has(tensor)) return this.#known.get(tensor);
    const written = this.graph.constants.get(tensor);
    const found = written === undefined ? this.#computed(tensor) : readableNumbers(written);
    // Weights are not kept: they are read again as fast.
    if (found === undefined || written === undefined || found.values.length <= 4096) this.#known.set(tensor, found);
    return found;
  }

  /** Whether all of its numbers are known, and 0. */
  isZero(tensor: string): boolean {
    // Of weights, one look tells that they are not, and copies nothing.
    const beginning = this.graph.constants.get(tensor)?.beginning?.(16) ?? [];
    for (const value of beginning) if (Number(value) !== 0) return false;
    const values = this.numbers(tensor)?.values;
    if (values === undefined) return false;
    for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
    return true;
  }

  #computed(tensor: string): Numbers | undefined {
    const node = this.producers.get(tensor);
    const fold = node && operationOf(node)?.fold;
    if (node === undefined || fold === undefined || this.#depth > longestChain) return undefined;
    this.#depth++;
    try {
      const inputs = node.inputs.map((name) => (name === '' ? undefined : this.numbers(name)));
      const missing = inputs.some((input, i) => input === undefined && node.inputs[i] !== '');
      if (missing || inputs.some((input) => (input?.values.length ?? 0) > mostNumbers)) return undefined;
      const result = fold(inputs, this.viewOf(node))?.[node.outputs.indexOf(tensor)];
      if (result === undefined || result.values.length > mostNumbers) return undefined;
      this.#kept += result.values.length;
      return this.#kept <= mostKept ? result : undefined;
    } finally {
      this.#depth--;
    }
  }
}
