import { describe, expect, test } from '@jest/globals';
import { withDeclared } from '../../../src/classifier/file/declared.js';
import { pixelsOf } from '../../../src/classifier/file/pixels.js';
import type { ToldOptions } from '../../../src/classifier/file/options.js';
import { fedTensor } from '../../../src/classifier/fed.js';
import { fromFunction } from '../../../src/classifier/fromFunction.js';
import { image } from '../../../src/image/image.js';
import type { NetworkGraph } from '../../../src/network/graph.js';

const shape = { height: 1, width: 1, channels: 3 };
const graph = (metadata: Readonly<Record<string, string>> = {}): NetworkGraph => ({
  inputs: [],
  outputs: [],
  nodes: [],
  constants: new Map(),
  metadata: new Map(Object.entries(metadata)),
  opset: 17,
});
const told = (options: ToldOptions, channels = 3, metadata?: Readonly<Record<string, string>>) => {
  const { range, steps } = pixelsOf(graph(metadata), { type: 'float32', shape: { ...shape, channels } }, options);
  return { range, steps };
};
const blueFirst = { kind: 'permute', channels: [2, 1, 0] };

describe("the modes of Keras' preprocess_input", () => {
  /** What a model is fed of a pixel of 8 bits. */
  const fed = (preprocess: 'caffe' | 'tf' | 'torch', rgb: readonly number[]): readonly number[] => {
    const { spec } = fromFunction(() => [], { shape, labels: 2, preprocess });
    const pixel = image(shape, { kind: 'test' }, 'test', (pixels) => pixels.set(rgb.map((level) => level / 255)));
    return [...fedTensor(spec, pixel, 'pixel').values];
  };

  // By hand: x - mean in blue, green, red; x / 127.5 - 1; (x / 255 - mean) / std.
  test.each([
    ['caffe', [20 - 103.939, 100 - 116.779, 250 - 123.68]],
    ['tf', [250 / 127.5 - 1, 100 / 127.5 - 1, 20 / 127.5 - 1]],
    ['torch', [(250 / 255 - 0.485) / 0.229, (100 / 255 - 0.456) / 0.224, (20 / 255 - 0.406) / 0.225]],
  ] as const)('%s', (mode, expected) => {
    fed(mode, [250, 100, 20]).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
  });

  test('are an error beside what they stand for', () => {
    expect(() => told({ preprocess: 'tf', range: [0, 1] })).toThrow(
      'preprocess: found range as well; expected either a mode of Keras, or what it stands for.',
    );
    for (const twice of [{ mean: 1 }, { std: 1 }, { steps: [] }])
      expect(() => told({ preprocess: 'torch', ...twice })).toThrow('preprocess: found');
    expect(() => told({ preprocess: 'caffe', channels: 'rgb' })).toThrow('preprocess: found channels as well');
    expect(told({ preprocess: 'tf', channels: 'bgr' }).steps[0]).toEqual(blueFirst);
  });

  test('are for colours, but for tf', () => {
    expect(() => told({ preprocess: 'caffe' }, 1)).toThrow(
      'preprocess: found "caffe" for 1 channel; expected a model that takes three.',
    );
    expect(told({ preprocess: 'tf' }, 1).range).toEqual([0, 255]);
  });
});

describe('the order of channels', () => {
  test('comes before mean and std, which are in the same order', () => {
    expect(told({ channels: 'bgr', mean: [1, 2, 3] }).steps).toEqual([
      blueFirst,
      { kind: 'subtract', value: [1, 2, 3] },
    ]);
    expect(told({ channels: 'bgr' }).steps).toEqual([blueFirst]);
    expect(told({ channels: 'rgb', std: 2 }).steps).toEqual([{ kind: 'divide', by: 2 }]);
  });

  test('comes before what the file says', () => {
    const bgr = { 'Image.BitmapPixelFormat': 'Bgr8' };
    expect(told({}, 3, bgr).steps).toEqual([blueFirst]);
    expect(told({ channels: 'rgb' }, 3, bgr).steps).toEqual([]);
    expect(told({ channels: 'bgr' }, 3, bgr).steps).toEqual([blueFirst]);
  });

  test('comes before what a file beside the model declares, and leaves it', () => {
    const declared = { range: [0, 255], steps: [{ kind: 'divide', by: 127 }] } as const;
    expect(withDeclared({ channels: 'bgr' }, declared)).toEqual({
      range: [0, 255],
      steps: [blueFirst, { kind: 'divide', by: 127 }],
    });
    expect(withDeclared({ preprocess: 'tf' }, declared)).toEqual({ preprocess: 'tf' });
    expect(withDeclared({ labels: ['a', 'b'] }, declared)).toEqual({ labels: ['a', 'b'], ...declared });
  });

  test('is an error beside steps, and for grey', () => {
    expect(() => told({ channels: 'bgr', steps: [] })).toThrow('channels: found steps as well; expected either steps');
    expect(() => told({ channels: 'bgr' }, 1)).toThrow('channels: found "bgr" for 1 channel');
  });
});
