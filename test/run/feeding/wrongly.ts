import type { Classifier } from '../../../src/classifier/classifier.js';
import { fromFunction } from '../../../src/classifier/fromFunction.js';
import { Corpus, fromPixels } from '../../../src/image/corpus.js';
import type { ImageShape } from '../../../src/image/shape.js';

/** What a model does to the numbers of an image before its network gets them. */
export type Beginning = (image: Float32Array, at: number) => number;

/**
 * A model whose network is fed `28 x 28` numbers that it makes of what it is given: as if it had been trained on something else.
 *
 * @param shape what it is given.
 */
export const beginning = (
  network: Classifier,
  make: Beginning,
  shape: ImageShape = network.spec.shape,
  layout: Classifier['spec']['layout'] = network.spec.layout,
): Classifier => {
  const given = shape.height * shape.width * shape.channels;
  const size = network.spec.shape.height * network.spec.shape.width;
  return {
    spec: { ...network.spec, shape, layout },
    classify: ({ data, count }, asked) => {
      const fed = Float32Array.from({ length: count * size }, (_, i) => {
        const image = Math.floor(i / size);
        return make(data.subarray(image * given, (image + 1) * given), i % size);
      });
      return network.classify({ data: fed, count, factors: new Float64Array(count).fill(1) }, asked);
    },
    dispose: async () => undefined,
  };
};

/** The images of a grey corpus in one colour. */
export const coloured = (corpus: Corpus, colour: readonly [number, number, number]): Corpus =>
  new Corpus(
    { ...corpus.shape, channels: 3 },
    corpus.images.map((image, i) => ({
      truth: corpus.truth[i],
      render: (pixels) => {
        const grey = image.pixels();
        for (let at = 0; at < pixels.length; at++) pixels[at] = grey[Math.floor(at / 3)]! * colour[at % 3]!;
      },
    })),
    { origin: 'coloured', truthBy: 'the folder' },
  );

const side = { height: 2, width: 2, channels: 1 } as const;

/** A model that gives `left` and `right` scores of the sums of the four halves of a 2 x 2 image. */
export const sided = (
  scores: (left: number, right: number, top: number, bottom: number) => readonly number[],
): Classifier =>
  fromFunction(
    ({ data, count }) =>
      Array.from({ length: count }, (_, i) => {
        const [a = 0, b = 0, c = 0, d = 0] = data.subarray(4 * i, 4 * i + 4);
        return scores(a + c, b + d, a + b, c + d);
      }),
    { shape: side, labels: ['left', 'right'] },
  );

/** 40 images of 2 x 2, each of whose left or right half is white, as their truth says. */
export const sides = ({ black, white }: { readonly black: number; readonly white: number }): Corpus => {
  const isLeft = Array.from({ length: 40 }, (_, i) => i % 2 === 0);
  const pixels = isLeft.map((left) =>
    Float32Array.from([0, 1, 2, 3], (at) => ((at % 2 === 0) === left ? white : black)),
  );
  return fromPixels(side, pixels, { truth: isLeft.map((left) => (left ? 'left' : 'right')) });
};
