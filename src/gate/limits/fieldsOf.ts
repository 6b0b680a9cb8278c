import type { z } from 'zod';
import type { Comparison, PropertyLimit } from './propertyLimit.js';

// Object.fromEntries forgets which value stands under which key, so what is known of that stands in a signature above it.

type Fields<Kinds extends Readonly<Record<string, { readonly field: z.ZodType }>>> = {
  [Key in keyof Kinds]: Kinds[Key]['field'];
};

/** The forms of kinds, by their keys: what `z.strictObject` takes. */
export function fieldsOf<Kinds extends Readonly<Record<string, { readonly field: z.ZodType }>>>(
  kinds: Kinds,
): Fields<Kinds>;
export function fieldsOf(kinds: Readonly<Record<string, { readonly field: z.ZodType }>>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(kinds).map(([key, { field }]) => [key, field]));
}

type EverywhereFields<Kinds> = {
  [Key in keyof Kinds as Kinds[Key] extends { comparison: Comparison } ? Key : never]: Kinds[Key] extends {
    comparison: Comparison<infer Field>;
  }
    ? Field
    : never;
};

/** Of the kinds that compare with the baseline, the forms of their keys at the top level. */
export function everywhereFieldsOf<Kinds extends Readonly<Record<string, PropertyLimit>>>(
  kinds: Kinds,
): EverywhereFields<Kinds>;
export function everywhereFieldsOf(kinds: Readonly<Record<string, PropertyLimit>>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([key, { comparison }]) =>
      comparison === undefined ? [] : [[key, comparison.field]],
    ),
  );
}
