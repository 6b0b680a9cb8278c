import { assertStrength, pictureOf, usualResizing, type KernelName, type Transformation } from '../src/core.js';

/** From the one that is usual in training with Pillow to the coarsest. */
const kernels: readonly KernelName[] = [
  'pillow-lanczos',
  'pillow-bicubic',
  'pillow-bilinear',
  'pillow-box',
  'tensorflow-bilinear',
  'pillow-nearest',
];

/**
 * Resized by another kernel: the picture of a file is brought to the model's size as another program does it. Strengths count kernels, from the
 * finest to the coarsest: 1 pillow-lanczos, 2 pillow-bicubic, 3 pillow-bilinear, 4 pillow-box, 5 tensorflow-bilinear, 6 pillow-nearest. One
 * of them is likely the model's own and leaves the image as it is. It needs a picture that is resized.
 *
 * @example kernel.unfit?.(row); // 'there is no picture to resize'
 */
export const kernel: Transformation = {
  name: 'kernel',
  strength: {
    means: `the kernel: ${kernels.map((name, i) => `${i + 1} ${name}`).join(', ')}`,
    identity: 0,
    usual: [1, kernels.length],
    possible: [0, kernels.length],
    scale: 'linear',
    whole: true,
  },
  composesWithScaling: false,
  source:
    'Parmar, Zhang and Zhu, On Aliased Resizing and Surprising Subtleties in GAN Evaluation (2022), arXiv 2104.11222',
  unfit: (image) => (pictureOf(image) === undefined ? 'there is no picture to resize' : undefined),
  apply: (image, strength) => {
    assertStrength(kernel, strength);
    const name = kernels[strength - 1];
    return name === undefined ? image : (pictureOf(image)?.fitted({ kernel: name }, usualResizing) ?? image);
  },
};
