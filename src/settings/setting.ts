import type { Kind, ValueOf } from './kind.js';

/**
 * A setting, declared once. Its flag and help, its key in files and in the gate's configuration, the option of the same name in
 * code with its type and its check, the JSON Schema and the tables of docs/settings.md all come of this.
 *
 * @example
 * const cases = { kind: whole(1, 1e9), help: 'how many cases a property', default: 1000 };
 */
export interface Setting<Value = unknown> {
  readonly kind: Kind<Value>;
  /** In a phrase, for `--help` and the docs; without the default. */
  readonly help: string;
  readonly default?: Value;
  /** The default in words, where it is no value: `one a core`. */
  readonly usually?: string;
  readonly required?: true;
  /** The value's name behind the flag, such as `dir`; default: one that goes with its kind. `false`: there is no flag. */
  readonly placeholder?: string | false;
  /** Whether the command takes it as an argument, without a flag. */
  readonly argument?: true;
  /** What `--no-…` is for, where a setting that is no plain flag may be `false`. */
  readonly withoutIt?: string;
}

/** Settings by their names. */
export type Settings = Readonly<Record<string, Setting>>;

/** The values of settings: what is told, and nothing of what is not. */
export type OptionsOf<Group extends Settings> = {
  readonly [Name in keyof Group as Group[Name] extends { readonly required: true } ? never : Name]?: ValueOf<
    Group[Name]['kind']
  >;
} & {
  readonly [Name in keyof Group as Group[Name] extends { readonly required: true } ? Name : never]: ValueOf<
    Group[Name]['kind']
  >;
};

/** The values of settings, with the defaults of those that have one. */
export type Filled<Group extends Settings> = {
  readonly [Name in keyof Group]: Group[Name] extends { readonly default: unknown } | { readonly required: true }
    ? ValueOf<Group[Name]['kind']>
    : ValueOf<Group[Name]['kind']> | undefined;
};

/** A group of settings as it is written, held against the form that settings have. */
export const settings = <const Group extends Settings>(group: Group & Wellformed<Group>): Group => group;

/** Defaults have to be values of the setting's kind. */
type Wellformed<Group extends Settings> = {
  readonly [Name in keyof Group]: Group[Name] extends { readonly kind: Kind<infer Value> } ? Setting<Value> : never;
};
