import type { ResizeKernel, KernelName } from './kernel.js';
import { pillowBicubic } from './pillowBicubic.js';
import { pillowBilinear } from './pillowBilinear.js';
import { pillowBox } from './pillowBox.js';
import { pillowHamming } from './pillowHamming.js';
import { pillowLanczos } from './pillowLanczos.js';
import { pillowNearest } from './pillowNearest.js';
import { tensorflowBilinear } from './tensorflowBilinear.js';
import { tensorflowBilinearLegacy } from './tensorflowBilinearLegacy.js';
import { tfjsBilinear } from './tfjsBilinear.js';
import { tfjsBilinearAligned } from './tfjsBilinearAligned.js';
import { torchvisionBicubic } from './torchvisionBicubic.js';
import { torchvisionBilinear } from './torchvisionBilinear.js';

/** Every kernel, by the name that settings know it by. */
export const resizeKernels: Readonly<Record<KernelName, ResizeKernel>> = {
  'pillow-nearest': pillowNearest,
  'pillow-box': pillowBox,
  'pillow-bilinear': pillowBilinear,
  'pillow-hamming': pillowHamming,
  'pillow-bicubic': pillowBicubic,
  'pillow-lanczos': pillowLanczos,
  'torchvision-bilinear': torchvisionBilinear,
  'torchvision-bicubic': torchvisionBicubic,
  'tensorflow-bilinear': tensorflowBilinear,
  'tensorflow-bilinear-legacy': tensorflowBilinearLegacy,
  'tfjs-bilinear': tfjsBilinear,
  'tfjs-bilinear-aligned': tfjsBilinearAligned,
};
