import { relative, resolve } from 'node:path';
import { InputError } from '../errors.js';
import { isModule, runModule } from '../files/runModule.js';
import { assertProperty } from './assertProperty.js';
import type { Property } from './property.js';

/** A module of the user's, and which of its properties is meant; all where none is named. */
interface PropertyPlace {
  readonly file: string;
  readonly name?: string;
}

/** `./mine.ts` or `./mine.ts#halved-light`; undefined where that is no module. */
function placeIn(text: string): PropertyPlace | undefined {
  const [, file = '', name] = /^([^#]*)(?:#(.*))?$/s.exec(text) ?? [];
  return isModule(file) ? { file, ...(name === undefined ? {} : { name }) } : undefined;
}

/** Whether a property is told by a module, and not by its name. */
export const isOwnProperty = (text: string): boolean => placeIn(text) !== undefined;

/**
 * The properties of a module of the user's: its default export, which is one or a list, or those that it exports by name. TypeScript is
 * run without being checked.
 *
 * @param text `./mine.ts`, or `./mine.ts#halved-light` for one of them.
 * @param folder that it is relative to.
 * @throws InputError if the module cannot be run, or something in it is no property.
 * @example await propertiesIn('./mine.ts#halved-light', process.cwd());
 */
export async function propertiesIn(text: string, folder: string): Promise<readonly Property<unknown>[]> {
  const { file, name } = placeIn(text) ?? { file: text };
  const expected = 'a module that exports a property, or a list of them';
  const place = resolve(folder, file);
  const { value, named } = await runModule(place, { file, expected });
  const exported: unknown = value ?? Object.values(named);
  const all: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  if (all.length === 0)
    throw new InputError({
      where: file,
      found: 'no export',
      expected: "a property: export default { name: 'halved-light', claim, needs, cases, examine }",
    });
  const properties = all.map((one) => {
    assertProperty(one, file);
    return from(relative('', place), one);
  });
  assertDifferent(properties, file);
  if (name === undefined) return properties;
  const chosen = properties.filter((property) => property.name === name);
  if (chosen.length > 0) return chosen;
  throw new InputError({
    where: text,
    found: `no property "${name}"`,
    expected: properties.map((property) => property.name).join(', '),
  });
}

/** The property itself, whose fields may stand in a class, with where it comes from, seen from the working folder. */
function from(file: string, property: Property<unknown>): Property<unknown> {
  const made: Property<unknown> = Object.create(property, { module: { value: file, enumerable: true } });
  return made;
}

/** @throws InputError if two have one name, which then says nothing. */
export function assertDifferent(properties: readonly Pick<Property<unknown>, 'name'>[], where: string): void {
  const names = properties.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new InputError({ where, found: `"${twice}" twice`, expected: 'properties with names of their own' });
}

/** @throws InputError if one has the name of a property that is there already. */
export function assertOwnNames(
  own: readonly Pick<Property<unknown>, 'name'>[],
  known: readonly Pick<Property<unknown>, 'name'>[],
  where: string,
): void {
  const taken = own.find(({ name }) => known.some((property) => property.name === name));
  if (taken === undefined) return;
  throw new InputError({
    where,
    found: `"${taken.name}", which the catalogue has already`,
    expected: 'properties with names of their own',
  });
}
