import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { survives } from '../../properties/index.js';
import { fromFunction } from '../../src/classifier/fromFunction.js';
import { transformation, type Transformation } from '../../src/image/transformation.js';
import type { Property } from '../../src/run/property.js';
import { check } from '../../src/run/check.js';
import { replay } from '../../src/run/replay.js';
import { saveCounterexample } from '../../src/store/saveCounterexample.js';
import { openStore } from '../../src/store/store.js';
import { gamma } from '../../transformations/index.js';
import { temporaryDirectory } from '../image/fixtures.js';
import { given, linear, row } from '../run/networks.js';

// Which of two pixels is brighter: no power changes that.
const brighter = linear([
  [1, 0],
  [0, 1],
]);
// Against a bar of 0.4, so that a power of a pixel of 0.5 falls below it at 1.32.
const aboveBar = linear([[1], [0]], [0, 0.4]);
const path = temporaryDirectory();
const half = fc.constant(given(0.5));

describe('survives', () => {
  test('holds for a network that is invariant by construction, of label and ranking', async () => {
    for (const claim of ['label', 'ranking'] as const) {
      const { verdict, held } = await check(survives(gamma, { claim }), brighter, { seed: 1, cases: 200 });
      expect([verdict, held > 50]).toEqual(['held', true]);
    }
  });

  test('shrinks toward identity: of the strengths that flip, the one nearest 1', async () => {
    for (const claim of ['label', 'ranking'] as const) {
      const { verdict, counterexample } = await check(survives(gamma, { claim }), aboveBar, {
        seed: 1,
        cases: 50,
        images: half,
      });
      expect(verdict).toBe('violated');
      const strength = counterexample!.case.strength;
      expect(strength).toBeGreaterThan(Math.log(0.4) / Math.log(0.5));
      expect(strength).toBeLessThan(1.36);
      expect(counterexample!.views.map(({ title }) => title)).toEqual(['original', `gamma ${strength}`]);
      expect(counterexample!.views[1]!.image.recipe).toMatchObject({
        kind: 'transformed',
        transformation: 'gamma',
        strength,
      });
    }
  });

  test('blames no bias: gamma is no scalar', async () => {
    const { counterexample } = await check(survives(gamma), aboveBar, { seed: 1, cases: 50, images: half });
    expect(counterexample!.cause.kind).toBe('transformation');
    expect(counterexample!.cause.culprits).toBeUndefined();
    expect(counterexample!.cause.detail).toContain('no part of the network is to blame');
  });

  test('tries the strengths that are told, the same ones for the same seed', async () => {
    const seen = async (): Promise<readonly number[]> => {
      const strengths: number[] = [];
      const property = survives(gamma, { strength: [0.8, 1.2] });
      await check(
        { ...property, examine: (one, subject) => (strengths.push(one.strength), property.examine(one, subject)) },
        brighter,
        {
          seed: 7,
          cases: 100,
        },
      );
      return strengths;
    };
    const [first, second] = [await seen(), await seen()];
    expect(first).toEqual(second);
    expect([Math.min(...first), Math.max(...first)]).toEqual([0.8, 1.2]);
  });

  test('says so where it says nothing about an image, or changes nothing', async () => {
    const odd: Transformation = { ...gamma, unfit: () => 'no colours' };
    const reasons = async (each: Transformation) =>
      (await check(survives(each), brighter, { seed: 1, cases: 5, images: fc.constant(given(1, 0)) })).reasons;
    expect(await reasons(odd)).toEqual({ 'no colours': 5 });
    expect(await reasons(gamma)).toEqual({ 'gamma leaves the image as it is': 5 });
  });

  test('its cases are stored and replayed', async () => {
    const property: Property<unknown> = survives(gamma);
    const result = await check(property, aboveBar, { seed: 1, cases: 50, images: half, shrink: 'edge' });
    const store = openStore(path('store'));
    expect(await saveCounterexample(store, property, result, aboveBar)).toHaveProperty('folder');
    const { entries } = await store.list();
    const kept = await store.read(entries[0]!);
    expect(kept.case).toMatchObject({ strength: 1.33 });
    expect(await replay(property, aboveBar, kept)).toMatchObject({ answer: 'still failing' });
    expect(await replay(property, constant, kept)).toMatchObject({ answer: 'fixed' });
  });

  test('checks what it is told, in plain JavaScript too', async () => {
    const told =
      (...all: readonly unknown[]) =>
      () =>
        Reflect.apply(survives, undefined, [...all]);
    expect(told('gamma')).toThrow('survives: found "gamma"; expected a transformation, such as gamma.');
    expect(told({ name: 'mine' })).toThrow('found mine, which has no function apply(image, strength)');
    expect(told({ name: 'mine', apply: () => undefined })).toThrow(
      'found mine, which does not say what its strength is',
    );
    expect(told({ ...gamma, strength: { identity: 1 } })).toThrow('whose strength has not all of identity');
    expect(told(gamma, { strength: [2, 0.5] })).toThrow(
      'survives(gamma): strength: found [2, 0.5]; expected the lower one first.',
    );
    expect(told(gamma, { strength: [0, 1] })).toThrow('found the strength 0; expected a number above 0 (the power');
    expect(told(gamma, { strenght: [1, 2] })).toThrow('strength');
    expect(told(gamma, { strength: 2 })).toThrow('found 2; expected the lowest and the highest strength: [0.5, 2]');
  });

  test('a function that gives no pixels is told so', async () => {
    const broken = (change: () => number[]) =>
      check(survives(transformation({ ...gamma, change })), brighter, { seed: 1, cases: 3 });
    await expect(broken(() => [1])).rejects.toThrow('gamma: found 1 pixel values; expected 2, as many as there were');
    await expect(broken(() => [1, NaN])).rejects.toThrow('gamma: found NaN for pixel value 1; expected a number');
  });
});

const constant = fromFunction(({ data }) => Array.from(data, () => [1, 0]), { shape: row(1), labels: 2 });
