import { elementTypeNamed } from '../network/elementTypes.js';
import type { WrittenConstant, WrittenNode } from '../network/onnx/writeOnnx.js';

/** From this version on, ONNX's reductions read their axes from an input and not from an attribute. */
const axesAsInput: Readonly<Record<Reduction, number>> = { ReduceMax: 18, ReduceMean: 18, ReduceL2: 18 };

/** Reductions that keep the degree of what goes in. */
export type Reduction = 'ReduceMax' | 'ReduceMean' | 'ReduceL2';

/**
 * Nodes and constants that are to be added to an ONNX graph, in the order of computation.
 *
 * @example
 * const draft = new Draft('mend', 17, 'float32');
 * const half = draft.node('Mul', ['image', draft.floats([], [0.5])]); // the name of half the image
 */
export class Draft {
  readonly constants: WrittenConstant[] = [];
  readonly #nodes: WrittenNode[] = [];

  /**
   * @param prefix of every name; nothing in the graph begins with it and a dot.
   * @param opset the version of ONNX's operations.
   * @param type of the numbers that are computed with.
   */
  constructor(
    private readonly prefix: string,
    private readonly opset: number,
    private readonly type: string,
  ) {}

  /** The nodes that were added since it was last asked. */
  taken(): readonly WrittenNode[] {
    return this.#nodes.splice(0);
  }

  /** Adds a node and gives the name of its output. */
  node(operation: string, inputs: readonly string[], attributes: WrittenNode['attributes'] = {}): string {
    const name = this.name(operation.toLowerCase());
    this.#nodes.push({ name, operation, inputs, outputs: [name], attributes });
    return name;
  }

  /** A name that nothing has yet. */
  name(what: string): string {
    return `${this.prefix}.${what}_${this.#count++}`;
  }

  /** A constant of the type that is computed with. */
  floats(dims: readonly number[], values: Iterable<number>): string {
    return this.cast(this.#keep(dims, Float32Array.from(values)), 'float32', this.type);
  }

  integers(values: readonly number[]): string {
    return this.#keep([values.length], BigInt64Array.from(values, BigInt));
  }

  /** The same numbers in another type. */
  cast(tensor: string, from: string, to: string): string {
    return from === to ? tensor : this.node('Cast', [tensor], { to: elementTypeNamed(to)!.number });
  }

  /** One number for all that differ along these axes only; the axes stay, with size 1. */
  reduce(operation: Reduction, tensor: string, axes: readonly number[]): string {
    return this.opset < axesAsInput[operation]
      ? this.node(operation, [tensor], { axes, keepdims: 1 })
      : this.node(operation, [tensor, this.integers(axes)], { keepdims: 1 });
  }

  /** The largest `count` numbers of each row, in falling order. */
  largest(rows: string, count: number): string {
    const name = this.name('topk');
    // Before version 10 the count is an attribute.
    const [inputs, attributes] =
      this.opset < 10 ? [[rows], { k: count, axis: 1 }] : [[rows, this.integers([count])], { axis: 1 }];
    this.#nodes.push({ name, operation: 'TopK', inputs, outputs: [name, `${name}.places`], attributes });
    return name;
  }

  #count = 0;

  #keep(dims: readonly number[], values: WrittenConstant['values']): string {
    const name = this.name('constant');
    this.constants.push({ name, dims, values });
    return name;
  }
}
