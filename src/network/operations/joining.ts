import { countedValues } from '../degree/flaw.js';
import { axisOf, sizeOfDims, type Dims } from '../dims.js';
import type { Numbers } from '../numbers.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import { equalDegrees } from './equalDegrees.js';
import { operation, type Operation } from './operation.js';
import { linear } from './usual.js';

/** Where each number of several tensors side by side comes from: which tensor, and where in it. */
interface Joined {
  readonly dims: Dims;
  readonly order: readonly (readonly [which: number, place: number])[];
}

/** @returns undefined if the shapes do not fit. */
function joined(shapes: readonly Dims[], axis: number): Joined | undefined {
  const [head] = shapes;
  if (head === undefined) return undefined;
  const along = axisOf(axis, head.length);
  const dims = head.map((size, i) => (i === along ? shapes.reduce((sum, shape) => sum + (shape[i] ?? 0), 0) : size));
  if (shapes.some((shape) => shape.length !== head.length || shape.some((size, i) => i !== along && size !== dims[i])))
    return undefined;
  const inner = sizeOfDims(dims.slice(along + 1));
  const outer = sizeOfDims(dims.slice(0, along));
  const order: (readonly [number, number])[] = [];
  for (let block = 0; block < outer; block++)
    shapes.forEach((shape, which) => {
      const length = shape[along]! * inner;
      for (let i = 0; i < length; i++) order.push([which, block * length + i]);
    });
  return { dims, order };
}

function writeConcat(context: ProgramContext, axis: number): void {
  const live = context.all().map((_, position) => context.live(position));
  const found = joined(
    live.map(({ dims }) => dims),
    axis,
  );
  if (found === undefined) throw context.obstacle('concat of shapes that do not fit');
  const starts: number[] = [];
  let columns = 0;
  for (const { dims } of live) {
    starts.push(columns);
    columns += sizeOfDims(dims);
  }
  const builder = new MapBuilder(context.name);
  for (const [which, place] of found.order) {
    builder.add(starts[which]! + place, 1);
    builder.endRow();
  }
  context.affine(live, builder.map(columns), found.dims);
}

function concatenated(inputs: readonly (Numbers | undefined)[], axis: number): Numbers | undefined {
  const all = inputs.flatMap((input) => (input === undefined ? [] : [input]));
  const found = joined(
    all.map(({ dims }) => dims),
    axis,
  );
  if (found === undefined || all.length !== inputs.length) return undefined;
  const type = all.every((one) => one.type?.number === all[0]?.type?.number) ? all[0]?.type : undefined;
  const values = Float64Array.from(found.order, ([which, place]) => all[which]!.values[place]!);
  return { dims: found.dims, values, type, ...(all.some(({ isRounded }) => isRounded) && { isRounded: true }) };
}

/** Tensors side by side. */
export const joining: readonly Operation[] = [
  operation({
    names: 'Concat',
    read: (node) => node.number('axis', 0),
    degree: {
      said: 'd, if all degrees are equal',
      of: (context) =>
        equalDegrees(context, (values) => ({
          kind: 'token',
          what: `puts a constant beside the rest (a class token): ${countedValues(values)}`,
          remedy: 'Leave it out: average over the positions instead of adding a class token.',
        })),
    },
    pieces: linear,
    follow: writeConcat,
    fold: (inputs, axis) => [concatenated(inputs, axis)],
  }),
];
