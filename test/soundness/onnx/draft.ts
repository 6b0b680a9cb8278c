import { sizeOfDims, type Dims } from '../../../src/network/dims.js';
import {
  integers,
  type OnnxAttribute,
  type OnnxFunction,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from '../../models/onnxFile.js';
import type { Chance } from '../chance.js';

/** A tensor of a network that is being written. */
export interface Drafted {
  readonly name: string;
  /** Of one image, without the batch: [channels, height, width], or [features]. */
  readonly dims: Dims;
}

export const ints = (...values: readonly number[]): OnnxAttribute => ({ ints: values });
export const int = (value: number): OnnxAttribute => ({ int: value });
export const float = (value: number): OnnxAttribute => ({ float: value });
export const string = (value: string): OnnxAttribute => ({ string: value });

/** A random network while it is written: its constants take the many forms that exporters give them. */
export class Draft {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  readonly functions: OnnxFunction[] = [];
  /** Whether it takes one image at a time. */
  readonly takesOne: boolean;
  /** Whether all that is added is 0: there would be little to prove of networks otherwise. */
  readonly isPure: boolean;
  /** Whether it has no curved layers. */
  readonly isPiecewise: boolean;
  #count = 0;

  /**
   * @param opset the version of ONNX's definitions.
   * @param type of all numbers.
   */
  constructor(
    readonly chance: Chance,
    readonly opset: number,
    readonly type: 'float32' | 'float64',
  ) {
    this.takesOne = chance.happens(0.25);
    this.isPure = chance.happens(0.4);
    this.isPiecewise = chance.happens(0.65);
  }

  newName(what: string): string {
    return `${what}_${this.#count++}`;
  }

  /** Adds a node with one output, and gives its name. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain?: string,
  ): string {
    const name = this.newName(op);
    this.nodes.push({ op, name, inputs, outputs: [name], attributes, ...(domain !== undefined && { domain }) });
    return name;
  }

  /** The same as an operation on one tensor that leaves its shape alone. */
  apply(
    op: string,
    input: Drafted,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    more: readonly string[] = [],
  ) {
    return { name: this.add(op, [input.name, ...more], attributes), dims: input.dims };
  }

  /** A constant that stands in the file, among its initializers or as a node. */
  given(dims: Dims, values: readonly number[]): string {
    return this.#stored(this.#tensor(dims, values));
  }

  /** A constant number. */
  number(value: number): string {
    return this.given([], [value]);
  }

  /** A constant whole number, without dimensions. */
  number64(value: number): string {
    return this.#stored({ name: this.newName('c'), shape: [], data: BigInt64Array.of(BigInt(value)) });
  }

  whole(...values: readonly number[]): string {
    return this.#stored(integers(this.newName('c'), values));
  }

  /** The number that a constant is stored as. */
  rounded(value: number): number {
    return this.type === 'float32' ? Math.fround(value) : value;
  }

  /** A constant in any form: stored, computed, cast, reshaped. */
  constant(dims: Dims, values: readonly number[]): string {
    const { chance, opset } = this;
    const isZero = values.every((value) => value === 0);
    switch (chance.whole(0, 11)) {
      case 0:
        return this.add('Identity', [this.given(dims, values)]);
      case 1:
        return this.add('Neg', [
          this.given(
            dims,
            values.map((value) => -value),
          ),
        ]);
      case 2:
        return this.add('Reshape', [this.given([values.length], values), this.whole(...dims)]);
      case 3:
        return this.add(
          'Cast',
          [this.#stored({ name: this.newName('c'), shape: dims, data: Float64Array.from(values) })],
          {
            to: int(this.type === 'float32' ? 1 : 11),
          },
        );
      case 4:
        return this.add('Mul', [
          this.given(
            dims,
            values.map((value) => value / 2),
          ),
          this.number(2),
        ]);
      case 5:
        if (isZero && opset >= 9 && this.type === 'float32') return this.add('ConstantOfShape', [this.whole(...dims)]);
        return this.add('Sub', [this.given(dims, values), this.number(0)]);
      case 6:
        if (isZero)
          return this.add('Sub', [...Array<string>(2).fill(this.given(dims, this.chance.normals(values.length)))]);
        return this.given(dims, values);
      default:
        return this.given(dims, values);
    }
  }

  /** Weights of about the size that keeps numbers as large as they are. */
  weights(dims: Dims, inputs: number): string {
    return this.constant(dims, this.chance.normals(sizeOfDims(dims), Math.sqrt(2 / Math.max(1, inputs))));
  }

  /** How large something is that breaks homogeneity: often 0, and otherwise one of these. */
  offset(...sizes: readonly [number, ...number[]]): number {
    return this.isPure || this.chance.happens(0.4) ? 0 : this.chance.pick(...sizes);
  }

  /** What is added: nothing, zeros, tiny numbers or usual ones; often the same number everywhere. */
  offsets(dims: Dims): string {
    const { chance } = this;
    const size = sizeOfDims(dims);
    const scale = this.offset(1e-6, 1e-3, 0.3, 1);
    const equal = chance.normal() * scale;
    return this.constant(dims, chance.happens(0.2) ? Array<number>(size).fill(equal) : chance.normals(size, scale));
  }

  model(input: OnnxModel['inputs'][number], output: OnnxModel['outputs'][number]): OnnxModel {
    return {
      inputs: [input],
      outputs: [output],
      nodes: this.nodes,
      initializers: this.constants,
      functions: this.functions,
      opset: this.opset,
      irVersion: this.opset >= 23 ? 11 : this.opset >= 21 ? 10 : 8,
    };
  }

  #tensor(dims: Dims, values: readonly number[]): OnnxTensor {
    const data = this.type === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
    return { name: this.newName('c'), shape: dims, data };
  }

  #stored(tensor: OnnxTensor): string {
    if (this.chance.happens(0.7)) this.constants.push(tensor);
    else
      this.nodes.push({
        op: 'Constant',
        name: tensor.name,
        inputs: [],
        outputs: [tensor.name],
        attributes: { value: { tensor } },
      });
    return tensor.name;
  }
}
