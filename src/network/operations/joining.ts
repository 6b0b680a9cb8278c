import { countedValues, flawOfConstant } from '../degree/flaw.js';
import { axisOf, isTooLarge, sizeOfDims, type Dims } from '../dims.js';
import type { Numbers } from '../numbers.js';
import { gatherMap } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import { equalDegrees } from './equalDegrees.js';
import { taken } from './folding.js';
import { operation, type Operation } from './operation.js';
import { sharedSign } from './signs.js';
import { linear } from './usual.js';

/**
 * Where each number of several tensors side by side comes from, counted through all of them one after the other.
 *
 * @returns undefined if the shapes do not fit, or are too large.
 */
function joined(
  shapes: readonly Dims[],
  axis: number,
): { readonly dims: Dims; readonly places: Int32Array } | undefined {
  const [head] = shapes;
  if (head === undefined) return undefined;
  const along = axisOf(axis, head.length);
  const dims = head.map((size, i) => (i === along ? shapes.reduce((sum, shape) => sum + (shape[i] ?? 0), 0) : size));
  if (shapes.some((shape) => shape.length !== head.length || shape.some((size, i) => i !== along && size !== dims[i])))
    return undefined;
  if (isTooLarge(dims)) return undefined;
  const inner = sizeOfDims(dims.slice(along + 1));
  const outer = sizeOfDims(dims.slice(0, along));
  const places = new Int32Array(sizeOfDims(dims));
  let at = 0;
  for (let block = 0; block < outer; block++) {
    let start = 0;
    for (const shape of shapes) {
      const length = shape[along]! * inner;
      for (let i = 0; i < length; i++) places[at++] = start + block * length + i;
      start += length * outer;
    }
  }
  return { dims, places };
}

function writeConcat(context: ProgramContext, axis: number): void {
  const live = context.all().map((_, position) => context.live(position));
  const shapes = live.map(({ dims }) => dims);
  const found = joined(shapes, axis);
  if (found === undefined) throw context.obstacle('concat of shapes that do not fit, or are too large');
  const columns = shapes.reduce((sum, dims) => sum + sizeOfDims(dims), 0);
  context.affine(live, gatherMap(context.name, columns, found.places), found.dims);
}

function concatenated(inputs: readonly (Numbers | undefined)[], axis: number): Numbers | undefined {
  const all = inputs.flatMap((input) => (input === undefined ? [] : [input]));
  const shapes = all.map(({ dims }) => dims);
  const found = joined(shapes, axis);
  if (found === undefined || all.length !== inputs.length) return undefined;
  const row = new Float64Array(found.places.length);
  let start = 0;
  for (const { values } of all) {
    row.set(values, start);
    start += values.length;
  }
  const type = all.every((one) => one.type?.number === all[0]?.type?.number) ? all[0]?.type : undefined;
  const isRounded = all.some((one) => one.isRounded === true);
  return taken({ dims: [], values: row, type, ...(isRounded && { isRounded }) }, found.places, found.dims);
}

/** Tensors side by side. */
export const joining: readonly Operation[] = [
  operation({
    names: 'Concat',
    read: (node) => node.number('axis', 0),
    degree: {
      said: 'd, if all degrees are equal',
      of: (context) =>
        equalDegrees(context, (values) =>
          flawOfConstant('a constant beside the rest', values, (known) => ({
            kind: 'token',
            what: `puts a constant beside the rest (a class token): ${countedValues(known)}`,
            remedy: 'Leave it out: average over the positions instead of adding a class token.',
          })),
        ),
    },
    pieces: linear,
    follow: writeConcat,
    fold: (inputs, axis) => [concatenated(inputs, axis)],
    sign: sharedSign,
  }),
];
