/** A number with three digits that count, and none that do not: 0.01234 is `0.0123`, 20000 is `20,000`. */
export function formatNumber(value: number): string {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return rounded.toExponential().replace('e+', 'e');
  return rounded.toLocaleString('en', { maximumFractionDigits: 10 });
}

/**
 * A difference of two shares of 1 in percentage points, with its sign: 0.024 is `+2.4 points`. `+2.4 %` could be a factor of 1.024.
 */
export function formatPoints(difference: number): string {
  const points = signedPoints(difference);
  return `${points} ${/^[+-]?1$/.test(points) ? 'point' : 'points'}`;
}

/** The same without its unit, for a place beside it: 0.024 is `+2.4`. */
export function signedPoints(difference: number): string {
  const points = 100 * difference;
  // No share is that large, but nothing keeps it out of a report.
  return `${difference > 0 ? '+' : ''}${formatNumber(Number.isFinite(points) ? points : difference)}`;
}

/** A number with so many digits that count and nothing between them: `0.0526`, `1234.5`. */
export const shortNumber = (value: number, digits: number): string => String(Number(value.toPrecision(digits)));

/**
 * Scores below each other, highest first: with as many decimals as the largest needs for three digits, and more where the first
 * two would look the same.
 */
export function formatScores(scores: readonly number[]): readonly string[] {
  const largest = Math.max(...scores.map(Math.abs));
  if (largest === 0 || largest >= 1e6 || largest < 1e-3) return scores.map(formatNumber);
  const needed = Math.max(0, 2 - Math.floor(Math.log10(largest)));
  const [first = 0, second = first] = scores;
  const told = [0, 1, 2].find((more) => first.toFixed(needed + more) !== second.toFixed(needed + more)) ?? 0;
  return scores.map((score) => score.toFixed(needed + told));
}

/** Scores of a view that are told for being the highest. */
const mostTold = 5;

/** The label with the highest score in each view: those that a counterexample is about. */
export const leadersOf = (views: readonly { readonly scores: readonly number[] }[]): ReadonlySet<number> =>
  new Set(views.map(({ scores }) => scores.indexOf(Math.max(...scores))));

/**
 * The labels of whose scores a reader is told, there may be a thousand: the five with the highest, and those concerned. Highest
 * first.
 */
export const toldLabels = (scores: readonly number[], concerned: ReadonlySet<number>): readonly number[] =>
  [...scores.keys()]
    .toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
    .filter((label, place) => place < mostTold || concerned.has(label));

/** A time in words that suit its size: `0.8 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${formatNumber(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}
