import { InputError, optionProblem, type Problem } from '../../errors.js';

/** Where there can be no search, and why. */
const refusals = {
  'a rate': {
    found: 'a search where a rate is measured',
    expected: 'cases at random: what a search tries is no sample',
    remedy: 'Measure without a search, or search for one violation without measuring.',
  },
  'a part': {
    found: 'a search in a part of a run',
    expected: 'the whole run in one: what a search tries next depends on all that it has tried',
    remedy: 'Leave out one of the two.',
  },
  'a gate': {
    found: 'a search in a gate',
    expected: 'cases at random: limits count cases, and passing one says how often at most',
    remedy: 'Search beside the gate, with conic check --search.',
  },
  'fast-check': {
    found: "a search by fast-check's own runner",
    expected: 'none: that runner tries cases at random',
    remedy: 'Search with check(), and give the path that it reports.',
  },
} as const satisfies Record<string, Pick<Problem, 'found' | 'expected' | 'remedy'>>;

/** What is wrong with a search there. */
export const searchRefused = (where: keyof typeof refusals): Pick<Problem, 'found' | 'expected' | 'remedy'> =>
  refusals[where];

/**
 * Cases that are searched for are no sample, and each depends on what came of others before it.
 *
 * @param where what is asked for besides.
 * @throws InputError if there is a search as well.
 * @example assertNoSearch({ search: true }, 'a rate');
 */
export function assertNoSearch({ search }: { readonly search?: boolean }, where: keyof typeof refusals): void {
  if (search === true) throw new InputError(optionProblem(['search'], refusals[where]));
}
