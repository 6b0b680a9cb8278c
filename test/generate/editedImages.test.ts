import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';
import { Draws } from '../../src/generate/draws.js';
import { editedImages } from '../../src/generate/editedImages.js';
import { images } from '../../src/generate/images.js';
import type { Image } from '../../src/image/image.js';
import { draw } from './walk.js';

const shape = { height: 6, width: 5, channels: 2 };
const plain = images.constant(shape);

const made = (told: readonly (readonly [string, number])[]): fc.Value<Image> =>
  editedImages(plain).generate(new Draws(new fc.Random(xorshift128plus(1)), new Map(told)), undefined);
const original = made([]).value;

test('nobody edits an image who does not tell draws to', () => {
  const described = (of: fc.Arbitrary<Image>): readonly string[] =>
    draw(of, { seed: 3, count: 20 }).flatMap((one) => [
      one.value.description,
      ...[...one.shrink()].map(({ value }) => value.description),
    ]);
  expect(described(editedImages(plain))).toEqual(described(plain));
  expect(original.recipe.kind).toBe('constant');
});

describe('draws that are told', () => {
  test('mix another image in', () => {
    const { parts } = made([['1.1', 1024]]).value;
    expect(parts.map(({ weight }) => weight)).toEqual([0.75, 0.25]);
    expect(parts[0]!.image.recipe).toEqual(original.recipe);
  });

  test('put a patch of another image in', () => {
    const { recipe } = made([['2.1', 2]]).value;
    expect(recipe).toMatchObject({ kind: 'patched', of: original.recipe, with: { kind: 'constant' }, height: 3 });
  });

  test('put spots of one brightness in, and the rest stays as it was', () => {
    const { value } = made([
      ['3.1', 4],
      ['4.1', 4],
    ]);
    expect(value.recipe).toMatchObject({
      kind: 'spot',
      height: 1,
      of: { kind: 'spot', height: 1, of: original.recipe },
    });
    const before = original.pixels();
    const changed = [...value.pixels()].filter((pixel, i) => pixel !== before[i]).length;
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThanOrEqual(2 * 5 * 2);
    expect([...value.pixels()].every((pixel) => pixel >= 0 && pixel <= 1)).toBe(true);
  });
});

test('what is edited shrinks to what is not, and to less of it; and shrinking ends', () => {
  const arbitrary = editedImages(plain);
  let at = made([
    ['1.1', 1001],
    ['2.1', 1],
    ['3.1', 1],
  ]);
  const seen: string[] = [];
  for (;;) {
    const candidates = [...arbitrary.shrink(at.value_, at.context)];
    const next = candidates.at(-1);
    if (next === undefined) break;
    seen.push(at.value.description);
    expect(seen.length).toBeLessThan(500);
    // The simplest comes first.
    if (seen.length === 1) expect(candidates[0]!.value.description).toBe(original.description);
    at = next;
  }
  expect(new Set(seen).size).toBe(seen.length);
});
