import type { Attribute, Constant, NetworkGraph, NetworkNode } from './graph.js';
import { isConstant } from './graph.js';

/** A constant's numbers, row by row. */
export interface Numbers {
  readonly dims: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Larger ones are not computed: nobody asks for more than whether a bias is 0. */
const mostNumbers = 2 ** 22;

/** Longer chains of constants are not followed. */
const longestChain = 500;

/**
 * Constants of a network, those included that nodes compute from others: exporters write a bias as `Reshape` of a constant,
 * or a zero as `ConstantOfShape`.
 */
export class Constants {
  readonly #known = new Map<string, Numbers | undefined>();
  readonly #producers: ReadonlyMap<string, NetworkNode>;

  constructor(
    private readonly graph: NetworkGraph,
    producers: ReadonlyMap<string, NetworkNode>,
  ) {
    this.#producers = producers;
  }

  /** The numbers of a constant tensor; undefined where they cannot be told. */
  numbers(tensor: string, depth = 0): Numbers | undefined {
    if (this.#known.has(tensor)) return this.#known.get(tensor);
    const written = this.graph.constants.get(tensor);
    const found = written === undefined ? this.#computed(tensor, depth) : read(written);
    // Weights are not kept: what is asked of them is asked once.
    if (found === undefined || found.values.length <= 4096) this.#known.set(tensor, found);
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

  #computed(tensor: string, depth: number): Numbers | undefined {
    const node = this.#producers.get(tensor);
    const compute = node === undefined || node.outputs[0] !== tensor ? undefined : computing[node.operation];
    if (node === undefined || compute === undefined || depth > longestChain) return undefined;
    const inputs = node.inputs.map((name) => (name === '' ? undefined : this.numbers(name, depth + 1)));
    const missing = inputs.some((input, i) => input === undefined && node.inputs[i] !== '');
    const result = missing ? undefined : compute(inputs, node.attributes);
    return result !== undefined && result.values.length <= mostNumbers ? result : undefined;
  }
}

function read(constant: Constant): Numbers | undefined {
  try {
    const values = constant.values();
    return {
      dims: constant.dims,
      values: values instanceof BigInt64Array ? Float64Array.from(values, Number) : values,
    };
  } catch {
    // Texts, sparse ones, or in a file that is not there: a constant all the same.
    return undefined;
  }
}

type Compute = (
  inputs: readonly (Numbers | undefined)[],
  attributes: ReadonlyMap<string, Attribute>,
) => Numbers | undefined;

const countOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** The same numbers in another shape. */
const reshaped: Compute = ([data, shape]) => {
  if (data === undefined) return undefined;
  const asked = Array.from(shape?.values ?? [data.values.length]);
  const sizes = asked.map((size, i) => (size === 0 ? (data.dims[i] ?? 0) : size));
  const rest = countOf(sizes.filter((size) => size > 0));
  const dims = sizes.map((size) => (size < 0 ? data.values.length / Math.max(1, rest) : size));
  return countOf(dims) === data.values.length ? { dims, values: data.values } : undefined;
};

/** The same numbers in a shape that is not followed. */
const flat: Compute = ([data]) => data && { dims: [NaN], values: data.values };

/** One of two constants may be a single number. Others are spread only where their shapes are equal. */
const binary =
  (operate: (a: number, b: number) => number): Compute =>
  ([a, b]) => {
    if (a === undefined || b === undefined) return undefined;
    const long = a.values.length >= b.values.length ? a : b;
    const alike = !a.dims.includes(NaN) && a.dims.join() === b.dims.join();
    if (!alike && a.values.length !== 1 && b.values.length !== 1) return undefined;
    if (long.values.length > mostNumbers) return undefined;
    const at = (numbers: Numbers, i: number): number => numbers.values[numbers.values.length === 1 ? 0 : i] ?? NaN;
    const values = Float64Array.from({ length: long.values.length }, (_, i) => operate(at(a, i), at(b, i)));
    // Whole numbers of 32 bits begin again at the other end, and here nobody knows which are whole.
    return values.some((value) => Number.isInteger(value) && Math.abs(value) >= 2 ** 31)
      ? undefined
      : { dims: long.dims, values };
  };

const unary =
  (operate: (a: number) => number): Compute =>
  ([a]) =>
    a === undefined || a.values.length > mostNumbers
      ? undefined
      : { dims: a.dims, values: Float64Array.from(Array.from(a.values), operate) };

/** Several copies of one number: all that is asked of them is which. */
function repeated(value: number, dims: readonly number[]): Numbers | undefined {
  const count = countOf(dims);
  if (!(count >= 0 && count <= mostNumbers)) return undefined;
  return { dims, values: new Float64Array(count).fill(value) };
}

/** float32 and float64; int32 and int64, which cut numbers off: then only small whole ones are followed. */
const cast: Compute = ([data], attributes) => {
  const to = attributes.get('to');
  if (data === undefined || data.values.length > mostNumbers) return undefined;
  if (to === 1 || to === 11) return data;
  const small = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < 2 ** 31;
  return (to === 6 || to === 7) && Array.from(data.values).every(small) ? data : undefined;
};

const divided = binary((a, b) => a / b);

/** Whole numbers are divided without a remainder, and here nobody knows which are meant as whole. */
const quotient: Compute = (inputs, attributes) => {
  const result = divided(inputs, attributes);
  const whole = inputs.every((input) => Array.from(input?.values ?? []).every(Number.isInteger));
  return whole && !Array.from(result?.values ?? []).every(Number.isInteger) ? undefined : result;
};

/**
 * What nodes compute from constants, as far as rules ask for it: mostly whether it is 0, and numbers that stand alone. The
 * order of numbers in more than one dimension is kept only by those that say a shape.
 */
const computing: Readonly<Record<string, Compute | undefined>> = {
  Identity: ([data]) => data,
  Reshape: reshaped,
  Flatten: flat,
  Squeeze: flat,
  Unsqueeze: flat,
  Cast: cast,
  Neg: unary((a) => -a),
  Abs: unary(Math.abs),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((a) => 1 / a),
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: quotient,
  Expand: ([data, shape]) =>
    data?.values.length === 1 && shape !== undefined ? repeated(data.values[0]!, Array.from(shape.values)) : undefined,
  ConstantOfShape: ([shape], attributes) => {
    const value = attributes.get('value');
    const number = value !== undefined && isConstant(value) ? read(value)?.values[0] : 0;
    return shape === undefined || number === undefined ? undefined : repeated(number, Array.from(shape.values));
  },
  DequantizeLinear: ([codes, scale, point]) => {
    const zeroPoint = point?.values[0] ?? 0;
    if (codes === undefined || scale?.values.length !== 1 || (point?.values.length ?? 1) !== 1) return undefined;
    return unary((code) => (code - zeroPoint) * scale.values[0]!)([codes], new Map());
  },
};
