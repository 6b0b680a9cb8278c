/**
 * Kendall's tau-b: how much two rankings agree, from -1 (the one is the other backwards) over 0 to 1 (the same), with ties allowed for.
 * M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33 (1945) 239-251; counted in the time that sorting takes, as
 * in W. R. Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61 (1966) 436-439.
 *
 * @returns NaN where one of the two has no order at all.
 * @example kendallTau(Float32Array.of(3, 2, 1), Float32Array.of(30, 10, 20)); // 1/3: of three pairs one is the other way round
 */
export function kendallTau(one: Float32Array, other: Float32Array): number {
  const { length } = one;
  if (length <= few) return tauOfPairs(one, other);
  const order = [...one.keys()].toSorted((a, b) => one[a]! - one[b]! || other[a]! - other[b]!);
  const pairs = (length * (length - 1)) / 2;
  const tiedInOne = tiedPairs(order, (a, b) => one[a] === one[b]);
  const tiedInBoth = tiedPairs(order, (a, b) => one[a] === one[b] && other[a] === other[b]);
  const second = order.map((place) => other[place]!);
  const swaps = sortCounting(second);
  const tiedInOther = tiedPairs([...second.keys()], (a, b) => second[a] === second[b]);
  const apart = pairs - tiedInOne - tiedInOther + tiedInBoth - 2 * swaps;
  return apart / Math.sqrt((pairs - tiedInOne) * (pairs - tiedInOther));
}

/** Of so few labels, going over all pairs is faster than sorting. */
const few = 32;

function tauOfPairs(one: Float32Array, other: Float32Array): number {
  let [apart, inOne, inOther] = [0, 0, 0];
  for (let i = 1; i < one.length; i++)
    for (let j = 0; j < i; j++) {
      const [a, b] = [one[i]! - one[j]!, other[i]! - other[j]!];
      if (a !== 0) inOne++;
      if (b !== 0) inOther++;
      if (a !== 0 && b !== 0) apart += a > 0 === b > 0 ? 1 : -1;
    }
  return apart / Math.sqrt(inOne * inOther);
}

/** Pairs of neighbours' groups that are tied; ties stand side by side. */
function tiedPairs(order: readonly number[], isTied: (a: number, b: number) => boolean): number {
  let [tied, run] = [0, 0];
  for (let i = 1; i < order.length; i++) {
    run = isTied(order[i - 1]!, order[i]!) ? run + 1 : 0;
    tied += run;
  }
  return tied;
}

/** Sorts in place by merging, and counts the exchanges of neighbours that it stands for. */
function sortCounting(values: number[]): number {
  let swaps = 0;
  for (let size = 1; size < values.length; size *= 2)
    for (let from = 0; from + size < values.length; from += 2 * size) {
      const [left, right] = [values.slice(from, from + size), values.slice(from + size, from + 2 * size)];
      let [l, r] = [0, 0];
      for (let at = from; l < left.length || r < right.length; at++)
        if (l === left.length || (r < right.length && right[r]! < left[l]!)) {
          swaps += left.length - l;
          values[at] = right[r++]!;
        } else values[at] = left[l++]!;
    }
  return swaps;
}
