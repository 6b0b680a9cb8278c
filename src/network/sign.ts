/** What is known of the signs of all numbers of a tensor: 0 is both. */
export type Sign = 'not below 0' | 'not above 0';

/** The other sign. */
export const turned = (sign: Sign | undefined): Sign | undefined =>
  sign === undefined ? undefined : sign === 'not below 0' ? 'not above 0' : 'not below 0';

/** The sign of numbers that are known. */
export function signOf(values: ArrayLike<number>): Sign | undefined {
  let [below, above] = [false, false];
  for (let i = 0; i < values.length && !(below && above); i++) {
    below ||= !(values[i]! >= 0);
    above ||= !(values[i]! <= 0);
  }
  return below ? (above ? undefined : 'not above 0') : 'not below 0';
}
