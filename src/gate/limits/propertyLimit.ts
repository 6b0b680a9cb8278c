import { z } from 'zod';
import { limitKind, type Definition, type LimitKind } from './kind.js';

/** The cases that a limit needs to be decided. */
export interface CasesNeeded {
  readonly fewest: number;
  /** As many are tried where nobody said how many. Default: what is customary, or the fewest. */
  readonly usual?: number;
  /** What a smaller number is refused with: `at least 299 to show …`. */
  readonly expected: string;
}

/** What is known of the property that a limit is to stand on. */
export interface LimitedProperty {
  /** The place in the configuration, for messages. */
  readonly where: string;
  /** The cases it has at most. */
  readonly count: number;
}

/** What the file of a limit says of it that stands under the name of a property. */
interface PropertyLimitDefinition<Schema extends z.ZodType> extends Definition<Schema> {
  /** The key of a limit that may not stand beside it. */
  readonly excludes?: string;
  /** The cases it needs. @throws InputError if no number of cases would do. */
  cases?(settings: z.infer<Schema>, on: LimitedProperty): CasesNeeded;
}

/** A kind of limit that may stand under the name of a property. */
export interface PropertyLimit<Field extends z.ZodType = z.ZodType> extends LimitKind {
  /** The form of its key. */
  readonly field: Field;
  readonly excludes?: string;
  cases?(settings: unknown, on: LimitedProperty): CasesNeeded | undefined;
  /** Of a limit that compares with the baseline. */
  readonly comparison?: Comparison;
}

/** What there is to a limit that compares with the baseline: it may be asked of everything at once. */
export interface Comparison<Field extends z.ZodType = z.ZodType> {
  /** The form of its key at the top level. */
  readonly field: Field;
  /** What is asked where there is a baseline and nobody said. */
  readonly usual: unknown;
}

/**
 * A kind of limit that may stand under the name of a property.
 *
 * @example
 * export const noneViolated = propertyLimit({ name: 'none-violated', schema: z.literal(true), … });
 */
export function propertyLimit<Schema extends z.ZodType>(own: PropertyLimitDefinition<Schema>) {
  const { schema, excludes } = own;
  return {
    ...limitKind(own),
    field: schema.exactOptional(),
    ...(excludes === undefined ? {} : { excludes }),
    cases: (settings: unknown, on: LimitedProperty): CasesNeeded | undefined => own.cases?.(schema.parse(settings), on),
  };
}

/** What the file of a limit says of it that compares with the baseline. */
interface ComparingLimitDefinition<Schema extends z.ZodType> extends Definition<Schema> {
  /** What the key means, for whoever writes a configuration. */
  readonly description: string;
  /** What is asked where there is a baseline and nobody said. */
  readonly usual: z.infer<Schema>;
}

/** A kind of limit that compares with the baseline. It may stand under a property, or at the top level for all. */
export function comparingLimit<Schema extends z.ZodType>(own: ComparingLimitDefinition<Schema>) {
  const { schema, usual, description } = own;
  return {
    ...limitKind(own),
    field: schema.or(z.literal(false)).describe(`${description}; false: it is not compared`).exactOptional(),
    comparison: {
      field: schema.describe(`for every property and the margin: ${description}`).exactOptional(),
      usual,
    },
  };
}
