/** The shape of a tensor. In a program it is one image's, its batch dimension (1) included. */
export type Dims = readonly number[];

/** A shape of which some sizes are not known: of the batch, above all. */
export type OpenDims = readonly (number | undefined)[];

/** How many numbers a tensor has. */
export const sizeOfDims = (dims: Dims): number => dims.reduce((product, size) => product * size, 1);

/** Larger tensors are not written out: a damaged file may claim any size. */
export const isTooLarge = (dims: Dims): boolean => !(sizeOfDims(dims) <= 2 ** 24);

/** How far apart neighbours along each dimension lie. */
export function stridesOf(dims: Dims): number[] {
  const strides = dims.map(() => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * dims[axis + 1]!;
  return strides;
}

/** Calls `visit` with every index of a tensor, in order. The array is used again. */
export function eachIndex(dims: Dims, visit: (index: readonly number[], place: number) => void): void {
  const index = dims.map(() => 0);
  const size = sizeOfDims(dims);
  for (let place = 0; place < size; place++) {
    visit(index, place);
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < dims[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** A dimension counted from the end if it is below 0. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** The shape that two tensors are spread over, as NumPy does; undefined if they do not fit. */
export function spreadDims(a: Dims, b: Dims): Dims | undefined {
  const rank = Math.max(a.length, b.length);
  const dims: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const mine = a[a.length - rank + axis] ?? 1;
    const theirs = b[b.length - rank + axis] ?? 1;
    if (mine !== theirs && mine !== 1 && theirs !== 1) return undefined;
    dims.push(mine === 1 ? theirs : mine);
  }
  return dims;
}

/** For each place of the larger shape, the place it has in the smaller one. */
export function spreadPlaces(from: Dims, to: Dims): Int32Array {
  const strides = stridesOf(from);
  const shift = to.length - from.length;
  const places = new Int32Array(sizeOfDims(to));
  eachIndex(to, (index, place) => {
    let at = 0;
    for (let axis = 0; axis < from.length; axis++) if (from[axis] !== 1) at += strides[axis]! * index[axis + shift]!;
    places[place] = at;
  });
  return places;
}

/** The shape that two tensors are spread over, as far as it is known; undefined if they do not fit. */
export function spreadOpenDims(a: OpenDims, b: OpenDims): OpenDims | undefined {
  const rank = Math.max(a.length, b.length);
  const dims: (number | undefined)[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const mine = a.length - rank + axis < 0 ? 1 : a[a.length - rank + axis];
    const theirs = b.length - rank + axis < 0 ? 1 : b[b.length - rank + axis];
    if (mine !== undefined && theirs !== undefined && mine !== theirs && mine !== 1 && theirs !== 1) return undefined;
    // What is not known may be 1; then the other decides, unless that is 1 as well.
    dims.push(mine === 1 ? theirs : theirs === 1 || mine !== undefined ? mine : theirs);
  }
  return dims;
}

/** A shape all of whose sizes are known. */
export const isClosed = (dims: OpenDims): dims is Dims => dims.every((size) => size !== undefined);
