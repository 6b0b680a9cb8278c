/** A seed where nobody told one: a whole number of 0 or more that fits into 32 bits, easy to type again. */
export const newSeed = (): number => Math.trunc(Math.random() * 2 ** 31);
