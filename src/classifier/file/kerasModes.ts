import type { PreprocessingStep } from '../../settings/steps.js';

/** The pixel values a model takes, and the steps to them. */
export interface RangeAndSteps {
  readonly range: readonly [number, number];
  readonly steps: readonly PreprocessingStep[];
}

/** The means of ImageNet's channels from 0 to 255, in the order of `caffe`: blue, green, red. */
const meansOfCaffe = [103.939, 116.779, 123.68] as const;

/**
 * The three modes of Keras' `preprocess_input`, by name.
 * - `caffe`: blue, green, red, from 0 to 255, less the means of ImageNet (VGG, ResNet).
 * - `tf`: from -1 to 1 (MobileNet, Inception, Xception).
 * - `torch`: from 0 to 1, less the means of ImageNet, divided by its deviations (DenseNet, and what torchvision trains).
 */
export const kerasModes = {
  caffe: {
    range: [0, 255],
    steps: [
      { kind: 'permute', channels: [2, 1, 0] },
      { kind: 'subtract', value: meansOfCaffe },
    ],
  },
  tf: {
    range: [0, 255],
    steps: [
      { kind: 'divide', by: 127.5 },
      { kind: 'subtract', value: 1 },
    ],
  },
  torch: {
    range: [0, 1],
    steps: [
      { kind: 'subtract', value: [0.485, 0.456, 0.406] },
      { kind: 'divide', by: [0.229, 0.224, 0.225] },
    ],
  },
} as const satisfies Readonly<Record<string, RangeAndSteps>>;
