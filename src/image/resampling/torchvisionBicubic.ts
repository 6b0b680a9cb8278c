import { asTorchvision } from './asTorchvision.js';
import { cubic } from './cubic.js';
import type { ResizeKernel } from './kernel.js';

export const torchvisionBicubic: ResizeKernel = {
  means: "torchvision's bicubic of tensors, antialiased: pillow-bicubic in floats",
  resize: asTorchvision(cubic),
};
