import { z } from 'zod';
import { mostCases, severity, wholeKey } from '../limits/fields.js';
import { everywhereFieldsOf, fieldsOf } from '../limits/fieldsOf.js';
import { ownLimits, propertyLimits } from '../limits/index.js';
import type { OwnLimit } from '../limits/ownLimit.js';
import type { PropertyLimit } from '../limits/propertyLimit.js';

// What of the configuration's form comes from the kinds of limits.

/** The keys of limits at the top level. */
export const ownFields = fieldsOf(ownLimits);

/** The keys of limits that may be asked of everything at once. */
export const everywhereFields = everywhereFieldsOf(propertyLimits);

type Given = Readonly<Record<string, unknown>>;

const isAsked = (value: unknown): boolean => value !== undefined && value !== false;

/** As in `noneViolated, rate or leastCases`. */
const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

const property = z
  .strictObject(
    {
      ...fieldsOf(propertyLimits),
      cases: wholeKey(1, mostCases).describe('decided cases to try').exactOptional(),
      severity: severity.exactOptional(),
    },
    'limits: { noneViolated: true } or { rate: { atMost: 0.01 } }',
  )
  .superRefine((given: Given, context) => {
    const kinds = Object.entries<PropertyLimit>(propertyLimits);
    for (const [key, { excludes }] of kinds)
      if (excludes !== undefined && isAsked(given[key]) && isAsked(given[excludes]))
        context.addIssue({
          code: 'custom',
          message: `only one of ${excludes} and ${key}`,
          params: { found: `both ${excludes} and ${key}` },
        });
    if (!kinds.some(([key]) => isAsked(given[key])))
      context.addIssue({
        code: 'custom',
        message: oneOf(kinds.map(([key]) => key)),
        params: { found: 'no limit' },
      });
  });

/** What stands under the name of a property. */
export type PropertySettings = z.infer<typeof property>;

/** Limits by the names of properties. */
export const propertiesField = z
  .custom<unknown>()
  .superRefine((given, context) => {
    // A record leaves it out, and with it the limits under it: asked for and never tried.
    if (typeof given === 'object' && given !== null && hasOddPrototype(given))
      context.addIssue({
        code: 'custom',
        message: 'the name of a property, such as scalar-invariance',
        params: { found: 'the unknown property "__proto__"' },
      });
  })
  .pipe(z.record(z.string('a text').min(1, 'a text that is not empty'), property, 'limits by the name of a property'))
  .describe('limits by the name of a property, such as scalar-invariance');

/** Whether something stands under `__proto__`: in JSON it is a key like any other, in JavaScript it sets the prototype. */
function hasOddPrototype(given: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(given);
  return (
    Object.hasOwn(given, '__proto__') ||
    (typeof prototype === 'object' && prototype !== null && Object.getPrototypeOf(prototype) !== null)
  );
}

const own = Object.entries<OwnLimit>(ownLimits).filter(([, { precondition }]) => !precondition);

/** Whether a configuration asks for a limit on the model. */
export const asksForLimit = (config: Given): boolean =>
  Object.keys(config['properties'] ?? {}).length > 0 || own.some(([key]) => isAsked(config[key]));

/** What is expected of a configuration that does not. */
export const someLimit = `a limit: in ${oneOf(['properties', ...own.map(([key]) => key)])}`;
