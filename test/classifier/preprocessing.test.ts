import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  applyStep,
  assertSteps,
  describeStep,
  keepsHomogeneity,
  undoStep,
} from '../../src/classifier/preprocessing.js';
import type { PreprocessingStep } from '../../src/settings/steps.js';
import { InputError } from '../../src/errors.js';

const shape = { height: 1, width: 2, channels: 3 };
const identity = (): void => undefined;

const words: readonly (readonly [PreprocessingStep, string, boolean])[] = [
  [{ kind: 'resize', height: 28, width: 30 }, 'resize to 28x30', true],
  [{ kind: 'scale', by: 2 }, 'multiply by 2', true],
  [{ kind: 'divide', by: [1, 2, 3] }, 'divide by [1, 2, 3]', true],
  [{ kind: 'subtract', value: [0.485, 0.456, 0.406] }, 'subtract [0.485, 0.456, 0.406]', false],
  [{ kind: 'subtract', value: [0, 0, 0] }, 'subtract [0, 0, 0]', true],
  [{ kind: 'permute', channels: [2, 1, 0] }, 'reorder channels to [2, 1, 0]', true],
  [{ kind: 'clamp', low: 0, high: 1 }, 'clamp to [0, 1]', false],
  [{ kind: 'clamp', low: 0, high: Infinity }, 'clamp to [0, Infinity]', true],
  [{ kind: 'clamp', low: 0.1, high: Infinity }, 'clamp to [0.1, Infinity]', false],
  [{ kind: 'clamp', low: -Infinity, high: Infinity }, 'clamp to [-Infinity, Infinity]', true],
  [{ kind: 'clamp', low: -Infinity, high: 0.5 }, 'clamp to [-Infinity, 0.5]', false],
  [{ kind: 'subtract', value: [0, 0, 0.1] }, 'subtract [0, 0, 0.1]', false],
  [{ kind: 'quantise', levels: 256 }, 'quantise to 256 levels', false],
  [{ kind: 'quantise', levels: 2 }, 'quantise to 2 levels', false],
  [{ kind: 'custom', name: 'gamma', homogeneous: false, apply: identity }, 'gamma', false],
  [{ kind: 'custom', name: 'blur', homogeneous: true, apply: identity }, 'blur', true],
];

