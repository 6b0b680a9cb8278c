import { asTorchvision } from './asTorchvision.js';
import type { ResizeKernel } from './kernel.js';
import { triangle } from './triangle.js';

export const torchvisionBilinear: ResizeKernel = {
  means: "torchvision's bilinear of tensors, antialiased: pillow-bilinear in floats",
  resize: asTorchvision(triangle),
};
