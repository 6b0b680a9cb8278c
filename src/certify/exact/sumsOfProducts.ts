// Integers without limit, summed up in float64 without rounding: each is split into digits of 20 bits, whose products have 40, so
// that 2^13 of them add up within the 53 bits of a float. Some ten times faster than integers of the language, which are
// allocated for every product.

const bits = 20;
const base = 2 ** bits;
/** How many products of digits a float can hold the sum of. */
const mostProducts = 2 ** (53 - 2 * bits);

/** Integers by their digits, the lowest first; all digits of a number have its sign. */
export interface Digits {
  /** Digits a number. */
  readonly each: number;
  readonly digits: Float64Array;
}

/** The digits of some integers. */
export function digitsOf(values: readonly bigint[]): Digits {
  let each = 1;
  for (const value of values) each = Math.max(each, countDigits(value));
  const digits = new Float64Array(values.length * each);
  values.forEach((value, i) => split(value, digits, i * each));
  return { each, digits };
}

function countDigits(value: bigint): number {
  const size = Math.abs(Number(value));
  // A float may be rounded up, which costs a digit of 0 and no more. Beyond its range the digits are counted.
  return Number.isFinite(size)
    ? Math.floor(Math.log2(size) / bits) + 1
    : Math.ceil((value.toString(16).length * 4) / bits);
}

function split(value: bigint, into: Float64Array, at: number): void {
  const sign = value < 0n ? -1 : 1;
  let rest = value < 0n ? -value : value;
  for (let place = at; rest !== 0n; place += 2) {
    const pair = Number(BigInt.asUintN(2 * bits, rest));
    const high = Math.floor(pair / base);
    into[place] = sign * (pair - high * base);
    if (high !== 0) into[place + 1] = sign * high;
    rest >>= BigInt(2 * bits);
  }
}

/** Rows after which the time is looked at. */
const patience = 256;

/**
 * The sum of weight x column for each row of a sparse matrix.
 *
 * @param starts where each row begins among the entries, and where the last ends; `places` is the column of each entry.
 * @param check called now and then; what it throws ends the work.
 */
export function sumsOfProducts(
  { starts, places }: { readonly starts: Int32Array; readonly places: Int32Array },
  weights: Digits,
  columns: readonly bigint[],
  check: () => void = () => undefined,
): bigint[] {
  const factors = digitsOf(columns);
  const [n, m] = [weights.each, factors.each];
  const isZero = Uint8Array.from(columns, (value) => (value === 0n ? 1 : 0));
  const sums = new Float64Array(n + m - 1);
  const most = Math.floor(mostProducts / Math.min(n, m));
  const result: bigint[] = [];
  for (let row = 0; row + 1 < starts.length; row++) {
    if (row % patience === 0) check();
    let total = 0n;
    let added = 0;
    sums.fill(0);
    for (let entry = starts[row]!, end = starts[row + 1]!; entry < end; entry++) {
      const place = places[entry]!;
      if (isZero[place] === 1) continue;
      if (added === most) {
        total += joined(sums);
        sums.fill(0);
        added = 0;
      }
      added++;
      for (let i = 0; i < n; i++) {
        const weight = weights.digits[entry * n + i]!;
        if (weight === 0) continue;
        for (let j = 0; j < m; j++) sums[i + j]! += weight * factors.digits[place * m + j]!;
      }
    }
    result.push(added === 0 ? total : total + joined(sums));
  }
  return result;
}

/** The integer of some digits, which may be longer than a digit. */
function joined(digits: Float64Array): bigint {
  let total = 0n;
  for (let i = digits.length - 1; i >= 0; i--) total = (total << BigInt(bits)) + BigInt(digits[i]!);
  return total;
}
