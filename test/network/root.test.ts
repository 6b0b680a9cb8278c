import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { rationalOf } from '../../src/network/rational.js';
import { overRoot, wholeMultiple, wholeRoot } from '../../src/network/root.js';

test('a whole root is the largest number whose square is not more', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 300n }), (value) => {
      const root = wholeRoot(value);
      expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true);
    }),
  );
});

const finite = { noNaN: true, noDefaultInfinity: true };

test('a factor over a root is less than one unit off, at any number of bits', () => {
  fc.assert(
    fc.property(
      fc.float({ ...finite, min: -1000, max: 1000 }),
      fc.float({ ...finite, min: 0, max: 1000 }),
      fc.double({ ...finite, min: 1e-12, max: 1 }),
      fc.integer({ min: 0, max: 300 }),
      (factor, a, b, bits) => {
        const found = overRoot(factor, a, b, bits);
        const size = found < 0n ? -found : found;
        // In fractions: size² (a + b) ≤ factor² 4^bits < (size + 1)² (a + b).
        const [f, first, second] = [rationalOf(factor), rationalOf(a), rationalOf(b)];
        const [under, part] = [
          first.numerator * second.denominator + second.numerator * first.denominator,
          first.denominator * second.denominator,
        ];
        const right = f.numerator * f.numerator * 4n ** BigInt(bits) * part;
        const left = (root: bigint): bigint => root * root * under * f.denominator * f.denominator;
        expect(left(size) <= right && left(size + 1n) > right).toBe(true);
        expect(found === 0n || found < 0n === factor < 0).toBe(true);
      },
    ),
  );
});

test('whole multiples are rounded down', () => {
  expect([wholeMultiple(1.75, 1), wholeMultiple(-1.75, 1), wholeMultiple(3, 2), wholeMultiple(0, 5)]).toEqual([
    3n,
    -4n,
    12n,
    0n,
  ]);
});
