import type { Fault, Kind } from './kind.js';
import { above0, number } from './kinds.js';
import { object, type Together } from './object.js';
import type { Setting } from './setting.js';

/** A range of scalars: `{ min, max }`. An end that is left out has its default. */
export interface ScalarBounds {
  readonly min?: number;
  readonly max?: number;
}

const aRange = 'the lowest and the highest scalar: min and max';

const ends = (min: Kind<number>, max: Kind<number>) =>
  ({ min: { kind: min, help: 'the lowest scalar' }, max: { kind: max, help: 'the highest scalar' } }) as const;

/** The lower end first. */
export const inOrder: Together<ScalarBounds> = ({ min, max }) =>
  min === undefined || max === undefined || min <= max
    ? undefined
    : { path: [], found: `${min}..${max}`, expected: 'the lower one first' };

/** Both ends above 0. */
export const scalarRange: Kind<ScalarBounds> = object(ends(above0(), above0()), aRange, {
  typed: 'range',
  together: inOrder,
});

const from0 = number('a scalar of 0 or more', { from: 0 });
const upToInfinity = number('a scalar above 0', { above: 0, infinite: true });

/** From 0 and up to Infinity, the one below the other: what a certificate can be about. */
export const certifiedRange: Kind<ScalarBounds> = object(ends(from0, upToInfinity), aRange, {
  typed: 'range',
  together: ({ min = 0, max = Infinity }) =>
    min < max ? undefined : { path: [], found: `${min}..${max}`, expected: 'the lower one first' },
});

/** Both ends told, above 0, and the one below the other. */
export const wholeRange: Kind<Required<ScalarBounds>> = object(
  {
    min: { kind: above0(), help: 'the lowest scalar', required: true },
    max: { kind: above0(), help: 'the highest scalar', required: true },
  },
  '{ min: 0.5, max: 1 }',
  {
    typed: 'range',
    together: ({ min, max }) =>
      min < max ? undefined : { path: [], found: `${min}..${max}`, expected: 'the lower one first' },
  },
);

/** Two finite numbers, the one below the other: a side of a plane. */
export const axisRange: Kind<ScalarBounds> = object(
  ends(number('a finite number'), number('a finite number')),
  'the lowest and the highest value: min and max',
  {
    typed: 'range',
    together: ({ min = -Infinity, max = Infinity }) =>
      min < max ? undefined : { path: [], found: `${min}..${max}`, expected: 'the lower one first' },
  },
);

/** A range that a hunt can begin in: with 1 between its ends. */
export const rangeAround1: Kind<ScalarBounds> = object(ends(above0(), above0()), aRange, {
  typed: 'range',
  together: (range): Fault | undefined => {
    const { min = 1, max = 1 } = range;
    if (min <= 1 && max >= 1) return undefined;
    return {
      path: [],
      found: `${min}..${max}`,
      expected: 'a range with 1 in it: a hunt looks for the flip nearest 1, on both sides',
    };
  },
});

/** The setting, but for what its range is. */
export const scalarsSetting = {
  help: 'the range of scalars',
  placeholder: 'lo..hi',
} as const satisfies Partial<Setting>;
