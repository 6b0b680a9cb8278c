import { resized } from '../image/fitting/resized.js';
import { image, type Image, type Recipe } from '../image/image.js';
import { throughJpeg } from '../image/jpeg.js';
import { changeInWords, withPicture } from '../image/picture.js';
import { renderSamples, type Raster } from '../image/samples.js';
import { sizeOf, type ImageShape } from '../image/shape.js';
import { undeveloped } from '../image/undeveloped.js';

/** How many times as large each side of the picture of a made image is. */
const larger = 3;

/**
 * A made image that can be drawn in any size: a larger drawing is its picture, for properties that ask what becomes of pictures.
 *
 * @param draw writes the pixels of a drawing of some shape into an array of zeros.
 */
export function drawn(
  shape: ImageShape,
  recipe: Recipe,
  description: string,
  draw: (pixels: Float32Array, shape: ImageShape) => void,
): Image {
  const size = { height: larger * shape.height, width: larger * shape.width };
  const picture = (): Raster => {
    const drawing = new Float32Array(sizeOf({ ...size, channels: shape.channels }));
    draw(drawing, { ...size, channels: shape.channels });
    // As a file would hold it.
    const samples = Uint8Array.from(drawing, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
    return { shape: { ...size, channels: shape.channels }, samples };
  };
  return withPicture(
    image(shape, recipe, description, (pixels) => draw(pixels, shape)),
    {
      size,
      fitted: (change, usual) => {
        const { kernel = usual.kernel, quality } = change;
        const words = changeInWords({ kernel, ...(quality !== undefined && { quality }) });
        return undeveloped(
          shape,
          { kind: 'resized', of: recipe, larger, kernel, ...(quality !== undefined && { quality }) },
          `${description}, ${larger} times as large, resized ${words}`,
          async () => {
            const stored = quality === undefined ? picture() : await throughJpeg(picture(), quality);
            const pixels = new Float32Array(sizeOf(shape));
            renderSamples(resized(stored, shape, { ...usual, kernel }, description).samples, pixels);
            return pixels;
          },
        );
      },
    },
  );
}
