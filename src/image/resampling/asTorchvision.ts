import { whiteOf } from '../samples.js';
import { floatSums } from './floatSums.js';
import type { ResizeKernel } from './kernel.js';
import { twoPasses } from './twoPasses.js';
import { windowsOf, type ResizeFilter } from './windows.js';

/** Resizing by a filter as torchvision does it with tensors and `antialias=True`: in floats, from 0 to 255. What goes beyond black or white is cut off. */
export const asTorchvision =
  (filter: ResizeFilter): ResizeKernel['resize'] =>
  (picture, across, down) => {
    const samples = twoPasses(picture, windowsOf(across, filter), windowsOf(down, filter), floatSums);
    const unit = 255 / whiteOf(picture.samples);
    for (let i = 0; i < samples.length; i++) samples[i] = Math.min(255, Math.max(0, samples[i]! * unit));
    return { shape: { height: down.count, width: across.count, channels: picture.shape.channels }, samples };
  };
