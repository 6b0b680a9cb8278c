import * as fc from 'fast-check';

/** A brightness in [0, 1] that 8 bits can hold; shrinks toward black. */
export const level = (): fc.Arbitrary<number> => fc.integer({ min: 0, max: 255 }).map((code) => code / 255);

/** A number in [0, 1] in steps of 1/64, for places and phases; shrinks toward 0. */
export const fraction = (): fc.Arbitrary<number> => fc.integer({ min: 0, max: 64 }).map((step) => step / 64);

/** To three digits, as descriptions show it. */
export const short = (value: number): string => String(Number(value.toPrecision(3)));
