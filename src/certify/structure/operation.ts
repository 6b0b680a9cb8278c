import type { NetworkNode } from '../../network/graph.js';
import type { Flaw } from '../../network/degree/flaw.js';
import type { Degree } from '../../network/degree/degree.js';

/** A node as a rule sees it. */
export interface Operation {
  readonly node: NetworkNode;
  /** The version of ONNX's definitions. */
  readonly opset: number;
  /** How many inputs are written, empty ones included. */
  readonly count: number;
  /** Whether an optional input is there. */
  has(position: number): boolean;
  /** Of an input; `zero` for one that is not there. */
  form(position: number): Degree;
  /** Of all inputs that are there. */
  forms(from?: number): readonly Degree[];
  /** The numbers of an input that is a constant; undefined if it is none, or they cannot be told. */
  values(position: number): ArrayLike<number> | undefined;
  /** A numeric attribute. */
  number(name: string, fallback: number): number;
  /** An attribute that is a list of numbers; empty where it is left out. */
  numbers(name: string): readonly number[];
  text(name: string): string | undefined;
  /** How long a dimension of an input is, where that is plain to see. */
  size(position: number, axis: number): number | undefined;
}

/** What a rule finds. */
export interface Finding {
  /** Of the output; of each output, where there are several. Where there is a flaw: of what it would be without. */
  readonly form: Degree | readonly Degree[];
  readonly flaw?: Flaw;
  /** It may be undefined on the zero image: it divides, or takes a logarithm. */
  readonly partial?: boolean;
  /** It jumps: where floats come close to a tie, rounding may decide otherwise than real arithmetic. */
  readonly ties?: boolean;
  /** It is 0 whatever the inputs are, as long as they are finite. */
  readonly absorbs?: boolean;
}

/** Whether a finding tells outputs apart. */
export const isList = (form: Finding['form']): form is readonly Degree[] => Array.isArray(form);

/** What an operation does to degrees. */
export type Rule = (operation: Operation) => Finding;

/** Rules by the names of their operations. */
export type Rules = Readonly<Record<string, Rule>>;

/** The same rule for several operations, named in one line. */
export const each = (names: string, rule: Rule): Rules =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, rule]));
