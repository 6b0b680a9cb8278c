import { expect, test } from '@jest/globals';
import { confirmView } from '../../src/run/confirmView.js';
import { original, spec } from '../report/results.js';

const scores = Float32Array.of(1, 2, 3);
const fed = (values: Float32Array) => [...values].map((value) => expect.closeTo(value, 6));

test('on pixels, the image is what was asked about', () => {
  const scaled = original.times(0.25);
  const view = confirmView({ title: 'scaled', image: scaled, scores }, spec, 'pixel');
  expect(view).toMatchObject({ title: 'scaled', scores, space: 'pixel', scalar: 0.25 });
  expect(view.image).toBe(scaled);
  expect([...view.fed.values]).toEqual(fed(scaled.pixels().map((value) => value - 0.5)));
});

test('after preprocessing, it is the image of which preprocessing makes what the network was fed', () => {
  const view = confirmView({ title: 'scaled', image: original.times(0.25), scores }, spec, 'model');
  expect(view).toMatchObject({ space: 'model', scalar: 0.25 });
  expect(view.image.description).toBe('levels 0 1 2 127 128 255 x 0.25 after preprocessing');
  expect([...view.fed.values]).toEqual(fed(original.pixels().map((value) => 0.25 * (value - 0.5))));
  expect([...view.image.pixels()]).toEqual(fed(view.fed.values.map((value) => value + 0.5)));
});

test('a view may say where its weights act, and a plain image has none', () => {
  const zero = { title: 'zero input', image: original.times(0), scores, space: 'model' } as const;
  expect(confirmView(zero, spec, 'pixel')).toMatchObject({ space: 'model', scalar: 0 });
  const plain = confirmView({ title: 'original', image: original, scores }, spec, 'model');
  expect(plain.image).toBe(original);
  expect(plain).toMatchObject({ space: 'pixel' });
  expect(plain).not.toHaveProperty('scalar');
});
