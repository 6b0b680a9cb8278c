import { describe, expect, test } from '@jest/globals';
import { asSeen, fedTensor, type Feeding } from '../../src/classifier/fed.js';
import { image } from '../../src/image/image.js';

const shape = { height: 1, width: 2, channels: 3 };
const picture = image(shape, { kind: 'given' }, 'given', (pixels) => pixels.set([0, 0.25, 0.5, 0.75, 1, 0.5]));
const imagenet: Feeding = {
  shape,
  layout: 'nchw',
  range: [0, 1],
  steps: [
    { kind: 'permute', channels: [2, 0, 1] },
    { kind: 'subtract', value: [0.485, 0.456, 0.406] },
    { kind: 'divide', by: [0.229, 0.224, 0.225] },
  ],
};
const close = (values: Iterable<number>) => [...values].map((value) => expect.closeTo(value, 5));

describe('what a network is fed', () => {
  test('has the dimensions of a batch of one, in the layout', () => {
    const plain = { shape, range: [0, 1], steps: [] } as const;
    expect(fedTensor({ ...plain, layout: 'nhwc' }, picture, 'pixel')).toEqual({
      dims: [1, 1, 2, 3],
      values: picture.pixels(),
    });
    expect(fedTensor({ ...plain, layout: 'flat' }, picture, 'pixel').dims).toEqual([1, 6]);
    const first = fedTensor({ ...plain, layout: 'nchw' }, picture, 'pixel');
    expect(first).toEqual({ dims: [1, 3, 1, 2], values: Float32Array.of(0, 0.75, 0.25, 1, 0.5, 0.5) });
  });

  test('is the scalar times the image before preprocessing, or after it', () => {
    const steps = [{ kind: 'subtract', value: 0.5 }] as const;
    const feeding: Feeding = { shape, layout: 'nhwc', range: [0, 1], steps };
    expect([...fedTensor(feeding, picture.times(0), 'pixel').values]).toEqual(Array(6).fill(-0.5));
    expect([...fedTensor(feeding, picture.times(0), 'model').values].map(Math.abs)).toEqual(Array(6).fill(0));
  });
});

describe('the image that shows what a network was fed', () => {
  test('is the image itself where weights act on pixels, or there are none', () => {
    const dim = picture.times(0.5);
    expect(asSeen(imagenet, dim, 'pixel')).toBe(dim);
    expect(asSeen(imagenet, picture, 'model')).toBe(picture);
  });

  test('is the mean where the network is fed zeros', () => {
    const seen = asSeen(imagenet, picture.times(0), 'model');
    expect([...seen.pixels()]).toEqual(close([0.456, 0.406, 0.485, 0.456, 0.406, 0.485]));
    expect(seen).toMatchObject({ description: "zeros in the network's input", parts: [] });
    expect(seen.recipe).toMatchObject({ kind: 'fed', of: { kind: 'combination' } });
  });

  test('feeds the network the same, with any steps that can be undone, on any range', () => {
    const feedings: readonly Feeding[] = [
      imagenet,
      { ...imagenet, layout: 'nhwc', range: [0, 255], steps: [{ kind: 'scale', by: [1, 2, 3] }] },
      { ...imagenet, range: [0, 255], steps: [] },
    ];
    for (const feeding of feedings)
      for (const scalar of [0, 0.25, 1.5]) {
        const scaled = picture.times(scalar, 'allow');
        const seen = asSeen(feeding, scaled, 'model');
        const again = fedTensor(feeding, seen, 'pixel').values;
        const fed = fedTensor(feeding, scaled, 'model').values;
        const white = feeding.range[1];
        expect([...again].map((value) => value / white)).toEqual(close(fed.map((value) => value / white)));
        expect(seen.description).toBe(
          scalar === 0 ? "zeros in the network's input" : `given x ${scalar} after preprocessing`,
        );
      }
  });

  test('says where no image is fed like that', () => {
    const none = 'given x 0.25 after preprocessing, of which no pixels are the origin';
    const named = (steps: Feeding['steps']) => asSeen({ ...imagenet, steps }, picture.times(0.25), 'model');
    expect(named([{ kind: 'quantise', levels: 3 }]).description).toBe(none);
    expect(named([{ kind: 'clamp', low: 0.5, high: 1 }]).description).toBe(none);
    const odd = named([{ kind: 'custom', name: 'odd', homogeneous: false, apply: (values) => values.fill(7) }]);
    expect(odd.description).toBe(none);
    expect(odd.pixels()).toEqual(picture.times(0.25).pixels());
  });
});
