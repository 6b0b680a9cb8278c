import { axisOf, eachIndex, sizeOfDims, stridesOf } from '../dims.js';
import { isFixed, isLevel, levelDegree, product } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { indicesFlaw } from '../degree/flaw.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import type { NodeView } from './node.js';
import { operation, plainOperation, type DegreeContext, type Operation } from './operation.js';
import { linearInFirst, movesNumbers, sameDims } from './usual.js';

// Operations that turn pairs of numbers, or grids, by angles: linear in what they turn.

/** What a Fourier transform is told. */
interface FourierDetails {
  readonly axis: number | undefined;
  readonly inverse: boolean;
  readonly onesided: boolean;
}

/** Since this version the axis is an input. */
const axisAsInput = 20;

const readFourier = (node: NodeView): FourierDetails => ({
  axis: node.opset < axisAsInput ? node.number('axis', 1) : node.has(2) ? node.values(2)?.[0] : -2,
  inverse: node.flag('inverse'),
  onesided: node.flag('onesided'),
});

/** Cosine and sine of a part of a turn, good to a few roundings relative to their own size: angles are at most an eighth of a turn. */
function turnedBy(part: number, whole: number): readonly [cosine: number, sine: number] {
  const eighth = Math.floor((8 * part) / whole);
  // From the nearest quarter, forward or backward.
  const quarter = Math.floor((eighth + 1) / 2);
  const angle = (2 * Math.PI * (4 * part - quarter * whole)) / (4 * whole);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  switch (quarter % 4) {
    case 0:
      return [cosine, sine];
    case 1:
      return [-sine, cosine];
    case 2:
      return [-cosine, -sine];
    default:
      return [sine, -cosine];
  }
}

/** Roundings of an angle, of its sine, and what a library's sine may be off by. */
const roundings = 16;

function writeFourier(context: ProgramContext, { axis: told, inverse, onesided }: FourierDetails): void {
  const input = context.live(0);
  const rank = input.dims.length;
  if (told === undefined) throw context.obstacle('dft along an axis that is not known');
  const axis = axisOf(told, rank);
  const parts = input.dims.at(-1)!;
  const length = input.dims[axis] ?? 0;
  const size = context.node.has(1) ? Number(context.fixed(1).values[0]) : length;
  if (axis === rank - 1 || axis < 0 || parts > 2 || !(size > 0) || (inverse && onesided))
    throw context.obstacle('dft of a form that is not read yet');
  const count = onesided ? Math.floor(size / 2) + 1 : size;
  const dims = input.dims.map((side, at) => (at === axis ? count : at === rank - 1 ? 2 : side));
  const steps = stridesOf(input.dims);
  const builder = new MapBuilder(context.name);
  eachIndex(dims, (index) => {
    const frequency = index[axis]!;
    const isImaginary = index[rank - 1] === 1;
    const start = index.reduce((sum, at, i) => sum + (i === axis || i === rank - 1 ? 0 : at * steps[i]!), 0);
    for (let at = 0; at < Math.min(size, length); at++) {
      const [cosine, turned] = turnedBy((frequency * at) % size, size);
      const sine = inverse ? turned : -turned;
      const place = start + at * steps[axis]!;
      builder.add(place, isImaginary ? sine : cosine);
      if (parts === 2) builder.add(place + 1, isImaginary ? cosine : -sine);
    }
    builder.endRow();
  });
  const divisors = inverse ? new Float64Array(sizeOfDims(dims)).fill(size) : undefined;
  const map = builder.map(sizeOfDims(input.dims), { uncertainty: roundings, ...(divisors && { divisors }) });
  context.affine([input], map, dims);
}

