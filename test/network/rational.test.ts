import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { exactEnvelope } from '../../src/certify/exact/follow.js';
import { integersOf } from '../../src/certify/exact/integers.js';
import {
  compareRationals,
  dyadic,
  equals,
  plus,
  rational,
  rationalOf,
  reciprocal,
  reduced,
  times,
} from '../../src/network/rational.js';

const anyFloat = fc.double({ noNaN: true, noDefaultInfinity: true });

test('every float is an integer times a power of two', () => {
  fc.assert(
    fc.property(anyFloat, (value) => {
      const { integer, exponent } = dyadic(value);
      // In two factors, since the power alone can be too large or small.
      const half = Math.trunc(exponent / 2);
      expect(Number(integer) * 2 ** half * 2 ** (exponent - half)).toBe(value === 0 ? 0 : value);
      expect(value === 0 || integer % 2n !== 0n).toBe(true);
    }),
  );
  expect(dyadic(5e-324)).toEqual({ integer: 1n, exponent: -1074 });
  expect(dyadic(-0)).toEqual({ integer: 0n, exponent: 0 });
});

test('numbers with one exponent are what they were', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 5 }), (values) => {
      const { values: integers, exponent } = integersOf(values);
      integers.forEach((integer, i) =>
        expect(rational(integer, 1n << BigInt(exponent)).approximate).toBe(values[i] === 0 ? 0 : values[i]),
      );
    }),
  );
});

test('fractions compare as numbers do, however close', () => {
  const third = rational(1n, 3n);
  expect(compareRationals(third, rational(10n ** 40n, 3n * 10n ** 40n))).toBe(0);
  expect(compareRationals(third, rational(10n ** 40n + 1n, 3n * 10n ** 40n))).toBeLessThan(0);
  expect(compareRationals(rational(-1n, -3n), third)).toBe(0);
  fc.assert(
    fc.property(anyFloat, anyFloat, (a, b) =>
      expect(Math.sign(compareRationals(rationalOf(a), rationalOf(b)))).toBe(Math.sign(a - b) || 0),
    ),
  );
  expect(reduced(rational(6n, -4n))).toMatchObject({ numerator: -3n, denominator: 2n, approximate: -1.5 });
  expect(reciprocal(rational(2n, 5n)).approximate).toBe(2.5);
});

test('sums and products are in lowest terms, and equal fractions need not be', () => {
  const [third, half] = [rational(2n, 6n), rational(1n, 2n)];
  expect(plus(third, half)).toMatchObject({ numerator: 5n, denominator: 6n });
  expect(times(third, half)).toMatchObject({ numerator: 1n, denominator: 6n });
  expect(equals(third, rational(1n, 3n))).toBe(true);
  expect(equals(third, half)).toBe(false);
});

test('fractions of integers beyond any float are approximated all the same', () => {
  const large = 10n ** 400n;
  expect(rational(2n * large, 3n * large).approximate).toBeCloseTo(2 / 3, 15);
  expect(rational(-large, 4n * large).approximate).toBe(-0.25);
  expect(rational(1n, large * large).approximate).toBe(0);
});

test('the exact envelope has what is on top, a third in between too, and equal lines once', () => {
  const [from, to] = [rational(0n, 1n), rational(1n, 1n)];
  const line = (left: bigint, right: bigint) => ({ constant: left, slope: right - left });
  expect(exactEnvelope([line(10n, 0n), line(0n, 10n), line(9n, 9n)], from, to).map((top) => top.line)).toEqual([
    0, 2, 1,
  ]);
  expect(exactEnvelope([line(1n, 1n), line(1n, 1n)], from, to).map((top) => top.line)).toEqual([0]);
  expect(exactEnvelope([line(0n, 0n), line(0n, 1n)], from, to).map((top) => top.line)).toEqual([1]);
  expect(exactEnvelope([line(2n, 1n), line(0n, 1n)], from, to).map((top) => top.line)).toEqual([0]);
});