describe('steps', () => {
  test.each(words)('%j in words, and whether it keeps homogeneity', (step, text, homogeneous) => {
    expect(describeStep(step)).toBe(text);
    expect(keepsHomogeneity(step)).toBe(homogeneous);
    expect(() => assertSteps([step], shape)).not.toThrow();
  });

  const run = (step: PreprocessingStep, values: readonly number[]): Float32Array => {
    const changed = Float32Array.from(values);
    applyStep(step, changed, shape, 1);
    return changed;
  };

  test('those said to keep homogeneity do: step(a x) = a step(x)', () => {
    const pixels = fc.array(fc.integer({ min: 0, max: 256 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(pixels, fc.integer({ min: -12, max: 3 }), (values, power) => {
        const [x, a] = [values.map((value) => value / 256), 2 ** power];
        for (const [step] of words.filter(([, , homogeneous]) => homogeneous))
          expect([
            ...run(
              step,
              x.map((value) => a * value),
            ),
          ]).toEqual([...run(step, x)].map((value) => a * value));
      }),
    );
  });

  test('those said not to keep it do not', () => {
    const x = [0.2, 0.4, 0.6, 0.8, 0.9, 1];
    for (const [step] of words.filter(([{ kind }, , homogeneous]) => !homogeneous && kind !== 'custom')) {
      const differ = (a: number): boolean => {
        const [scaled, expected] = [
          run(
            step,
            x.map((value) => a * value),
          ),
          run(step, x).map((value) => a * value),
        ];
        return scaled.some((value, i) => Math.abs(value - expected[i]!) > 1e-3);
      };
      expect([1 / 200, 3].some(differ)).toBe(true);
    }
  });

  test.each<[PreprocessingStep, string]>([
    [{ kind: 'scale', by: 0 }, 'preprocessing step 1 (multiply by 0): found 0; expected finite numbers above 0.'],
    [{ kind: 'scale', by: Infinity }, 'found Infinity; expected finite numbers above 0.'],
    [{ kind: 'divide', by: [1, 0, 1] }, 'found 0; expected finite numbers above 0.'],
    [{ kind: 'subtract', value: [0, Number.NaN, 0] }, 'found NaN; expected finite numbers.'],
    [{ kind: 'permute', channels: [0, 1, 3] }, 'found [0, 1, 3]; expected an order of channels 0 to 2.'],
    [{ kind: 'clamp', low: 1, high: 0.5 }, 'found [1, 0.5]; expected low below high.'],
    [{ kind: 'quantise', levels: Infinity }, 'found Infinity; expected 2 levels or more.'],
    [{ kind: 'scale', by: -1 }, 'found -1; expected finite numbers above 0.'],
    [{ kind: 'divide', by: [1, Number.NaN, 1] }, 'found NaN; expected finite numbers above 0.'],
    [{ kind: 'divide', by: [1, 2] }, 'found 2 values; expected one, or one for each of 3 channels.'],
    [{ kind: 'subtract', value: Infinity }, 'found Infinity; expected finite numbers.'],
    [{ kind: 'subtract', value: [1, 2, 3, 4] }, 'found 4 values; expected one, or one for each of 3 channels.'],
    [{ kind: 'permute', channels: [0, 1] }, 'found [0, 1]; expected an order of channels 0 to 2.'],
    [{ kind: 'permute', channels: [0, 1, 1] }, 'found [0, 1, 1]; expected an order of channels 0 to 2.'],
    [{ kind: 'clamp', low: 1, high: 1 }, 'found [1, 1]; expected low below high.'],
    [{ kind: 'clamp', low: Number.NaN, high: 1 }, 'found [NaN, 1]; expected low below high.'],
    [{ kind: 'quantise', levels: 1 }, 'found 1; expected 2 levels or more.'],
    [{ kind: 'quantise', levels: 2.5 }, 'found 2.5; expected 2 levels or more.'],
  ])('%j is refused', (step, message) => {
    expect(() => assertSteps([step], shape)).toThrow(InputError);
    expect(() => assertSteps([step], shape)).toThrow(message);
  });

  test('the error counts steps from 1', () => {
    expect(() =>
      assertSteps(
        [
          { kind: 'scale', by: 2 },
          { kind: 'divide', by: 0 },
        ],
        shape,
      ),
    ).toThrow('preprocessing step 2 (divide by 0)');
  });

  test('rounding to levels comes before what changes the range', () => {
    const quantise = { kind: 'quantise', levels: 256 } as const;
    for (const before of [
      { kind: 'subtract', value: 0.5 },
      { kind: 'scale', by: 2 },
      { kind: 'divide', by: 2 },
      { kind: 'custom', name: 'gamma', homogeneous: false, apply: identity },
    ] as const)
      expect(() => assertSteps([before, quantise], shape)).toThrow(
        'found it after a step that changes the range of values; expected rounding to levels of the range itself, so before scale, divide and subtract.',
      );
    expect(() => assertSteps([{ kind: 'permute', channels: [2, 1, 0] }, quantise], shape)).not.toThrow();
    expect(() => assertSteps([quantise, { kind: 'scale', by: 2 }], shape)).not.toThrow();
    expect(() =>
      assertSteps(
        [
          { kind: 'scale', by: 2 },
          { kind: 'clamp', low: 0, high: 1 },
        ],
        shape,
      ),
    ).not.toThrow();
  });

  const x = [0, 0.25, 0.5, 1, 2, -1];
  const channels = [1, 2, 0];

  test.each<[PreprocessingStep, readonly number[], undone: readonly number[]]>([
    [{ kind: 'resize', height: 1, width: 2 }, x, x],
    [{ kind: 'scale', by: 2 }, [0, 0.5, 1, 2, 4, -2], x],
    [{ kind: 'scale', by: [1, 2, 4] }, [0, 0.5, 2, 1, 4, -4], x],
    [{ kind: 'divide', by: 2 }, [0, 0.125, 0.25, 0.5, 1, -0.5], x],
    [{ kind: 'divide', by: [1, 2, 4] }, [0, 0.125, 0.125, 1, 1, -0.25], x],
    [{ kind: 'subtract', value: 1 }, [-1, -0.75, -0.5, 0, 1, -2], x],
    [{ kind: 'subtract', value: [1, 2, 4] }, [-1, -1.75, -3.5, 0, 0, -5], x],
    [{ kind: 'permute', channels }, [0.25, 0.5, 0, 2, -1, 1], x],
    [{ kind: 'clamp', low: 0.25, high: 1 }, [0.25, 0.25, 0.5, 1, 1, 0.25], [0.25, 0.25, 0.5, 1, 1, 0.25]],
    [{ kind: 'quantise', levels: 3 }, [0, 0.5, 0.5, 1, 1, 0], [0, 0.5, 0.5, 1, 1, 0]],
  ])('%j changes values, and is undone', (step, changed, undone) => {
    const values = run(step, x);
    expect([...values]).toEqual(changed);
    expect(undoStep(step, values, shape)).toBe(true);
    expect([...values]).toEqual(undone);
  });

  test('levels are of the range that the classifier has', () => {
    const values = Float32Array.of(0, 100, 127, 128, 255, 300);
    applyStep({ kind: 'quantise', levels: 2 }, values, shape, 255);
    expect([...values]).toEqual([0, 0, 0, 255, 255, 255]);
  });

  test("of the user's own are applied as they are, and cannot be undone", () => {
    const step: PreprocessingStep = {
      kind: 'custom',
      name: 'twice',
      homogeneous: true,
      apply: (values, { width }) => values.forEach((value, i) => (values[i] = width * value)),
    };
    const values = run(step, x);
    expect([...values]).toEqual(x.map((value) => 2 * value));
    expect(undoStep(step, values, shape)).toBe(false);
    expect([...values]).toEqual(x.map((value) => 2 * value));
  });
});