/** A grid that a matrix turns and moves: each place of it is linear in the matrix. */
function writeGrid(context: ProgramContext, aligned: boolean): void {
  const theta = context.live(0);
  const [, , ...sides] = Array.from(context.fixed(1).values, Number);
  const axes = sides.length;
  const images = theta.dims[0] ?? 0;
  const fits = images === 1 && (axes === 2 || axes === 3) && theta.dims[1] === axes && theta.dims[2] === axes + 1;
  if (!fits || (aligned && sides.some((side) => side < 2)))
    throw context.obstacle('affinegrid of a form that is not read yet');
  const builder = new MapBuilder(context.name);
  const dims = [1, ...sides, axes];
  eachIndex(dims, ([, ...index]) => {
    const row = index[axes]!;
    for (let column = 0; column < axes; column++) {
      // The first coordinate runs along the last side. Whole numbers divided once.
      const side = sides[axes - 1 - column]!;
      const at = index[axes - 1 - column]!;
      const place = aligned ? (2 * at - (side - 1)) / (side - 1) : (2 * at + 1 - side) / side;
      builder.add(row * (axes + 1) + column, place);
    }
    builder.add(row * (axes + 1) + axes, 1);
    builder.endRow();
  });
  context.affine([theta], builder.map(sizeOfDims(theta.dims), { uncertainty: 1 }), dims);
}

/** What a rotary embedding is told. */
interface RotaryDetails {
  readonly interleaved: boolean;
  readonly heads: number;
  readonly turned: number;
}

/** Pairs of numbers of each head, turned by the angles of their position. */
function writeRotary(context: ProgramContext, { interleaved, heads, turned }: RotaryDetails): void {
  const input = context.live(0);
  const [cosines, sines] = [context.fixed(1), context.fixed(2)];
  const positions = context.node.has(3) ? context.fixed(3).values : undefined;
  const { dims } = input;
  const isFlat = dims.length === 3;
  const [count, sequence] = isFlat ? [heads, dims[1]!] : [dims[1]!, dims[2]!];
  const width = isFlat ? dims[2]! / heads : dims[3]!;
  const size = turned === 0 ? width : turned;
  const half = size / 2;
  if (
    dims[0] !== 1 ||
    !(count > 0) ||
    !Number.isInteger(width) ||
    !Number.isInteger(half) ||
    cosines.dims.at(-1) !== half
  )
    throw context.obstacle('rotaryembedding of a form that is not read yet');
  const builder = new MapBuilder(context.name);
  eachIndex(isFlat ? [sequence, count, width] : [count, sequence, width], ([first = 0, second = 0, at = 0]) => {
    const position = isFlat ? first : second;
    const start = (isFlat ? first * count + second : first * sequence + second) * width;
    if (at >= size) builder.add(start + at, 1);
    else {
      const pair = interleaved ? Math.floor(at / 2) : at % half;
      const isSecond = interleaved ? at % 2 === 1 : at >= half;
      const [one, other] = interleaved ? [2 * pair, 2 * pair + 1] : [pair, pair + half];
      const angle = (positions?.[position] ?? position) * half + pair;
      const [cosine, sine] = [cosines.values[angle]!, sines.values[angle]!];
      builder.add(start + one, isSecond ? sine : cosine);
      builder.add(start + other, isSecond ? cosine : -sine);
    }
    builder.endRow();
  });
  context.affine([input], builder.map(sizeOfDims(dims)), dims);
}

// Pairs of numbers are turned by angles that are told.
const turnsPairs = {
  said: 'd, if the angles do not depend on brightness',
  of: ({ form, forms }: DegreeContext): DegreeFinding =>
    forms(1).every(isLevel)
      ? { form: forms(1).every(isFixed) ? form(0) : product([form(0), levelDegree]) }
      : { form: form(0), flaw: indicesFlaw },
};

/** Fourier transforms, grids and rotary embeddings. */
export const turning: readonly Operation[] = [
  operation({ names: 'DFT', read: readFourier, degree: movesNumbers, pieces: linearInFirst, follow: writeFourier }),
  operation({
    names: 'AffineGrid',
    read: (node) => node.flag('align_corners'),
    degree: movesNumbers,
    pieces: linearInFirst,
    follow: writeGrid,
  }),
  operation({
    names: 'RotaryEmbedding',
    read: (node): RotaryDetails => ({
      interleaved: node.flag('interleaved'),
      heads: node.number('num_heads', 0),
      turned: node.number('rotary_embedding_dim', 0),
    }),
    degree: turnsPairs,
    pieces: linearInFirst,
    follow: writeRotary,
    dims: sameDims,
  }),
  plainOperation({ names: 'com.microsoft.RotaryEmbedding', degree: turnsPairs, dims: sameDims }),
];
