import { InputError } from '../errors.js';
import { closeNames } from '../closeNames.js';
import type { Property } from './property.js';

/**
 * The properties that are asked for by name, each once.
 *
 * @param where asks: `--property`.
 * @throws InputError if there is none of a name.
 */
export function byName(
  all: readonly Property<unknown>[],
  wanted: readonly string[],
  where: string,
): readonly Property<unknown>[] {
  const names = all.map(({ name }) => name);
  return [...new Set(wanted)].map((name) => {
    const found = all.find((property) => property.name === name);
    if (found !== undefined) return found;
    const [meant] = closeNames(name, names);
    throw new InputError({
      where,
      found: `"${name}"`,
      expected: names.join(', '),
      ...(meant === undefined ? {} : { remedy: `Did you mean ${meant}?` }),
    });
  });
}

/** Those without a variant (`name:variant`) that do not wait to be asked for: what is tried where nobody asks for any. */
export const withoutVariants = (all: readonly Property<unknown>[]): readonly Property<unknown>[] =>
  all.filter(({ name, onDemand }) => !name.includes(':') && onDemand !== true);
