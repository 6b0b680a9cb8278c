import * as fc from 'fast-check';
import {
  options,
  pictureOf,
  usualResizing,
  type Image,
  type KernelName,
  type OptionsOf,
  type Property,
} from '../src/core.js';
import { causeOfChange } from './causeOfChange.js';
import { survivingLabel } from './survivingLabel.js';

/** An image, and what becomes of the same picture by another kernel. */
export interface ResizedCase {
  readonly image: Image;
  /** Undefined where there is no picture to resize. */
  readonly other: Image | undefined;
}

/** From the finest to the coarsest: neighbours make images that are close to each other. */
const byFineness: readonly KernelName[] = [
  'pillow-lanczos',
  'pillow-bicubic',
  'torchvision-bicubic',
  'pillow-hamming',
  'pillow-bilinear',
  'torchvision-bilinear',
  'pillow-box',
  'tensorflow-bilinear',
  'tfjs-bilinear',
  'tensorflow-bilinear-legacy',
  'tfjs-bilinear-aligned',
  'pillow-nearest',
];

/**
 * What can be told to `resizeKernel`, for whoever builds on it: each with its kind, help and default.
 *
 * @example Object.keys(resizeKernelOptions); // ['kernels', 'tolerance']
 */
export const resizeKernelOptions = options.declare({
  /** The kernels to try; the model's own is left out. */
  kernels: {
    kind: options.list(options.resizeKernel, 'a list of kernels', 'a kernel or more'),
    help: 'the kernels to try',
    default: [
      'pillow-lanczos',
      'pillow-bicubic',
      'pillow-bilinear',
      'pillow-box',
      'tensorflow-bilinear',
      'pillow-nearest',
    ],
  },
  /** Differences up to this, relative to the largest score, are rounding error. Default 1e-5. */
  tolerance: options.tolerance,
});

export interface ResizeKernelOptions extends OptionsOf<typeof resizeKernelOptions> {}

/**
 * Another common kernel: a picture keeps its label when it is resized as another program resizes it. Training and production often
 * do not agree on one (Pillow's bilinear is antialiased, TensorFlow's is not), and nobody sees the difference.
 *
 * The pictures are the files that images are made of, where those are resized to the model's size, and made images drawn larger.
 * Of two kernels that both break the label, the one is shown that is nearer to the model's own.
 *
 * Limits: it finds violations and proves nothing. A case is vacuous where there is no picture to resize, both kernels make the same
 * of it, or its label is a near tie to begin with.
 *
 * @example await check(resizeKernel(), classifier, { images: images.from('photos', { resize: true }) });
 */
export function resizeKernel(told: ResizeKernelOptions = {}): Property<ResizedCase> {
  const { kernels, tolerance } = options.filled('resizeKernel', resizeKernelOptions, told);
  return {
    name: 'resize-kernel',
    claim: 'resizing a picture by another common kernel does not change its label',
    needs: ['margins'],
    onDemand: true,
    cases: ({ images, spec }) => {
      const usual = spec.fit?.resizing ?? usualResizing;
      const others = nearestFirst(kernels, usual.kernel);
      // The kernel comes first so that it is made simpler first, toward the model's own.
      return fc.tuple(fc.integer({ min: 0, max: others.length - 1 }), images).map(([place, image]) => {
        const kernel = others[place] ?? usual.kernel;
        const picture = pictureOf(image);
        return {
          image: picture?.fitted({}, usual) ?? image,
          other: picture?.fitted({ kernel }, usual),
        };
      });
    },
    examine: async ({ image, other }, subject) => {
      if (other === undefined) return { kind: 'vacuous', why: 'there is no picture to resize' };
      const said = {
        title: 'other kernel',
        inWords: 'the image by the other kernel',
        same: 'both kernels make the same image',
      };
      return survivingLabel({ image, changed: other, ...said }, subject, tolerance);
    },
    cause: causeOfChange('another kernel'),
  };
}

/** The kernels but the model's own, those first that make nearly the same images as it. */
function nearestFirst(kernels: readonly KernelName[], own: KernelName): readonly KernelName[] {
  const place = byFineness.indexOf(own);
  const others = [...new Set(kernels)].filter((kernel) => kernel !== own);
  const distance = (kernel: KernelName): number => Math.abs(byFineness.indexOf(kernel) - place);
  return others.length === 0 ? [own] : others.toSorted((a, b) => distance(a) - distance(b));
}
