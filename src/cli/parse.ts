import { InvalidArgumentError } from 'commander';
import type { ScalarBounds } from '../settings/scalars.js';

// What is written on the command line, as values. Limits are checked where settings are, whatever they come from.

/** `1000`, `1e-5`. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError(`Found "${text}"; expected a number.`);
  return value;
}

/** `0.001..1`; `0.5..` and `..2` leave an end to its default. */
export function parseScalars(text: string): ScalarBounds {
  const [min, max, ...more] = text.split('..');
  if (min === undefined || max === undefined || more.length > 0 || min + max === '')
    throw new InvalidArgumentError(`Found "${text}"; expected LO..HI, such as 0.001..1.`);
  return { ...(min === '' ? {} : { min: parseNumber(min) }), ...(max === '' ? {} : { max: parseNumber(max) }) };
}

/** `224x224`, height first. */
export function parseSize(text: string): { readonly height: number; readonly width: number } {
  const found = /^(\d+)x(\d+)$/.exec(text);
  if (found === null) throw new InvalidArgumentError(`Found "${text}"; expected HEIGHTxWIDTH, such as 224x224.`);
  return { height: Number(found[1]), width: Number(found[2]) };
}

/** `0.485,0.456,0.406`. */
export const parseList = (text: string): readonly number[] => text.split(',').map(parseNumber);

/** `deviceId=1,graph=true,path=models`: numbers, true and false as such, and else a text. */
export const parsePairs = (text: string): Readonly<Record<string, boolean | number | string>> =>
  Object.fromEntries(
    text.split(',').map((pair) => {
      const [, name, value] = /^([^=]+)=(.+)$/.exec(pair.trim()) ?? [];
      if (name === undefined || value === undefined)
        throw new InvalidArgumentError(`Found "${pair}"; expected NAME=VALUE, such as deviceId=1.`);
      if (value === 'true' || value === 'false') return [name, value === 'true'];
      return [name, Number.isNaN(Number(value)) ? value : Number(value)];
    }),
  );
