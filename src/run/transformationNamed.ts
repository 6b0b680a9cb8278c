import { closeNames } from '../closeNames.js';
import { InputError, optionProblem, type OptionPath } from '../errors.js';
import type { Transformation } from '../image/transformation.js';

/**
 * The transformation of a name.
 *
 * @param option that asks for it: `['along']`.
 * @throws InputError that names all of them, if there is none of that name.
 */
export function transformationNamed(
  all: readonly Transformation[],
  wanted: string,
  option: OptionPath,
): Transformation {
  const found = all.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const names = all.map(({ name }) => name);
  const [meant] = closeNames(wanted, names);
  throw new InputError({
    ...optionProblem(option, { found: `"${wanted}"`, expected: names.join(', ') }),
    ...(meant === undefined ? {} : { remedy: `Did you mean ${meant}?` }),
  });
}
