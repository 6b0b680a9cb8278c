import type { AffineStep, KinkStep } from '../../network/program/program.js';
import { integerMap, integersOf, type IntegerMap } from './integers.js';
import { dyadic, greatestDivisor } from '../../network/rational.js';
import { sumsOfProducts } from './sumsOfProducts.js';

/** A vector of the network on one piece of a line: value j at parameter t is (constant[j] + t · slope[j]) / scale. */
export interface Forms {
  readonly constant: readonly bigint[];
  readonly slope: readonly bigint[];
}

/** What a step does to forms, once it is known by what integers its inputs are scaled. */
export interface ExactAffine {
  /** The result's scale. */
  readonly scale: bigint;
  readonly apply: (
    inputs: readonly Forms[],
    previous?: { readonly inputs: readonly Forms[]; readonly output: Forms },
  ) => Forms;
}

/**
 * An affine step in integers. Without divisions: where the network divides, everything else is multiplied.
 *
 * @param scales of the inputs.
 * @param biasSlope whether biases are multiplied by the parameter, and not by 1.
 * @param check called now and then; what it throws ends the work.
 * @param bits after the point, of weights that are not fractions; undefined: there may be none.
 * @throws Obstacle if the weights are not fractions.
 */
export function exactAffine(
  step: AffineStep,
  scales: readonly bigint[],
  biasSlope: boolean,
  check: () => void,
  bits?: number,
): ExactAffine {
  const integers = integerMap(step.map, step.node, bits);
  const { map } = integers;
  const common = scales.reduce(leastMultiple, 1n);
  const divisors = map.divisors === undefined ? undefined : Array.from(map.divisors, dyadic);
  const { offsets } = integers;
  // The result's scale is common · 2^exponent · more, so that each row's 1 / divisor and offset become whole numbers.
  let more = divisors?.reduce((multiple, { integer }) => leastMultiple(multiple, integer), 1n) ?? 1n;
  more <<= BigInt(divisors?.reduce((most, { exponent }) => Math.max(most, exponent), 0) ?? 0);
  const scaleBefore = (common << BigInt(integers.exponent)) * more;
  const missing = Math.max(0, (offsets?.exponent ?? 0) - twosIn(scaleBefore));
  more <<= BigInt(missing);
  const scale = (common << BigInt(integers.exponent)) * more;
  const rowFactors = divisors?.map(({ integer, exponent }) =>
    exponent >= 0 ? more / (integer << BigInt(exponent)) : (more << BigInt(-exponent)) / integer,
  );
  const added = offsets?.values.map((value) => (value * scale) >> BigInt(offsets.exponent));
  const inputFactors = scales.map((each) => common / each);
  const factorOf = (row: number): bigint => rowFactors?.[row] ?? more;
  const columnsOf = (inputs: readonly Forms[], part: 'constant' | 'slope'): readonly bigint[] => {
    const [only] = inputs;
    if (inputs.length === 1 && only !== undefined && inputFactors[0] === 1n) return only[part];
    return inputs.flatMap((input, i) =>
      inputFactors[i] === 1n ? input[part] : input[part].map((value) => value * inputFactors[i]!),
    );
  };
  return {
    scale,
    apply: (inputs, previous) => {
      const parts = (['constant', 'slope'] as const).map((part) => {
        const columns = columnsOf(inputs, part);
        if (previous !== undefined) {
          const before = columnsOf(previous.inputs, part);
          const changes = changesOf(integers, before, columns);
          if (changes !== undefined)
            return changed(integers, previous.output[part], before, columns, changes, factorOf);
        }
        const result = products(integers, columns, factorOf, check);
        if (added !== undefined && (part === 'slope') === biasSlope)
          added.forEach((value, row) => (result[row]! += value));
        return result;
      });
      return { constant: parts[0]!, slope: parts[1]! };
    },
  };
}

function products(
  { map, digits }: IntegerMap,
  columns: readonly bigint[],
  factorOf: (row: number) => bigint,
  check: () => void,
): bigint[] {
  if (columns.every((value) => value === 0n)) return Array.from({ length: map.rows }, () => 0n);
  return sumsOfProducts(map, digits, columns, check).map((sum, row) => {
    const factor = factorOf(row);
    return factor === 1n ? sum : sum * factor;
  });
}

/** The columns that changed, if they are so few that it is worth adding only what changed. */
function changesOf(
  { columnStarts, weights }: IntegerMap,
  before: readonly bigint[],
  now: readonly bigint[],
): number[] | undefined {
  const changes: number[] = [];
  let [work, all] = [0, 0];
  for (let column = 0; column < now.length; column++) {
    const entries = columnStarts[column + 1]! - columnStarts[column]!;
    if (now[column] !== 0n) all += entries;
    if (before[column] === now[column]) continue;
    changes.push(column);
    work += entries;
    if (work > weights.length) return undefined;
  }
  return work < all ? changes : undefined;
}

function changed(
  { columnStarts, columnRows, columnEntries, weights }: IntegerMap,
  output: readonly bigint[],
  before: readonly bigint[],
  now: readonly bigint[],
  changes: readonly number[],
  factorOf: (row: number) => bigint,
): readonly bigint[] {
  if (changes.length === 0) return output;
  const result = [...output];
  for (const column of changes) {
    const change = now[column]! - before[column]!;
    for (let at = columnStarts[column]!, end = columnStarts[column + 1]!; at < end; at++) {
      const row = columnRows[at]!;
      const factor = factorOf(row);
      const term = weights[columnEntries[at]!]! * change;
      result[row]! += factor === 1n ? term : term * factor;
    }
  }
  return result;
}

/** The slopes of a kink as integers: below 0 a value is multiplied by `low[j]`, above by `high`, and the scale by `high`. */
export function exactSlopes({ slopes }: KinkStep): { readonly low: readonly bigint[]; readonly high: bigint } {
  const { values, exponent } = integersOf(slopes);
  return { low: values, high: 1n << BigInt(exponent) };
}

const leastMultiple = (a: bigint, b: bigint): bigint => {
  const size = b < 0n ? -b : b;
  return a === size ? a : (a / greatestDivisor(a, size)) * size;
};

/** How often 2 divides a number. */
function twosIn(value: bigint): number {
  let count = 0;
  for (let rest = value; (rest & 1n) === 0n; rest >>= 1n) count++;
  return count;
}
