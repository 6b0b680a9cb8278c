import { sizeOfDims, type Dims } from '../dims.js';
import type { NodeView, ToldNumbers } from '../operations/node.js';
import { gatherMap, type AffineMap } from './affineMap.js';
import { Obstacle } from './obstacle.js';
import type { Fixed, Live, Value } from './values.js';
import type { ProgramWriter } from './writer.js';

/** A node of the network, about to be written into a program: what goes in, and where to put what comes out. */
export class ProgramContext {
  constructor(
    readonly writer: ProgramWriter,
    readonly node: NodeView,
    private readonly values: Map<string, Value>,
  ) {}

  get name(): string {
    return this.node.name;
  }

  /** What is in the way, with the node's name. */
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
    const name = this.node.inputName(position);
    if (name === '') return undefined;
    const value = this.values.get(name);
    if (value === undefined) throw this.obstacle(`an input that cannot be read ("${name}")`);
    return value;
  }

  /** All inputs that are there. */
  all(): readonly Value[] {
    return Array.from({ length: this.node.inputCount }, (_, position) => this.value(position));
  }

  live(position = 0): Live {
    const value = this.value(position);
    return value.kind === 'live' ? value : this.#asLive(value);
  }

  /** A tensor that has to be fixed. */
  fixed(position: number): Fixed {
    const value = this.value(position);
    if (value.kind === 'live') throw this.obstacle(`${this.node.operation.toLowerCase()} of two computed tensors`);
    return value;
  }

  /** What a node told, which has to be readable. */
  told(told: ToldNumbers): readonly number[] | undefined {
    if (told === 'not readable') throw this.obstacle(`${this.node.operation.toLowerCase()} of two computed tensors`);
    return told;
  }

  /** Names the node's result. */
  give(value: Value, position = 0): void {
    const name = this.node.written.outputs[position] ?? '';
    if (name !== '') this.values.set(name, value);
  }

  /** Gives the result of a map. */
  affine(inputs: readonly Live[], map: AffineMap, dims: Dims): void {
    this.give(this.writer.affine(this.name, inputs, map, dims));
  }

  /** Gives the first input with numbers below 0 multiplied by a slope. */
  kink(slope: number): void {
    this.give(this.writer.kink(this.name, this.live(), Float64Array.of(slope)));
  }

  /** Gives an input with its numbers taken from other places (-1: 0). */
  rearrange(input: Live, places: Int32Array, dims: Dims, position = 0): void {
    const map = gatherMap(this.name, sizeOfDims(input.dims), places);
    this.give(this.writer.affine(this.name, [input], map, dims), position);
  }

  /** A fixed tensor as one that biases' multiples act on: a map of nothing, with offsets. */
  #asLive({ dims, values }: Fixed): Live {
    const none = gatherMap(this.name, 0, new Int32Array(values.length).fill(-1));
    const offsets = Float64Array.from(values);
    if (!offsets.every(Number.isFinite)) throw this.obstacle('constants that are not finite');
    return this.writer.affine(this.name, [], { ...none, offsets }, dims);
  }
}
