import { sizeOfDims } from '../network/dims.js';
import type { Tensor } from './classifier.js';

/**
 * How the numbers of a tensor lie where an engine has its channels last and the network, as conic reads it, has them first:
 * those of images lie pixel by pixel, and so do rows of numbers that were images.
 */
export interface Interleaving {
  /** Whether tensors of four dimensions have their channels last. */
  readonly images: boolean;
  /** Of a tensor of other dimensions: the channels that lie one beside the other; 1 where it is no image. */
  readonly flattened: number;
}

/** Where the numbers of one image's tensor lie, in the order of the network: channel after channel, place after place. */
export interface Planes {
  /** Channels first. */
  readonly dims: readonly number[];
  /** How many channels lie one beside the other; 1 where the order is the network's. */
  readonly channels: number;
  /** Numbers of each of these. */
  readonly area: number;
}

/**
 * @param sides of one image's tensor, as the engine has them.
 * @example planesOf([6, 6, 3], { images: true, flattened: 1 }); // { dims: [3, 6, 6], channels: 3, area: 36 }
 */
export function planesOf(sides: readonly number[], { images, flattened }: Interleaving): Planes {
  const [height = 1, width = 1, depth = 1] = sides;
  const isImage = images && sides.length === 3;
  const channels = isImage ? depth : flattened;
  const size = sizeOfDims(sides);
  const dims = isImage ? [depth, height, width] : sides;
  // Channels of one number each lie one after the other both ways.
  return size === channels ? { dims, channels: 1, area: size } : { dims, channels, area: size / channels };
}

/** A tensor with its numbers in the order of the network; the same ones where nothing is to be moved. */
export function channelsFirst({ dims: [count = 0, ...sides], data }: Tensor, interleaving: Interleaving): Tensor {
  const planes = planesOf(sides, interleaving);
  const { channels, area } = planes;
  const dims = [count, ...planes.dims];
  if (channels === 1) return { dims, data };
  const moved = new Float32Array(data.length);
  for (let image = 0, from = 0; image < count; image++) {
    const start = image * area * channels;
    for (let place = 0; place < area; place++)
      for (let channel = 0; channel < channels; channel++) moved[start + channel * area + place] = data[from++]!;
  }
  return { dims, data: moved };
}
