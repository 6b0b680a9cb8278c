import { choice, flag, number, whole } from './kinds.js';
import { settings } from './setting.js';
import { perChannel } from './steps.js';

// How pictures from files are brought to the shape that a model takes: part of what can be told of a model.

/** How new pixels are made of old ones, by the library that does it so. */
export const resizeKernel = choice([
  'pillow-nearest',
  'pillow-box',
  'pillow-bilinear',
  'pillow-hamming',
  'pillow-bicubic',
  'pillow-lanczos',
  'torchvision-bilinear',
  'torchvision-bicubic',
  'tensorflow-bilinear',
  'tensorflow-bilinear-legacy',
  'tfjs-bilinear',
  'tfjs-bilinear-aligned',
]);

/** How a picture of another size, or of another ratio of its sides, is made to fit. */
export const fitMode = choice(['stretch', 'shortest-edge', 'crop-first', 'crop-fraction', 'crop-only', 'letterbox']);

/** What becomes of what can be seen through. */
export const alphaWay = choice(['drop', 'black', 'white']);

export const fitSettings = settings({
  /**
   * - `stretch`: both sides on their own.
   * - `shortest-edge`: the shorter side to the model's size (or `shortestEdge`), then the middle is cut out.
   * - `crop-first`: the largest middle part with the model's ratio of sides is cut out, and resized.
   * - `crop-fraction`: the middle part of each side is cut out, `cropFraction` of it, and stretched.
   * - `crop-only`: the middle is cut out, nothing is resized.
   * - `letterbox`: the whole picture is shown, with a border of `fill`.
   */
  fit: {
    kind: fitMode,
    help: "how pictures of another size are brought to the model's",
    usually: 'as the model says; with resize: stretch',
    placeholder: 'how',
  },
  /** Default: as the model says, or `pillow-lanczos`. */
  resizeKernel: {
    kind: resizeKernel,
    help: 'how pictures are resized',
    usually: 'as the model says, or pillow-lanczos',
    placeholder: 'name',
  },
  /** Of each side, what is left in the end of what was resized: 0.875 resizes to 256 for a model that takes 224. */
  cropFraction: {
    kind: number('a fraction above 0 and at most 1', { above: 0, to: 1 }),
    help: 'the fraction of each side that is left after cropping',
    usually: '1; with crop-fraction: 0.875',
    placeholder: 'fraction',
  },
  /** In pixels, before cropping: instead of `cropFraction`. */
  shortestEdge: {
    kind: whole(1, 65_536),
    help: 'what the shorter side is resized to before cropping, in pixels',
    placeholder: 'pixels',
  },
  /** From 0 to 255, one number or one a channel. Default 0, black. */
  fill: {
    kind: perChannel(number('a level from 0 to 255', { from: 0, to: 255 })),
    help: 'the colour of borders, from 0 to 255',
    usually: '0, black',
  },
  /** `drop` takes the colours as they are stored, as Pillow's convert does; the others put them on a background. Default: refused. */
  alpha: {
    kind: alphaWay,
    help: 'what becomes of partly transparent pictures',
    usually: 'they are refused',
    placeholder: 'how',
  },
  /** With the weights 0.299, 0.587 and 0.114, as Pillow's convert does. Default: coloured pictures are refused. */
  toGrey: {
    kind: flag,
    help: 'make coloured pictures grey, as Pillow does, for a model that takes grey',
    default: false,
  },
});
