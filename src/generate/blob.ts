import * as fc from 'fast-check';
import type { Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { drawn } from './drawn.js';
import { eachPixel } from './eachPixel.js';
import { fraction, level, short } from './level.js';

/** One round light on black (a Gaussian), anywhere, its radius from 1/32 to half the shorter side. */
export const blob = (shape: ImageShape): fc.Arbitrary<Image> =>
  fc.tuple(fraction(), fraction(), fc.integer({ min: 1, max: 16 }), level()).map(([x, y, size, peak]) => {
    const radius = size / 32;
    const description = `blob of ${short(peak)} at (${short(x)}, ${short(y)}), radius ${short(radius)}`;
    return drawn(shape, { kind: 'blob', x, y, radius, peak }, description, (pixels, drawing) => {
      const shorter = Math.min(shape.height, shape.width);
      const [across, down] = [shape.width / shorter, shape.height / shorter];
      eachPixel(drawing, pixels, (px, py) => {
        const [dx, dy] = [(px - x) * across, (py - y) * down];
        return peak * Math.exp(-(dx * dx + dy * dy) / (2 * radius * radius));
      });
    });
  });
