import type { VerifierQuery } from './query.js';

/**
 * A query in VNN-LIB, the language of neural network verifiers: the box of inputs, and the claim denied. What finds no such input
 * (`unsat`) has proved the claim.
 *
 * https://www.vnnlib.org
 *
 * @param names of the labels, for the comments.
 * @example
 * const query = await rayQuery(classifier, shoe, { min: 0.5, max: 1 });
 * await writeFile('ray.vnnlib', vnnlibOf(query, classifier.spec.labels));
 */
export function vnnlibOf(
  { about, bounds, mostTogether, label, labels }: VerifierQuery,
  names: readonly string[],
): string {
  const rivals = Array.from({ length: labels }, (_, k) => k).filter((k) => k !== label);
  const ahead = rivals.map((rival) => `(>= Y_${rival} Y_${label})`);
  const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, ' ');
  return [
    `; ${oneLine(about)}`,
    `; claimed: label ${label} (${oneLine(names[label] ?? String(label))}) is ahead everywhere; asked for: an input where it is not`,
    ...bounds.map((_, i) => `(declare-const X_${i} Real)`),
    ...Array.from({ length: labels }, (_, k) => `(declare-const Y_${k} Real)`),
    ...bounds.flatMap(({ min, max }, i) => [
      `(assert (>= X_${i} ${written(min)}))`,
      `(assert (<= X_${i} ${written(max)}))`,
    ]),
    ...(mostTogether === undefined
      ? []
      : [`(assert (<= (+ ${bounds.map((_, i) => `X_${i}`).join(' ')}) ${written(mostTogether)}))`]),
    ahead.length === 1 ? `(assert ${ahead[0]})` : `(assert (or ${ahead.map((one) => `(and ${one})`).join(' ')}))`,
    '',
  ].join('\n');
}

/** A number without an exponent, which not every reader knows. */
function written(value: number): string {
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const sign = value < 0 ? '-' : '';
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction}${'0'.repeat(shift - fraction.length)}`;
}
