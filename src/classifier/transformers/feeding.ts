import { InputError, optionProblem } from '../../errors.js';
import { describeResizing } from '../../image/fitting/describeResizing.js';
import { image } from '../../image/image.js';
import { formatShape, sizeOf, type ImageShape } from '../../image/shape.js';
import { formatSize } from '../../settings/size.js';
import type { Layout } from '../classifier.js';
import { fedTensor } from '../fed.js';
import type { ToldOptions } from '../file/options.js';
import type { Pixels } from '../file/pixels.js';
import { describeStep } from '../preprocessing.js';
import { declaredFit } from './declaredFit.js';
import { declaredSteps } from './declaredSteps.js';
import { passRawImage, pixelValues, type Asked } from './pixelValues.js';
import { tensorLike } from './structures.js';

/** How images get into a model of transformers.js. */
export interface ProcessorFeeding {
  /** The images that conic makes. */
  readonly shape: ImageShape;
  readonly layout: Exclude<Layout, 'flat'>;
  readonly pixels: Pixels;
  /** The model's input, of images as `shape`, `layout` and `pixels` say. */
  readonly tensorOf: (values: Float32Array, count: number) => Promise<object>;
}

/** How far the declared steps may be off what the processor gives, relative to the largest value: rounding of float32. */
const rounding = 1e-5;

/**
 * Finds out how a processor feeds a model.
 *
 * Without the class of its images, conic's own stand in for them. They are floats, and cut and resized already. If what the
 * processor declares then gives what the processor gives, it is declared preprocessing, and the model alone is asked; if not, the
 * processor is asked about every image. With the class, all images go through the whole processor in 8 bits, as in production.
 *
 * @param channels of images where the processor does not make them of three.
 * @throws InputError if it cannot be found out, or the processor fails.
 */
export async function feedingOf(asked: Asked, size: ToldOptions['size'], channels: number): Promise<ProcessorFeeding> {
  const { where, RawImage } = asked;
  const blank = async (height: number, width: number): Promise<readonly number[]> => {
    const shape = { height, width, channels };
    return (await pixelValues(asked, new Float32Array(sizeOf(shape)), shape)).dims;
  };
  const [, depth = 0, height = 0, width = 0] = await blank(size?.height ?? 64, size?.width ?? 64);
  if (depth !== 1 && depth !== 3)
    throw new InputError({
      where,
      found: `a processor that makes images of ${depth} channels`,
      expected: 'images of 1 or 3 channels',
    });
  if (size === undefined) {
    const [, , high, wide] = await blank(96, 96);
    if (high !== height || wide !== width)
      throw new InputError({
        where,
        found: 'a processor that leaves images as large as they are',
        expected: 'a size',
        remedy: ['Pass ', { option: ['size'], value: { height: 224, width: 224 } }, '.'],
      });
  }
  if (RawImage !== undefined) return throughAll(asked, { height, width, ...size, channels });
  if (size !== undefined && (size.height !== height || size.width !== width))
    throw new InputError(
      optionProblem(['size'], {
        found: formatSize(size),
        expected: `${formatSize({ height, width })}, which the processor makes of it`,
        remedy: passRawImage,
      }),
    );
  return afterResizing(asked, { height, width, channels: depth });
}

/** Every image goes through the whole processor, as an image of 8 bits. */
function throughAll(asked: Asked, shape: ImageShape): ProcessorFeeding {
  return {
    shape,
    layout: 'nhwc',
    pixels: {
      range: [0, 255],
      steps: [{ kind: 'quantise', levels: 256 }],
      fit: undefined,
      assumed: [
        `Images of ${formatShape(shape)} go through the whole processor, as in production: it takes 8 bits, so pixels are rounded to them.`,
      ],
    },
    tensorOf: (values) => pixelValues(asked, values, shape),
  };
}

/** Images are what the processor makes of others by cutting and resizing. */
async function afterResizing(asked: Asked, shape: ImageShape): Promise<ProcessorFeeding> {
  const size = sizeOf(shape);
  const fit = await declaredFit(asked.processor, shape);
  const resizing =
    fit?.resizing === undefined
      ? 'other files are resized by conic'
      : `pictures are ${describeResizing(fit.resizing, shape)}, as it declares`;
  const before = `Images are of ${formatShape(shape)}, as large as the processor makes them; ${resizing}.`;
  const declared = declaredSteps(asked.processor);
  const made = image(shape, { kind: 'made' }, 'made', (pixels) => {
    // Multiples of an irrational number: no two channels are alike, and hardly any is a whole number of 255ths.
    for (let i = 0; i < size; i++) pixels[i] = (i * Math.SQRT2) % 1;
  });
  const own = Float32Array.from(made.pixels(), (pixel) => 255 * pixel);
  const given = await pixelValues(asked, own, shape);
  const expected = fedTensor({ shape, layout: 'nchw', ...declared }, made, 'pixel').values;
  if (given.data.length !== size)
    throw new InputError({
      where: asked.where,
      found: `a processor that makes [${given.dims.join(', ')}] of an image of ${formatShape(shape)}`,
      expected: 'that an image as large as it makes them stays so',
      remedy: passRawImage,
    });
  const most = rounding * expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  if (expected.every((value, i) => Math.abs(value - Number(given.data[i])) <= most)) {
    const steps = declared.steps.map(describeStep);
    const what = `range [${declared.range.join(', ')}]${steps.length === 0 ? '' : `, then ${steps.join(', ')}`}`;
    return {
      shape,
      layout: 'nchw',
      pixels: {
        ...declared,
        fit,
        assumed: [
          before,
          `Pixels as the processor declares, and as it does on a made image: ${what}. They are not rounded to 8 bits.`,
        ],
      },
      tensorOf: async (values, count) => tensorLike(given, values, [count, shape.channels, shape.height, shape.width]),
    };
  }
  return {
    shape,
    layout: 'nhwc',
    pixels: {
      range: [0, 255],
      steps: [],
      fit,
      assumed: [
        before,
        'Each image goes through the processor, which does more to pixels than it declares; what it does counts as the model.',
      ],
    },
    tensorOf: (values) => pixelValues(asked, values, shape),
  };
}
