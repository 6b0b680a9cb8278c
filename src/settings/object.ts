import { closeNames } from '../closeNames.js';
import { inWords, isRecord } from './inWords.js';
import { kind, type Fault, type JsonSchema, type Kind, type TypedForm } from './kind.js';
import type { OptionsOf, Settings } from './setting.js';

/** What the fields of an object have to be together: undefined where they are. */
export type Together<Value> = (value: Value) => Omit<Fault, 'otherType'> | undefined;

/**
 * An object of settings. A key that is none of them is a fault that names the nearest.
 *
 * @param expected of the object as such: `{ min: 0.001, max: 1 }`.
 * @param together is asked once each field is right.
 */
export function object<const Group extends Settings>(
  group: Group,
  expected: string,
  {
    together = () => undefined,
    typed,
  }: { readonly together?: Together<OptionsOf<Group>>; readonly typed?: TypedForm } = {},
): Kind<OptionsOf<Group>> {
  const fields: Kind<OptionsOf<Group>> = kind({
    expected,
    schema: schemaOf(group),
    ...(typed === undefined ? {} : { typed }),
    faultIn: (value) =>
      !isRecord(value) || Array.isArray(value)
        ? { path: [], found: inWords(value), expected, otherType: true }
        : (strangeKey(value, Object.keys(group)) ?? wrongField(value, group)),
  });
  return {
    ...fields,
    faultIn: (value) => fields.faultIn(value) ?? (fields.is(value) ? together(value) : undefined),
    is: (value): value is OptionsOf<Group> => fields.is(value) && together(value) === undefined,
  };
}

/** The first key that is not known, with the nearest that is. */
export function strangeKey(value: object, known: readonly string[]): Fault | undefined {
  const odd = Object.keys(value).find((key) => !known.includes(key));
  if (odd === undefined) return undefined;
  const [meant] = closeNames(odd, known);
  return {
    path: [],
    found: `the unknown key "${odd}"`,
    expected: known.length === 0 ? 'no options' : `one of ${known.join(', ')}`,
    ...(meant === undefined ? {} : { remedy: `Did you mean "${meant}"?` }),
  };
}

function wrongField(value: Readonly<Record<string, unknown>>, group: Settings): Fault | undefined {
  for (const [name, { kind: each, required }] of Object.entries(group)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given === undefined && required !== true) continue;
    const fault = each.faultIn(given);
    // The object as such has the right type, whatever is in it.
    if (fault !== undefined) return { ...fault, path: [name, ...fault.path], otherType: false };
  }
  return undefined;
}

/** JSON Schema of an object of settings: those that a file can have. */
export function schemaOf(group: Settings): JsonSchema {
  const known = Object.entries(group).filter(([, { kind: each }]) => !isOnlyCode(each));
  const required = known.filter(([, setting]) => setting.required === true).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      known.map(([name, { kind: each, help, default: usual }]) => [
        name,
        { ...each.schema, description: help, ...(usual === undefined ? {} : { default: usual }) },
      ]),
    ),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** Whether only code can give such a value. */
export const isOnlyCode = ({ schema }: Kind<unknown>): boolean => 'not' in schema;
