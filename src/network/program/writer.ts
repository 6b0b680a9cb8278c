import { isConstant, type NetworkNode } from '../graph.js';
import { gatherMap, type AffineMap } from './affineMap.js';
import { Obstacle } from './obstacle.js';
import { programOf, type KinkStep, type MaximumStep, type Program, type Step } from './program.js';
import { sizeOfDims, type Dims, type Fixed, type Live, type Value } from './values.js';

/** Writes a program, step by step. */
export class ProgramWriter {
  readonly #sizes: number[] = [];
  readonly #steps: Step[] = [];

  /** @param pixels how many numbers an image has. */
  constructor(pixels: number) {
    this.#sizes.push(pixels);
  }

  affine(node: string, inputs: readonly Live[], map: AffineMap, dims: Dims): Live {
    const output = this.#vector(map.rows);
    this.#steps.push({ kind: 'affine', inputs: inputs.map(({ vector }) => vector), output, map, node });
    return { kind: 'live', vector: output, dims };
  }

  kink(node: string, input: Live, slopes: Float64Array): Live {
    const output = this.#vector(this.#sizes[input.vector]!);
    const step: KinkStep = { kind: 'kink', input: input.vector, output, slopes, node };
    this.#steps.push(step);
    return { kind: 'live', vector: output, dims: input.dims };
  }

  maximum(node: string, input: Live, windows: Int32Array, size: number, floor: boolean, dims: Dims): Live {
    const output = this.#vector(windows.length / size);
    const step: MaximumStep = { kind: 'maximum', input: input.vector, output, windows, size, floor, node };
    this.#steps.push(step);
    return { kind: 'live', vector: output, dims };
  }

  finish(logits: Live): Program {
    return programOf(this.#sizes, this.#steps, logits.vector);
  }

  #vector(size: number): number {
    this.#sizes.push(size);
    return this.#sizes.length - 1;
  }
}

/** A node of the network, about to be written. */
export class NodeContext {
  constructor(
    readonly writer: ProgramWriter,
    readonly node: NetworkNode,
    private readonly values: Map<string, Value>,
    readonly opset: number,
  ) {}

  get name(): string {
    return this.node.name;
  }

  /** What is wrong, with the node's name. */
  obstacle(what: string): Obstacle {
    return new Obstacle(`${what} at node ${this.name}`);
  }

  /** A tensor that is there, fixed or not. */
  value(position: number): Value {
    const value = this.optional(position);
    if (value === undefined) throw this.obstacle(`${this.node.operation.toLowerCase()} without input ${position + 1}`);
    return value;
  }

  optional(position: number): Value | undefined {
    const name = this.node.inputs[position] ?? '';
    if (name === '') return undefined;
    const value = this.values.get(name);
    if (value === undefined) throw this.obstacle(`an input that cannot be read ("${name}")`);
    return value;
  }

  live(position = 0): Live {
    const value = this.value(position);
    return value.kind === 'live' ? value : this.asLive(value);
  }

  /** A tensor that has to be fixed. */
  fixed(position: number): Fixed {
    const value = this.value(position);
    if (value.kind === 'live') throw this.obstacle(`${this.node.operation.toLowerCase()} of two computed tensors`);
    return value;
  }

  /** Whole numbers from an input, or from an attribute as older files have it; undefined where there are neither. */
  numbers(position: number, attribute: string): readonly number[] | undefined {
    const value = (this.node.inputs[position] ?? '') === '' ? undefined : this.fixed(position);
    if (value !== undefined) return Array.from(value.values);
    return this.list(attribute);
  }

  list(attribute: string): readonly number[] | undefined {
    const value = this.node.attributes.get(attribute);
    if (typeof value === 'number') return [value];
    return Array.isArray(value) ? value.map(Number) : undefined;
  }

  number(attribute: string, fallback: number): number {
    const value = this.node.attributes.get(attribute);
    if (value === undefined) return fallback;
    if (typeof value !== 'number' || isConstant(value))
      throw this.obstacle(`an attribute ${attribute} that is no number`);
    return value;
  }

  text(attribute: string): string | undefined {
    const value = this.node.attributes.get(attribute);
    return typeof value === 'string' ? value : undefined;
  }

  /** Names the node's result. */
  give(value: Value, position = 0): void {
    const name = this.node.outputs[position] ?? '';
    if (name !== '') this.values.set(name, value);
  }

  /** What the node has given so far: of several pieces of work the last one's. */
  result(): Value {
    const value = this.values.get(this.node.outputs[0] ?? '');
    if (value === undefined) throw this.obstacle('no result');
    return value;
  }

  affine(inputs: readonly Live[], map: AffineMap, dims: Dims): void {
    this.give(this.writer.affine(this.name, inputs, map, dims));
  }

  /** Gives an input with its numbers taken from other places (-1: 0), whether it is fixed or not. */
  rearrange(input: Value, places: Int32Array, dims: Dims, position = 0): void {
    if (input.kind === 'fixed') {
      const values = Float64Array.from(places, (place) => (place < 0 ? 0 : input.values[place]!));
      return this.give({ kind: 'fixed', dims, values }, position);
    }
    const map = gatherMap(this.name, sizeOfDims(input.dims), places);
    this.give(this.writer.affine(this.name, [input], map, dims), position);
  }

  /** A fixed tensor as one that biases' multiples act on: a map of nothing, with offsets. */
  asLive({ dims, values }: Fixed): Live {
    const none = gatherMap(this.name, 0, new Int32Array(values.length).fill(-1));
    if (!values.every(Number.isFinite)) throw this.obstacle('constants that are not finite');
    return this.writer.affine(this.name, [], { ...none, offsets: values }, dims);
  }
}
