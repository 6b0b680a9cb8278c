import { access } from 'node:fs/promises';
import { InputError, optionProblem } from '../errors.js';
import { usualNames } from './gateFlags.js';

/**
 * The gate's configuration in this folder, where nobody names one: the first of the usual names.
 *
 * @throws InputError if there is none.
 */
export async function usualConfig(): Promise<string> {
  for (const name of usualNames)
    if (
      await access(name).then(
        () => true,
        () => false,
      )
    )
      return name;
  throw new InputError(
    optionProblem(['config'], {
      found: 'no configuration in this folder',
      expected: `a file, or one of ${usualNames.join(', ')}`,
      remedy: 'Make one with: conic init MODEL',
    }),
  );
}
