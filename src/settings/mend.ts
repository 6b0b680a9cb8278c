import { choice, flag, number } from './kinds.js';
import { settings } from './setting.js';

const inside = 'a number above 0, up to 1';

/** What images are divided by. */
export const divisionSettings = settings({
  /** What images are divided by. Anything but the largest value needs images, from which it is told what stays as it is. */
  by: {
    kind: choice(['max', 'quantile', 'mean', 'norm']),
    help: 'what an image is divided by',
    default: 'max',
    placeholder: 'statistic',
  },
  quantile: {
    kind: number(inside, { above: 0, to: 1 }),
    help: 'which quantile of the values, with --by quantile',
    default: 0.99,
    placeholder: 'q',
  },
  /** White balance goes with the brightness then. */
  perChannel: { kind: flag, help: 'divide each channel by its own', default: false },
});

/** How a network is mended. */
export const mendSettings = settings({
  ...divisionSettings,
  /** Of an ONNX file, and instead of dividing: what that costs without training again is only measured. */
  dropBiases: { kind: flag, help: 'set all biases to 0 instead, and divide by nothing', default: false },
});
