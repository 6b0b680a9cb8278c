import { InputError, optionProblem, type OptionPath, type Problem } from '../errors.js';
import type { Fault } from './kind.js';
import { object } from './object.js';
import type { Filled, OptionsOf, Settings } from './setting.js';

/**
 * Options, checked against their declarations. Types tell whoever writes TypeScript; this tells everybody, of unknown keys too.
 *
 * @param where takes them: `openModel`.
 * @throws InputError that names the option, what was found and what was expected.
 * @example
 * checkOptions('replay', replaySettings, options);
 */
export function checkOptions<const Group extends Settings>(
  where: string,
  group: Group,
  options: unknown,
): asserts options is OptionsOf<Group> {
  const fault = object(group, 'an object of options').faultIn(options);
  if (fault !== undefined) throw new InputError(problemOf(fault, where));
}

/** Options, checked, with the defaults of those that are not told. @throws InputError as {@link checkOptions} does. */
export function filled<const Group extends Settings>(where: string, group: Group, options: unknown): Filled<Group> {
  checkOptions(where, group, options);
  const told: Readonly<Record<string, unknown>> = options;
  const whole = Object.fromEntries(
    Object.entries(group).map(([name, { default: usual }]) => [name, told[name] ?? usual]),
  );
  if (!isFilled(group, whole)) throw new TypeError(`${where}: a default is no value of its setting`);
  return whole;
}

const isFilled = <Group extends Settings>(
  group: Group,
  values: Readonly<Record<string, unknown>>,
): values is Filled<Group> =>
  Object.entries(group).every(([name, { kind }]) => values[name] === undefined || kind.is(values[name]));

/** Of some options those that are in a group, for whoever takes no others. */
export const only = <const Group extends Settings>(group: Group, options: OptionsOf<Group>): OptionsOf<Group> => {
  const picked = Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(group, name)));
  checkOptions('options', group, picked);
  return picked;
};

/** What is wrong with a value, as a problem of the option that has it. */
export const problemOf = ({ path, found, expected, remedy }: Fault, where: string): Problem => ({
  ...(path.length === 0 ? { where } : optionProblem(path, { found, expected })),
  found,
  expected,
  ...(remedy === undefined ? {} : { remedy }),
});

/**
 * Does something whose options stand somewhere inside others, and says so of what is wrong with them, and of what helps.
 *
 * @param outer where they stand: `['model']`.
 * @param source the file that they stand in.
 */
export async function within<Value>(
  outer: OptionPath,
  source: string | undefined,
  run: () => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await run();
  } catch (thrown) {
    if (!(thrown instanceof InputError) || thrown.problem.source !== undefined) throw thrown;
    const { option, remedy } = thrown.problem;
    if (option === undefined && (remedy === undefined || typeof remedy === 'string')) throw thrown;
    throw new InputError(placedIn(thrown.problem, outer, source), { cause: thrown.cause ?? thrown });
  }
}

/** A problem with the paths of its options from further out. */
function placedIn(problem: Problem, outer: OptionPath, source: string | undefined): Problem {
  const { option, remedy } = problem;
  const helped = {
    ...problem,
    ...(remedy === undefined || typeof remedy === 'string'
      ? {}
      : {
          remedy: remedy.map((part) =>
            typeof part === 'string' ? part : { ...part, option: [...outer, ...part.option] },
          ),
        }),
  };
  if (option === undefined) return helped;
  const placed = optionProblem([...outer, ...option], helped);
  return source === undefined ? placed : { ...placed, source, where: `${source}: ${placed.where}` };
}
