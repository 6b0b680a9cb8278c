/**
 * How many of a thing there are, in words.
 *
 * @example counted(1, 'image'); // '1 image'
 * @example counted(4000, 'case'); // '4,000 cases'
 */
export const counted = (count: number, thing: string): string =>
  `${count.toLocaleString('en-US')} ${thing}${count === 1 ? '' : 's'}`;
