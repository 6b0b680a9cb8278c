import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { images } from '../../src/generate/images.js';
import { image, type Image } from '../../src/image/image.js';
import { sizeOf, type ImageShape } from '../../src/image/shape.js';
import { draw, failing, shrinkPath } from './walk.js';

const shapes: readonly ImageShape[] = [
  { height: 6, width: 5, channels: 1 },
  { height: 3, width: 8, channels: 3 },
  { height: 1, width: 1, channels: 1 },
  { height: 1, width: 7, channels: 2 },
];

const corpus = images.fromPixels(
  shapes[0]!,
  [0.1, 0.4, 0.9].map((level) => new Float32Array(30).fill(level)),
  { names: ['dark.png', 'grey.png', 'light.png'] },
);

const kinds: Record<string, (shape: ImageShape) => fc.Arbitrary<Image>> = {
  constant: images.constant,
  gradient: images.gradient,
  checkerboard: images.checkerboard,
  sinusoid: images.sinusoid,
  blob: images.blob,
  noise: images.noise,
  sparse: images.sparse,
  'sparse on noise': (shape) => images.sparse(shape, { base: images.noise(shape), most: 3 }),
  arbitrary: images.arbitrary,
};

const corpora: Record<string, fc.Arbitrary<Image>> = {
  of: images.of(corpus),
  'of, mixed': images.of(corpus, { mixed: 0.5 }),
  'of, all mixed': images.of(corpus, { mixed: 1 }),
};

const everything = [
  ...Object.entries(kinds).flatMap(([name, kind]) =>
    shapes.map((shape) => ({
      name: `${name} of ${shape.height} x ${shape.width} x ${shape.channels}`,
      arbitrary: kind(shape),
      shape,
    })),
  ),
  ...Object.entries(corpora).map(([name, arbitrary]) => ({ name, arbitrary, shape: shapes[0]! })),
];

const recipeOf = ({ recipe }: Image): string => JSON.stringify(recipe);

