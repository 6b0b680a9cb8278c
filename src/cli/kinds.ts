import { z } from 'zod';

// Kinds of settings, each with what it expects in words.

export const text = z.string('a text').min(1, 'a text that is not empty');

export const flag = z.boolean('true or false');

export const above0 = (what: string) => z.number(what).positive(what);

export const whole = (from: number, to: number) => {
  const what = `a whole number from ${from} to ${to}`;
  return z.int(what).min(from, what).max(to, what);
};

export const choice = <const Choices extends readonly string[]>(choices: Choices) =>
  z.enum(choices, choices.join(', '));

export const perChannel = (each: z.ZodNumber) =>
  z.array(each, 'a list of numbers').min(1, 'a number, or one for each channel');

const scalar = above0('a finite number above 0');

/** A range of scalars: `{ min, max }`. */
export const scalarRange = z
  .strictObject({ min: scalar, max: scalar }, 'the lowest and the highest scalar: min and max')
  .refine(({ min, max }) => min <= max, 'the lower one first');

export const seed = whole(-(2 ** 31), 2 ** 31 - 1);

const aboveZero = 'seconds, above 0 and at most 2000000';

export const seconds = above0(aboveZero).max(2e6, aboveZero);
