/** A share of 1 in words, to three digits: `1.25 %`. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** A number of things: `4,000`. */
export const grouped = (count: number): string => count.toLocaleString('en-US');
