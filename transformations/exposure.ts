import { transformation } from '../src/core.js';

/**
 * Another exposure of the same scene: pixels are decoded to linear light as sRGB says, multiplied, and encoded again; what is above white
 * is cut off. The encoding has a straight piece near black, so on pixels this is close to a scalar and none. Where pixels are linear
 * already, an exposure is exactly a scalar.
 *
 * @example exposure.apply(row, 0.5).pixels(); // [0, 0.1735, 0.3608, 0.7354], where row has [0, 0.25, 0.5, 1]
 */
export const exposure = transformation({
  name: 'exposure',
  strength: { means: 'what the light is multiplied by', identity: 1, usual: [0.25, 4], scale: 'log' },
  composesWithScaling: false,
  source: 'IEC 61966-2-1 (1999), sRGB',
  change: (pixels, _, factor) => pixels.map((value) => encoded(factor * decoded(value))),
});

const decoded = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

const encoded = (light: number): number =>
  light <= 0.0031308 ? 12.92 * light : 1.055 * Math.min(1, light) ** (1 / 2.4) - 0.055;
