import type { Draft, Reduction } from './draft.js';

/** A node of TensorFlow's graph, as JSON. */
export interface DraftedNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, object>>;
}

/** A constant of the graph, and the numbers that the manifest has for it. */
export interface DraftedConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

const float = { type: 'DT_FLOAT' } as const;
const whole = { type: 'DT_INT32' } as const;

/** Nodes in TensorFlow's graph, as TF.js reads it. */
export class TfjsDraft implements Draft {
  readonly nodes: DraftedNode[] = [];
  readonly constants: DraftedConstant[] = [];
  #count = 0;

  /** @param prefix of every name; nothing in the graph begins with it and a slash. */
  constructor(private readonly prefix: string) {}

  name(what: string): string {
    return `${this.prefix}/${what}_${this.#count++}`;
  }

  floats(dims: readonly number[], values: Iterable<number>): string {
    return this.#keep(dims, Float32Array.from(values));
  }

  magnitude(tensor: string): string {
    return this.#node('Abs', [tensor]);
  }

  divide(tensor: string, by: string): string {
    return this.#node('RealDiv', [tensor, by]);
  }

  multiply(tensor: string, by: string): string {
    return this.#node('Mul', [tensor, by]);
  }

  subtract(tensor: string, what: string): string {
    return this.#node('Sub', [tensor, what]);
  }

  larger(tensor: string, other: string): string {
    return this.#node('Maximum', [tensor, other]);
  }

  smaller(tensor: string, other: string): string {
    return this.#node('Minimum', [tensor, other]);
  }

  isAbove0(tensor: string): string {
    return this.#node('Greater', [tensor, this.floats([], [0])]);
  }

  choose(condition: string, where: string, otherwise: string, name?: string): string {
    return this.#node('SelectV2', [condition, where, otherwise], {}, name);
  }

  reduce(reduction: Reduction, tensor: string, axes: readonly number[]): string {
    const over = (op: string, input: string): string =>
      this.#node(op, [input, this.#integers(axes)], { keep_dims: { b: true }, Tidx: whole });
    // TF.js has no operation of its own for a norm.
    if (reduction === 'norm') return this.#node('Sqrt', [over('Sum', this.#node('Square', [tensor]))]);
    return over(reduction === 'max' ? 'Max' : 'Mean', tensor);
  }

  reshape(tensor: string, dims: readonly number[]): string {
    return this.#node('Reshape', [tensor, this.#integers(dims)], { Tshape: whole });
  }

  pick(tensor: string, places: readonly number[], axis: number): string {
    const attr = { Tparams: float, Tindices: whole, Taxis: whole, batch_dims: { i: '0' } };
    return this.#node('GatherV2', [tensor, this.#integers(places), this.#keep([], Int32Array.of(axis))], attr);
  }

  largest(rows: string, count: number): string {
    return this.#node('TopKV2', [rows, this.#keep([], Int32Array.of(count))], { sorted: { b: true } });
  }

  #node(op: string, input: readonly string[], attr: DraftedNode['attr'] = {}, name = this.name(op)): string {
    this.nodes.push({ name, op, input, attr: { T: float, ...attr } });
    return name;
  }

  #integers(values: readonly number[]): string {
    return this.#keep([values.length], Int32Array.from(values));
  }

  #keep(shape: readonly number[], values: DraftedConstant['values']): string {
    const name = this.name('constant');
    const dtype = values instanceof Int32Array ? whole : float;
    const tensor = { dtype: dtype.type, tensorShape: { dim: shape.map((size) => ({ size: String(size) })) } };
    this.constants.push({ name, shape, values });
    this.nodes.push({ name, op: 'Const', input: [], attr: { dtype, value: { tensor } } });
    return name;
  }
}
