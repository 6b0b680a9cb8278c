import { InputError, optionProblem } from '../errors.js';
import { assertPartPlace, partPath } from '../shard/partFile.js';
import { shardOf, type Shard } from '../shard/shard.js';
import { assertNoSearch } from '../run/search/assertNoSearch.js';
import { shardSettings } from '../settings/shard.js';
import type { OptionsOf } from '../settings/setting.js';

// What every command that can do a part of a run is told of it.

/** The part that a command is to do, and the file for what it finds. */
export interface PlannedPart {
  readonly shard: Shard;
  readonly file: string;
}

interface ShardOptions extends OptionsOf<typeof shardSettings> {
  readonly report?: string;
  readonly out?: string;
}

/**
 * The part that settings ask for; undefined where they ask for the whole run.
 *
 * @throws InputError if the environment does not say which, the part cannot be written, or a report is asked for.
 */
export async function partAsTold(verb: string, told: ShardOptions): Promise<PlannedPart | undefined> {
  const { shard: text, parts } = told;
  if (text === undefined) {
    if (parts === undefined) return undefined;
    const found = `${parts}, and the whole run is asked for`;
    throw new InputError(optionProblem(['parts'], { found, expected: 'a folder for a part, with --shard' }));
  }
  for (const [option, folder] of Object.entries({ report: told.report, out: told.out }))
    if (folder !== undefined)
      throw new InputError(
        optionProblem([option], {
          found: `${folder} for a part of a run`,
          expected: 'none: a part has no report of its own',
          remedy: 'Leave it out here; conic merge --report takes it.',
        }),
      );
  const shard = shardOf(text, process.env);
  const file = partPath(parts ?? shardSettings.parts.default, verb, shard);
  await assertPartPlace(file);
  return { shard, file };
}

/** Whether it is here that images are noted on: once for a whole run. */
export const isFirstOf = (goal: PlannedPart | { readonly place: string } | undefined): boolean =>
  goal === undefined || !('shard' in goal) || goal.shard.index === 1;

/** @throws InputError if parts would not have the same cases: each would make up a seed, or begin somewhere else. */
export function assertSameCases({
  shard,
  seed,
  path,
  cases = 0,
  search = false,
}: {
  readonly shard?: string;
  readonly seed?: number;
  readonly path?: string;
  readonly cases?: number;
  readonly search?: boolean;
}): void {
  if (shard === undefined) return;
  assertNoSearch({ search }, 'a part');
  if (path !== undefined)
    throw new InputError(
      optionProblem(['path'], {
        found: `${path} with --shard`,
        expected: 'one of the two: a path names a single case',
      }),
    );
  if (cases > mostCases)
    throw new InputError(
      optionProblem(['cases'], { found: `${cases} with --shard`, expected: `at most ${mostCases}` }),
    );
  if (seed !== undefined) return;
  throw new InputError(
    optionProblem(['seed'], {
      found: 'none with --shard',
      expected: 'the same seed for every part',
      remedy: ['Choose any, such as ', { option: ['seed'], value: 1 }, '.'],
    }),
  );
}

/** A run goes to its first case one generator after the other: this many take seconds. */
const mostCases = 10_000_000;

/**
 * Ends a command whose part was interrupted: nothing is written, as others would take it for done.
 *
 * @param goingOn what else to say, so that it goes on where it was: ` and --resume`.
 */
export const interruptedPart = ({ file }: PlannedPart, goingOn = ''): InputError =>
  new InputError({
    where: file,
    found: 'an interruption before the part was done, so none is written',
    expected: 'a part that is done',
    remedy: `Run it again: the same command with the same --shard${goingOn}.`,
  });
