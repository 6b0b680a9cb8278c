import type { Size } from '../shape.js';
import type { Resizing } from './fit.js';

/** A part of a picture. */
export interface Region extends Size {
  readonly top: number;
  readonly left: number;
}

/** How a picture is fitted: a part of it is resized to `whole`, in which the image begins at `top` and `left`; before 0 and beyond the end there is a border. */
export interface Geometry {
  readonly part: Region;
  readonly whole: Size;
  readonly top: number;
  readonly left: number;
}

/** A mode: where in a picture the image lies. A file beside this one, and a line in the index. */
export interface Mode {
  /** In words, as in: `stretched to 224x224`. */
  describe(resizing: Resizing, size: Size): string;
  geometry(picture: Size, size: Size, resizing: Resizing): Geometry;
}

/** All of a picture. */
export const wholeOf = ({ height, width }: Size): Region => ({ top: 0, left: 0, height, width });

/** The model's size, by what is left of each side after cropping. */
export const beforeCropping = ({ height, width }: Size, { fraction = 1 }: Resizing): Size => ({
  height: Math.floor(height / fraction),
  width: Math.floor(width / fraction),
});

/** Where the middle begins: half of what is left over. */
export function middle(whole: Size, size: Size, round: (half: number) => number): Pick<Geometry, 'top' | 'left'> {
  return { top: round((whole.height - size.height) / 2), left: round((whole.width - size.width) / 2) };
}

/** How a half pixel at the middle is rounded, down unless told. */
export const oddRounding = ({ odd = 'floor' }: Resizing): ((half: number) => number) =>
  odd === 'even' ? halfToEven : Math.floor;

/** To the nearest whole number, and from the middle between two to the even one, as Python rounds. */
export function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const above = value - floor;
  return above > 0.5 || (above === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}
