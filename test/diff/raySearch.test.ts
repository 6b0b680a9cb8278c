import { describe, expect, test } from '@jest/globals';
import { searchDisagreement, type RayComparison } from '../../src/diff/raySearch.js';

/** What a search finds of two models whose scores are functions of the scalar. */
function found(
  one: (scalar: number) => readonly number[],
  other: (scalar: number) => readonly number[],
  range = { min: 0.01, max: 1 },
  tolerance = 1e-5,
): RayComparison {
  const search = searchDisagreement({ range, tolerance });
  let step = search.next();
  while (step.done !== true)
    step = search.next(
      step.value.map((scalar) => ({ one: Float32Array.from(one(scalar)), other: Float32Array.from(other(scalar)) })),
    );
  return step.value;
}

describe('the disagreement nearest 1', () => {
  test('is where the first of the two loses the label', () => {
    const { nearest, clear } = found(
      (scalar) => [scalar, 0.4],
      (scalar) => [scalar, 0.3],
    );
    expect(nearest).toMatchObject({ label: 1, labelOther: 0 });
    expect(nearest!.scalar).toBeLessThan(0.4);
    expect(nearest!.scalar).toBeGreaterThan(0.3999);
    expect(clear.min / nearest!.scalar).toBeCloseTo(1, 4);
    expect(clear.min).toBeGreaterThan(nearest!.scalar);
    expect(clear.max).toBe(1);
  });

  test('is found in a narrow window between two flips to the same label', () => {
    const { nearest } = found(
      (scalar) => [scalar, 0.4],
      (scalar) => [scalar, 0.3996],
    );
    expect(nearest).toMatchObject({ label: 1, labelOther: 0 });
    expect(nearest!.scalar).toBeGreaterThan(0.3996);
    expect(nearest!.scalar).toBeLessThan(0.4);
  });

  test('is looked for beyond flips that both have', () => {
    const { nearest } = found(
      (scalar) => [scalar, 0.5, 0.62 - scalar],
      (scalar) => [scalar, 0.5, 0.6 - scalar],
    );
    // Both lose the first label at 0.5; the second is lost at 0.12 by the one and at 0.1 by the other.
    expect(nearest).toMatchObject({ label: 2, labelOther: 1 });
    expect(nearest!.scalar).toBeCloseTo(0.12, 3);
  });

  test('may be above 1', () => {
    const { nearest } = found(
      (scalar) => [1.5, scalar],
      (scalar) => [3, scalar],
      { min: 0.5, max: 4 },
    );
    expect(nearest!.scalar).toBeCloseTo(1.5, 3);
  });

  test('is none where only rounding is between the two', () => {
    const { nearest, clear, homogeneous } = found(
      (scalar) => [scalar, 0.4],
      (scalar) => [scalar, 0.4 + 1e-7],
    );
    expect(nearest).toBeUndefined();
    expect(clear).toMatchObject({ min: 0.01, max: 1 });
    expect(homogeneous).toBe(false);
  });
});

test('two homogeneous models are asked at few scalars', () => {
  const { homogeneous, evaluations, nearest } = found(
    (scalar) => [2 * scalar, scalar],
    (scalar) => [4 * scalar, 3 * scalar],
  );
  expect({ homogeneous, nearest }).toEqual({ homogeneous: true, nearest: undefined });
  expect(evaluations).toBeLessThan(15);
});

test('an image that is a near tie is left where it is', () => {
  const { evaluations } = found(
    (scalar) => [scalar, 1],
    (scalar) => [scalar, 1],
  );
  expect(evaluations).toBeLessThan(60);
});
