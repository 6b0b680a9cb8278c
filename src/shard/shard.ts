import { InputError, optionProblem } from '../errors.js';
import type { Share } from '../run/share.js';
import { mostParts, shardIn } from '../settings/shard.js';

/** Which part of a run, the first being 1, and how many there are. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The variables of one engine that say which of its tasks this is. */
interface TaskVariables {
  readonly engine: string;
  readonly index: string;
  readonly count: string;
  /** The index of the first task; or the variable that has it. */
  readonly first: number | string;
}

/** How many parts there are, where whoever starts them says so and the engine does not. */
const told = 'CONIC_SHARD_COUNT';

/** The first whose variables are set speaks. Conic's own come first: whoever sets them means them. */
const engines: readonly TaskVariables[] = [
  { engine: 'conic', index: 'CONIC_SHARD_INDEX', count: told, first: 1 },
  // Some tasks of an array may be started again alone, and then Slurm counts these; so what is told goes before.
  { engine: 'a Slurm array', index: 'SLURM_ARRAY_TASK_ID', count: told, first: 1 },
  {
    engine: 'a Slurm array',
    index: 'SLURM_ARRAY_TASK_ID',
    count: 'SLURM_ARRAY_TASK_COUNT',
    first: 'SLURM_ARRAY_TASK_MIN',
  },
  { engine: 'a Kubernetes Indexed Job', index: 'JOB_COMPLETION_INDEX', count: told, first: 0 },
  { engine: 'GitLab', index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', first: 1 },
];

/**
 * Which shard is meant by `2/8`, or by `auto` in an environment.
 *
 * @throws InputError if it is `auto` and the environment does not say, or not in whole numbers.
 * @example shardOf('auto', { SLURM_ARRAY_TASK_ID: '5', SLURM_ARRAY_TASK_COUNT: '8', SLURM_ARRAY_TASK_MIN: '1' }); // 5 of 8
 */
export function shardOf(told: string, environment: Readonly<Record<string, string | undefined>>): Shard {
  const [index, count] = shardIn(told) ?? [];
  if (index !== undefined && count !== undefined) return { index, count };
  const indexed = engines.filter((one) => environment[one.index] !== undefined);
  const engine = indexed.find((one) => environment[one.count] !== undefined) ?? indexed[0];
  if (engine !== undefined) return shardFrom(engine, environment);
  throw new InputError(
    optionProblem(['shard'], {
      found: `auto, where none of ${[...new Set(engines.map((one) => one.index))].join(', ')} is set`,
      expected: 'an environment that says which part this is',
      remedy: `Set CONIC_SHARD_INDEX (the first is 1) and ${told}, or name the part: --shard 2/8.`,
    }),
  );
}

function shardFrom(
  { engine, index: variable, count: counting, first }: TaskVariables,
  environment: Readonly<Record<string, string | undefined>>,
): Shard {
  const read = (name: string): number => {
    const value = environment[name];
    if (value !== undefined && /^\d{1,9}$/.test(value)) return Number(value);
    throw new InputError({
      where: `--shard auto: ${name}`,
      found: value === undefined ? `nothing, though ${variable} is set` : `"${value}"`,
      expected: `a whole number, for the tasks of ${engine}`,
    });
  };
  const count = read(counting);
  const index = read(variable) - (typeof first === 'number' ? first : read(first)) + 1;
  if (index >= 1 && index <= count && count <= mostParts) return { index, count };
  throw new InputError({
    where: `--shard auto: ${variable}`,
    found: `${environment[variable]}, which is part ${index} of ${count}`,
    expected: count > mostParts ? `at most ${mostParts} parts` : `a part from 1 to ${count}`,
    remedy: `Number the tasks of ${engine} without gaps, or set CONIC_SHARD_INDEX (the first is 1) and ${told}.`,
  });
}

/**
 * The numbers of a shard among `total`: all shards together have each of them once.
 *
 * @example shareOf({ index: 2, count: 8 }, 1000); // { from: 125, to: 250 }
 */
export const shareOf = ({ index, count }: Shard, total: number): Share => ({
  from: Math.floor(((index - 1) * total) / count),
  to: Math.floor((index * total) / count),
});

/** `part 2 of 8`. */
export const describeShard = ({ index, count }: Shard): string => `part ${index} of ${count}`;
