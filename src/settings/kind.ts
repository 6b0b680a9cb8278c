import type { OptionPath } from '../errors.js';

/** What is wrong with a value. */
export interface Fault {
  /** Where inside the value: `['min']`; empty where it is the value itself. */
  readonly path: OptionPath;
  readonly found: string;
  readonly expected: string;
  readonly remedy?: string;
  /** Whether not even the type is right: where several kinds are possible, it is another one that is meant. */
  readonly otherType?: boolean;
}

/** A piece of JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How a value is typed on the command line: `1e-5`, `0,255`, `0.001..1`, `224x224`, words, `a=1,b=x`, a name, or nothing but the flag. */
export type TypedForm = 'number' | 'list' | 'range' | 'size' | 'names' | 'pairs' | 'text' | 'flag';

/** The values that a setting may have: plain data and a check, so that whoever merely imports conic loads no library for it. */
export interface Kind<Value> {
  /** In words: `a whole number from 1 to 256`. */
  readonly expected: string;
  readonly schema: JsonSchema;
  /** Undefined where it cannot be typed. */
  readonly typed: TypedForm | undefined;
  /** Every value there is, where they can be listed. */
  readonly choices: readonly string[] | undefined;
  /** Undefined where the value is right. */
  faultIn(value: unknown): Fault | undefined;
  is(value: unknown): value is Value;
}

/** The type of a kind's values. */
export type ValueOf<Any> = Any extends Kind<infer Value> ? Value : never;

interface Parts {
  readonly expected: string;
  readonly schema: JsonSchema;
  readonly typed?: TypedForm | undefined;
  readonly faultIn: (value: unknown) => Fault | undefined;
}

/** A kind of values; `Value` is the type of what has no fault. */
export const kind = <Value>({ expected, schema, typed, faultIn }: Parts): Kind<Value> => ({
  expected,
  schema,
  typed,
  choices: undefined,
  faultIn,
  is: (value): value is Value => faultIn(value) === undefined,
});
