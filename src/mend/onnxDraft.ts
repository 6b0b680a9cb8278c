import { elementTypeNamed } from '../network/elementTypes.js';
import type { ConstantToWrite, NodeToWrite } from '../network/onnx/writeOnnx.js';
import type { Draft, Reduction } from './draft.js';

const reductions: Readonly<Record<Reduction, string>> = { max: 'ReduceMax', mean: 'ReduceMean', norm: 'ReduceL2' };

/** From this version on, ONNX's reductions read their axes from an input and not from an attribute. */
const axesAsInput = 18;

/** From this version on, so does `TopK` its count. */
const countAsInput = 10;

/** Nodes in ONNX. */
export class OnnxDraft implements Draft {
  readonly constants: ConstantToWrite[] = [];
  readonly #nodes: NodeToWrite[] = [];
  #count = 0;

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
  taken(): readonly NodeToWrite[] {
    return this.#nodes.splice(0);
  }

  name(what: string): string {
    return `${this.prefix}.${what}_${this.#count++}`;
  }

  floats(dims: readonly number[], values: Iterable<number>): string {
    return this.cast(this.#keep(dims, Float32Array.from(values)), 'float32', this.type);
  }

  /** The same numbers in another type. */
  cast(tensor: string, from: string, to: string): string {
    return from === to ? tensor : this.#node('Cast', [tensor], { to: elementTypeNamed(to)!.number });
  }

  magnitude(tensor: string): string {
    return this.#node('Abs', [tensor]);
  }

  divide(tensor: string, by: string): string {
    return this.#node('Div', [tensor, by]);
  }

  multiply(tensor: string, by: string): string {
    return this.#node('Mul', [tensor, by]);
  }

  subtract(tensor: string, what: string): string {
    return this.#node('Sub', [tensor, what]);
  }

  larger(tensor: string, other: string): string {
    return this.#node('Max', [tensor, other]);
  }

  smaller(tensor: string, other: string): string {
    return this.#node('Min', [tensor, other]);
  }

  isAbove0(tensor: string): string {
    return this.#node('Greater', [tensor, this.floats([], [0])]);
  }

  choose(condition: string, where: string, otherwise: string, name?: string): string {
    // Tensors and nodes have names of their own: what gives a tensor need not be called as it.
    const node = this.name('where');
    const output = name ?? node;
    this.#nodes.push({ name: node, operation: 'Where', inputs: [condition, where, otherwise], outputs: [output] });
    return output;
  }

  reduce(reduction: Reduction, tensor: string, axes: readonly number[]): string {
    const operation = reductions[reduction];
    return this.opset < axesAsInput
      ? this.#node(operation, [tensor], { axes, keepdims: 1 })
      : this.#node(operation, [tensor, this.#integers(axes)], { keepdims: 1 });
  }

  reshape(tensor: string, dims: readonly number[]): string {
    return this.#node('Reshape', [tensor, this.#integers(dims)]);
  }

  pick(tensor: string, places: readonly number[], axis: number): string {
    return this.#node('Gather', [tensor, this.#integers(places)], { axis });
  }

  largest(rows: string, count: number): string {
    const name = this.name('topk');
    const [inputs, attributes] =
      this.opset < countAsInput ? [[rows], { k: count, axis: 1 }] : [[rows, this.#integers([count])], { axis: 1 }];
    this.#nodes.push({ name, operation: 'TopK', inputs, outputs: [name, `${name}.places`], attributes });
    return name;
  }

  #node(operation: string, inputs: readonly string[], attributes: NodeToWrite['attributes'] = {}): string {
    const name = this.name(operation.toLowerCase());
    this.#nodes.push({ name, operation, inputs, outputs: [name], attributes });
    return name;
  }

  #integers(values: readonly number[]): string {
    return this.#keep([values.length], BigInt64Array.from(values, BigInt));
  }

  #keep(dims: readonly number[], values: ConstantToWrite['values']): string {
    const name = this.name('constant');
    this.constants.push({ name, dims, values });
    return name;
  }
}
