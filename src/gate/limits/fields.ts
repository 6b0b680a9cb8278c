import { z } from 'zod';

// What settings of limits are made of. Each says what is expected, for the error that names what was found.

export const flag = z.boolean('true or false');

export const whole = (from: number, to: number) => {
  const what = `a whole number from ${from} to ${to}`;
  return z.int(what).min(from, what).max(to, what);
};

export const above0 = (what: string) => z.number(what).positive(what);

export const choice = <const Choices extends readonly string[]>(choices: Choices) =>
  z.enum(choices, choices.join(', '));

const inside = 'a number above 0 and below 1';
export const shareInside = z.number(inside).gt(0, inside).lt(1, inside);

const upTo1 = 'a number above 0 and at most 1';
export const shareUpTo1 = z.number(upTo1).gt(0, upTo1).max(1, upTo1);

const from0 = 'a share of 0 or more';
export const shareFrom0 = z.number('a share').min(0, from0);

const sure = 'a number above 0.5 and below 1, such as 0.95';
export const confidence = z.number(sure).gt(0.5, sure).lt(1, sure);

export const severity = choice(['fail', 'warn']).describe('fail (default) stops the release; warn is only said');

/** The most decided cases that a gate tries of a property. A run of as many takes hours with the fastest of models. */
export const mostCases = 1e8;