describe.each(everything)('images: $name', ({ arbitrary, shape }) => {
  test('same seed, same images', () => {
    const [one, other] = [7, 7].map((seed) => fc.sample(arbitrary, { seed, numRuns: 60 }));
    expect(one!.map((made) => [...made.pixels()])).toEqual(other!.map((made) => [...made.pixels()]));
    expect(one!.map(recipeOf)).toEqual(other!.map(recipeOf));
    expect(one!.map(String)).toEqual(other!.map(String));
  });

  test('the shape asked for, every value from black to white', () => {
    for (const made of fc.sample(arbitrary, { seed: 8, numRuns: 200 })) {
      const pixels = made.pixels();
      expect(made.shape).toEqual(shape);
      expect(pixels).toHaveLength(sizeOf(shape));
      expect(pixels.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  test('prints in a few words, alone and among other values', () => {
    for (const made of fc.sample(arbitrary, { seed: 9, numRuns: 50 })) {
      expect(fc.stringify([made, { made }])).toBe(`[${made.description},{"made":${made.description}}]`);
      expect(made.description.length).toBeLessThan(120);
      expect(made.description).not.toMatch(/\[|\d, ?\d+, ?\d/);
    }
  });

  test('has a recipe that JSON keeps', () => {
    for (const { recipe } of fc.sample(arbitrary, { seed: 10, numRuns: 50 }))
      expect(JSON.parse(JSON.stringify(recipe))).toEqual(recipe);
  });

  test('shrinks to other images, and comes to an end', () => {
    draw(arbitrary, { seed: 11, count: 25 }).forEach((drawn, salt) => {
      // An image mixed with itself is itself, in whatever proportion.
      if (drawn.value.parts.length === 1) return;
      for (const rarity of [1, 2, 5]) {
        const path = shrinkPath(drawn, failing(salt, rarity, recipeOf), 20_000).map(recipeOf);
        expect(new Set(path).size).toBe(path.length);
      }
      for (const candidate of drawn.shrink()) expect(recipeOf(candidate.value)).not.toBe(recipeOf(drawn.value));
    });
  });
});

describe('what images shrink to where everything fails', () => {
  test.each([
    ['constant', 'constant 0'],
    ['gradient', 'gradient 0 to 0 at 0 degrees'],
    ['checkerboard', 'checkerboard of 1 pixels, 0 and 0'],
    ['sinusoid', 'sinusoid with 0 waves across and 0 down, height 0'],
    ['blob', 'blob of 0 at (0, 0), radius 0.0313'],
    ['sparse', '0 values changed on black'],
  ])('%s: %s', (kind, simplest) => {
    for (const drawn of draw(kinds[kind]!(shapes[0]!), { seed: 12, count: 10 }))
      expect(shrinkPath(drawn, () => true, 1000).at(-1)!.description).toBe(simplest);
  });

  test('noise keeps its seed', () => {
    for (const drawn of draw(images.noise(shapes[0]!), { seed: 12, count: 10 })) {
      const last = shrinkPath(drawn, () => true, 1000).at(-1)!;
      expect(last.recipe).toEqual({ ...drawn.value.recipe, brightest: 0 });
    }
  });

  test('an image of a corpus does not', () => {
    for (const drawn of draw(corpora.of!, { seed: 12, count: 10 })) expect([...drawn.shrink()]).toEqual([]);
  });
});

describe('pixels known by hand', () => {
  const shape = { height: 2, width: 4, channels: 1 };
  const made = (arbitrary: fc.Arbitrary<Image>, wanted: (one: Image) => boolean): Image =>
    fc.sample(arbitrary, { seed: 3, numRuns: 20_000 }).find(wanted)!;

  test('constant', () => {
    const grey = made(images.constant(shape), ({ recipe }) => Number(recipe.level) > 0.3);
    expect(new Set(grey.pixels())).toEqual(new Set([Math.fround(Number(grey.recipe.level))]));
  });

  test('checkerboard', () => {
    const board = made(images.checkerboard({ height: 4, width: 4, channels: 2 }), ({ recipe }) => recipe.cell === 2);
    const [one, other] = [board.recipe.one, board.recipe.other].map((level) => Math.fround(Number(level)));
    const [a, b] = [one, other].map((level) => [level, level, level, level]);
    expect([...board.pixels()]).toEqual([a, b, a, b, b, a, b, a].flat());
  });

  test('gradient from left to right', () => {
    const ramp = made(images.gradient(shape), ({ recipe }) => recipe.degrees === 0);
    const [from, to] = [Number(ramp.recipe.from), Number(ramp.recipe.to)];
    [1 / 8, 3 / 8, 5 / 8, 7 / 8, 1 / 8, 3 / 8, 5 / 8, 7 / 8].forEach((way, i) =>
      expect(ramp.pixels()[i]).toBeCloseTo(from + (to - from) * way, 6),
    );
  });

  test('sinusoid without waves', () => {
    const flat = made(images.sinusoid(shape), ({ recipe }) => recipe.across === 0 && recipe.down === 0);
    const { phase, height } = flat.recipe;
    const level = (Number(height) * (1 + Math.sin(2 * Math.PI * Number(phase)))) / 2;
    for (const value of flat.pixels()) expect(value).toBeCloseTo(level, 6);
  });

  test('sparse changes what it says and nothing else', () => {
    const white = image(shape, { kind: 'white' }, 'white', (pixels) => pixels.fill(1));
    for (const edited of fc.sample(images.sparse(shape, { base: fc.constant(white), most: 3 }), 50)) {
      const edits: readonly (readonly [number, number])[] = JSON.parse(JSON.stringify(edited.recipe.edits));
      const expected = new Float32Array(8).fill(1);
      for (const [at, value] of edits) expected[at] = value;
      expect([...edited.pixels()]).toEqual([...expected]);
      expect(edits.length).toBeLessThanOrEqual(3);
      expect(edited.description).toBe(`${edits.length} values changed on white`);
    }
  });

  test('a mix of two images', () => {
    for (const mix of fc.sample(corpora['of, all mixed']!, 50)) {
      const weights = mix.parts.map(({ weight }) => weight);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      const level = mix.parts.reduce((sum, { weight, image: part }) => sum + weight * part.pixels()[0]!, 0);
      expect(mix.pixels()[0]).toBeCloseTo(level, 6);
    }
  });
});

describe('noise', () => {
  const shape = { height: 30, width: 30, channels: 3 };

  test('a value depends on its place and the seed, not on what was drawn before', () => {
    const [larger] = fc.sample(images.noise(shape), { seed: 5, numRuns: 1 });
    const [smaller] = fc.sample(images.noise({ ...shape, height: 10 }), { seed: 5, numRuns: 1 });
    expect([...smaller!.pixels()]).toEqual([...larger!.pixels().subarray(0, 900)]);
  });

  test('is spread evenly', () => {
    const levels = fc
      .sample(images.noise(shape), { seed: 6, numRuns: 20 })
      .filter(({ recipe }) => Number(recipe.brightest) > 0)
      .map((made) => [...made.pixels()].map((value) => value / Number(made.recipe.brightest)));
    for (const values of levels) {
      const tenths = Array<number>(10).fill(0);
      for (const value of values) tenths[Math.min(9, Math.floor(value * 10))]!++;
      // 270 expected in each, standard deviation 16.
      for (const count of tenths) expect(Math.abs(count - 270)).toBeLessThan(6 * 16);
    }
    expect(levels.length).toBeGreaterThan(10);
  });

  test('differs from seed to seed and from place to place', () => {
    const lit = fc
      .sample(images.noise(shape), { seed: 6, numRuns: 20 })
      .filter(({ recipe }) => Number(recipe.brightest) > 0.5);
    const firsts = lit.map((made) => made.pixels()[0]);
    expect(new Set(firsts).size).toBe(lit.length);
    for (const made of lit) expect(new Set(made.pixels()).size).toBeGreaterThan(2600);
  });
});

describe('of', () => {
  test('each image is as likely as any other', () => {
    const drawn = fc.sample(corpora.of!, { seed: 4, numRuns: 3000 });
    for (const one of corpus.images)
      expect(Math.abs(drawn.filter((made) => made === one).length - 1000)).toBeLessThan(150);
  });

  test('gives the very images of the corpus', () => {
    for (const drawn of fc.sample(corpora.of!, 20)) expect(corpus.images).toContain(drawn);
  });

  test('mixes as often as told', () => {
    const drawn = fc.sample(images.of(corpus, { mixed: 0.25 }), { seed: 4, numRuns: 4000, unbiased: true });
    const mixed = drawn.filter(({ parts }) => parts.length > 0).length;
    expect(Math.abs(mixed - 1000)).toBeLessThan(200);
  });

  test('refuses what makes no sense', () => {
    expect(() => images.of({ images: [] })).toThrow('corpus: found no images; expected at least one.');
    for (const mixed of [-0.1, 1.1, Number.NaN])
      expect(() => images.of(corpus, { mixed })).toThrow(`mixed: found ${mixed}; expected a share from 0 to 1.`);
  });
});

describe('NoRegression', () => {
  test.each(Object.entries({ ...kinds }))('%s', (_name, kind) => {
    const made = fc.sample(kind({ height: 28, width: 28, channels: 1 }), { seed: 42, numRuns: 5 });
    expect(made.map(({ description }) => description)).toMatchSnapshot();
  });

  test.each(Object.entries(corpora))('%s', (_name, arbitrary) => {
    const made = fc.sample(arbitrary, { seed: 42, numRuns: 5 });
    expect(made.map(({ description }) => description)).toMatchSnapshot();
  });

  test('noise, by its pixels', () => {
    const [made] = fc.sample(images.noise({ height: 2, width: 2, channels: 1 }), { seed: 42, numRuns: 1 });
    expect([...made!.pixels()]).toMatchSnapshot();
  });
});
