import type { OpenDims } from '../dims.js';
import type { ElementType } from '../elementTypes.js';
import { isConstant, type Attribute, type Constant, type NetworkNode } from '../graph.js';
import type { Numbers } from '../numbers.js';
import type { Sign } from '../sign.js';

/** What is known of the tensors around a node. */
export interface TensorFacts {
  /** The numbers of a tensor that is the same for every image; undefined if it is not, or they cannot be told. */
  numbers(tensor: string): Numbers | undefined;
  /** The numbers that it consists of, where it is those of a constant, however often and in whatever shape. */
  numbersWithin(tensor: string): Numbers | undefined;
  /** Whether its numbers depend on the image. */
  isComputed(tensor: string): boolean;
  /** Whether anything reads it. */
  isRead(tensor: string): boolean;
  elementType(tensor: string): ElementType | undefined;
  /** Its shape, as far as it is known; undefined where not even the number of dimensions is. */
  dims(tensor: string): OpenDims | undefined;
  /** What is known of the signs of its numbers, whatever the image is. */
  sign(tensor: string): Sign | undefined;
}

/** What a node is told: as an input where newer definitions have one, and as an attribute where older ones do. */
export type ToldNumbers =
  readonly number[] | 'not readable' /** Left out: the definition says what holds then. */ | undefined;

/**
 * The one view of a node: its attributes and inputs, typed, and the version of its definition. Everything that conic knows
 * of an operation is told of this view.
 */
export class NodeView {
  constructor(
    readonly written: NetworkNode,
    /** The version of ONNX's definitions. */
    readonly opset: number,
    private readonly facts: TensorFacts,
  ) {}

  get name(): string {
    return this.written.name;
  }

  get operation(): string {
    return this.written.operation;
  }

  /** How many inputs are written, empty ones included. */
  get inputCount(): number {
    return this.written.inputs.length;
  }

  /** Of an input; empty where it is left out. */
  inputName(position: number): string {
    return this.written.inputs[position] ?? '';
  }

  /** Whether an optional input is there. */
  has(position: number): boolean {
    return this.inputName(position) !== '';
  }

  /** Whether an output has a name. */
  gives(position: number): boolean {
    return (this.written.outputs[position] ?? '') !== '';
  }

  /** Whether a node reads an output, or it is one of the model's. */
  isRead(position: number): boolean {
    return this.gives(position) && this.facts.isRead(this.written.outputs[position] ?? '');
  }

  /** Whether an input depends on the image. */
  isComputed(position: number): boolean {
    return this.has(position) && this.facts.isComputed(this.inputName(position));
  }

  /** Whether any input from a position on depends on the image. */
  anyComputed(from = 0): boolean {
    return this.written.inputs.slice(from).some((_, i) => this.isComputed(from + i));
  }

  /** The numbers of an input that is the same for every image; undefined if it is not, or they cannot be told. */
  numbers(position: number): Numbers | undefined {
    return this.has(position) ? this.facts.numbers(this.inputName(position)) : undefined;
  }

  /** The same without the shape. */
  values(position: number): ArrayLike<number> | undefined {
    return this.numbers(position)?.values;
  }

  /** The numbers that an input consists of, where it is those of a constant spread over a batch of any size. */
  valuesWithin(position: number): ArrayLike<number> | undefined {
    return this.has(position) ? this.facts.numbersWithin(this.inputName(position))?.values : undefined;
  }

  /** Whether all numbers of an input are known, and such. */
  holds(position: number, such: (value: number) => boolean): boolean {
    const values = this.values(position);
    return values !== undefined && Array.from(values).every(such);
  }

  elementType(position = 0): ElementType | undefined {
    return this.has(position) ? this.facts.elementType(this.inputName(position)) : undefined;
  }

  dims(position = 0): OpenDims | undefined {
    return this.has(position) ? this.facts.dims(this.inputName(position)) : undefined;
  }

  /** What is known of the signs of an input's numbers. */
  sign(position = 0): Sign | undefined {
    return this.has(position) ? this.facts.sign(this.inputName(position)) : undefined;
  }

  /** A numeric attribute. */
  number(name: string, fallback: number): number {
    const value = this.#attribute(name);
    return typeof value === 'number' ? value : fallback;
  }

  /** Whether an attribute of 0 or 1 is 1. */
  flag(name: string, fallback = false): boolean {
    return this.number(name, fallback ? 1 : 0) === 1;
  }

  /** An attribute that is a list of numbers; undefined where it is left out. */
  list(name: string): readonly number[] | undefined {
    const value = this.#attribute(name);
    if (typeof value === 'number') return [value];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : undefined;
  }

  text(name: string): string | undefined {
    const value = this.#attribute(name);
    return typeof value === 'string' ? value : undefined;
  }

  tensor(name: string): Constant | undefined {
    const value = this.#attribute(name);
    return value !== undefined && isConstant(value) ? value : undefined;
  }

  /** What an input tells, or an attribute in its place. */
  told(position: number, attribute: string): ToldNumbers {
    if (!this.has(position)) return this.list(attribute);
    const values = this.values(position);
    return values === undefined ? 'not readable' : Array.from(values);
  }

  #attribute(name: string): Attribute | undefined {
    return this.written.attributes.get(name);
  }
}
