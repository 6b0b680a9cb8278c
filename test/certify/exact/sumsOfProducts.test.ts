import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { digitsOf, sumsOfProducts } from '../../../src/certify/exact/sumsOfProducts.js';

/** Of all sizes, and next to where a digit ends. */
const integer = fc.oneof(
  fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }),
  fc.bigInt({ min: -(2n ** 24n), max: 2n ** 24n }),
  fc
    .tuple(fc.constantFrom(20n, 40n, 60n, 1024n, 1040n), fc.constantFrom(-1n, 0n, 1n), fc.constantFrom(-1n, 1n))
    .map(([bits, more, sign]) => sign * (2n ** bits + more)),
  fc.constant(0n),
);

/** A full matrix of so many columns. */
const matrix = (rows: number, columns: number) => ({
  starts: Int32Array.from({ length: rows + 1 }, (_, row) => row * columns),
  places: Int32Array.from({ length: rows * columns }, (_, entry) => entry % columns),
});

const plain = (weights: readonly bigint[], columns: readonly bigint[]): bigint[] =>
  Array.from({ length: weights.length / columns.length }, (_, row) =>
    columns.reduce((sum, value, j) => sum + weights[row * columns.length + j]! * value, 0n),
  );

test('sums are those of integers without limit', () => {
  const given = fc
    .integer({ min: 1, max: 8 })
    .chain((columns) =>
      fc.tuple(
        fc.array(fc.array(integer, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 4 }),
        fc.array(integer, { minLength: columns, maxLength: columns }),
      ),
    );
  fc.assert(
    fc.property(given, ([rows, columns]) => {
      const weights = rows.flat();
      const shape = matrix(rows.length, columns.length);
      expect(sumsOfProducts(shape, digitsOf(weights), columns)).toEqual(plain(weights, columns));
    }),
    { numRuns: 500 },
  );
});

test.each([2n ** 20n - 1n, 2n ** 40n - 1n, 2n ** 100n - 1n])(
  'of many products of the largest digits nothing is rounded: %d',
  (largest) => {
    const columns = Array.from({ length: 20_000 }, () => largest);
    const weights = [...columns, ...columns.map((value) => -value)];
    expect(sumsOfProducts(matrix(2, columns.length), digitsOf(weights), columns)).toEqual([
      20_000n * largest * largest,
      -20_000n * largest * largest,
    ]);
  },
);

test('rows without entries are 0', () => {
  const shape = { starts: Int32Array.of(0, 0, 1, 1), places: Int32Array.of(1) };
  expect(sumsOfProducts(shape, digitsOf([5n]), [3n, -7n])).toEqual([0n, -35n, 0n]);
});
