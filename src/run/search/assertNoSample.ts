import { InputError, optionProblem } from '../../errors.js';
import type { Property } from '../property.js';

/**
 * Cases that are searched for are no sample: of how often a claim fails they say nothing.
 *
 * @throws InputError if there is a search where a rate is measured.
 */
export function assertNoSample(
  { name, kind }: Pick<Property<never>, 'name' | 'kind'>,
  { search }: { readonly search?: boolean },
): void {
  if (search !== true || kind !== 'rate') return;
  throw new InputError(
    optionProblem(['search'], {
      found: `a search where the rate of ${name} is measured`,
      expected: 'cases at random: what a search tries is no sample',
      remedy: 'Measure without a search, or search for one violation without measuring.',
    }),
  );
}
