import { sizeOfDims } from '../../network/dims.js';
import { maximumWindows } from '../../network/windows.js';
import { planesOf, type Planes } from '../interleaving.js';
import type { Bits } from './bits.js';
import type { PatternKink } from './patternKinks.js';

/** The bits of a pattern that one kink gives. */
export interface KinkBits {
  /** Bits an image. */
  readonly width: number;
  /** @param data the kink's tensor, of some images; `image` is the place of one among them. */
  readonly write: (data: Float32Array, image: number, bits: Bits) => void;
}

/**
 * How a kink's bits are read from its tensor: one for every sign, two for every clipped value, and for every window the place of
 * its maximum, channel after channel.
 *
 * @param sides of one image's tensor, as the engine has them.
 */
export function kinkBits(kink: PatternKink, sides: readonly number[]): KinkBits {
  const planes = planesOf(sides, kink.interleaving ?? { images: false, flattened: 1 });
  if (kink.kind === 'sign') return signBits(planes);
  return kink.kind === 'clip' ? clipBits(planes, kink.low, kink.high) : winnerBits(planes, kink);
}

const signBits = (planes: Planes): KinkBits => eachValue(planes, 1, (value) => (value > 0 ? 1 : 0));

const clipBits = (planes: Planes, low: number, high: number): KinkBits =>
  eachValue(planes, 2, (value) => (value < low ? 1 : value > high ? 2 : 0));

/** Some bits for every value, channel after channel. */
function eachValue({ channels, area }: Planes, each: number, bitsFor: (value: number) => number): KinkBits {
  const size = channels * area;
  return {
    width: each * size,
    write: (data, image, bits) => {
      const end = (image + 1) * size;
      const turn = (16 / each) * channels;
      for (let channel = 0; channel < channels; channel++) {
        // Sixteen bits a turn: this loop is much of what a pattern costs.
        for (let i = image * size + channel; i < end; i += turn) {
          let [packed, width] = [0, 0];
          for (let at = i; width < 16 && at < end; width += each, at += channels) packed |= bitsFor(data[at]!) << width;
          bits.add(packed, width);
        }
      }
    },
  };
}

/** Which value of each window is the largest. */
function winnerBits(
  { dims: [depth = 1, ...sides], channels }: Planes,
  { windows: told, rectified }: Extract<PatternKink, { kind: 'maximum' }>,
): KinkBits {
  const { windows, size } = maximumWindows(told, 1, sides);
  const each = Math.ceil(Math.log2(size));
  const area = sizeOfDims(sides);
  const floor = rectified ? 0 : -Infinity;
  const nextChannel = channels === 1 ? area : 1;
  return {
    width: depth * (windows.length / size) * each,
    write: (data, image, bits) => {
      for (let channel = 0; channel < depth; channel++) {
        const plane = image * depth * area + channel * nextChannel;
        for (let window = 0; window < windows.length; window += size) {
          // The first of several maxima wins; padding and what is not above the floor never do.
          let best = floor;
          let winner = 0;
          for (let i = 0; i < size; i++) {
            const place = windows[window + i]!;
            if (place < 0) continue;
            const value = data[plane + place * channels]!;
            if (value > best) {
              best = value;
              winner = i;
            }
          }
          bits.add(winner, each);
        }
      }
    },
  };
}
