import { anyDegree, isFixed, isLevel, join, levelled, type Degree } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { degreesFlaw, indicesFlaw, unreadableFlaw, type Flaw } from '../degree/flaw.js';
import { axisOf, eachIndex, sizeOfDims, stridesOf } from '../dims.js';
import { gatherMap } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import { beyondBorder } from './moving.js';
import type { NodeView, ToldNumbers } from './node.js';
import { operation, type DegreeContext, type Operation } from './operation.js';
import { linearInFirst } from './usual.js';

/** The number a padding is filled with: 0 does not disturb, and constants of degree 0 do not disturb degree 0. */
export function filledDegree(fill: number | undefined, form: Degree): DegreeFinding {
  if (fill === 0) return { form };
  if (isLevel(form)) return { form: levelled(form), partial: !Number.isFinite(fill) };
  const flaw: Flaw =
    fill === undefined
      ? unreadableFlaw('a padding whose fill cannot be read')
      : { kind: 'padding', what: `a padding filled with ${fill}`, remedy: 'Fill it with 0.' };
  return { form, flaw };
}

/** What a Pad is told. */
interface Padding {
  readonly mode: string;
  readonly amounts: ToldNumbers;
  readonly axes: ToldNumbers;
  /** Undefined where it cannot be read. */
  readonly fill: number | undefined;
}

const readPadding = (node: NodeView): Padding => ({
  mode: node.text('mode') ?? 'constant',
  amounts: node.told(1, 'pads'),
  axes: node.told(3, ''),
  fill: node.has(2) ? node.values(2)?.[0] : node.number('value', 0),
});

function paddedDegree({ node, form }: DegreeContext, { mode, fill }: Padding): DegreeFinding {
  const input = form(0);
  // Amounts are an input from operator set 11 on; so is what it is filled with.
  if (!isLevel(form(1)) || !isLevel(form(3))) return { form: input, flaw: indicesFlaw };
  if (mode !== 'constant') return { form: input };
  if (!node.has(2)) return filledDegree(fill, input);
  const joined = join([input, form(2)]);
  if (joined !== undefined && form(2).kind !== 'constant') return { form: joined };
  // A number of the image beside others of another degree.
  if (!isFixed(form(2)))
    return { form: anyDegree, flaw: degreesFlaw('a padding filled with a number of another degree') };
  return filledDegree(fill, input);
}

function writePadding(context: ProgramContext, { mode, amounts, axes, fill }: Padding): void {
  const input = context.live();
  const { dims } = input;
  const given = context.told(amounts) ?? [];
  const along = (context.told(axes) ?? dims.map((_, axis) => axis)).map((axis) => axisOf(axis, dims.length));
  const [before, after] = [dims.map(() => 0), dims.map(() => 0)];
  along.forEach((axis, i) => {
    before[axis] = given[i] ?? 0;
    after[axis] = given[i + along.length] ?? 0;
  });
  const from = beyondBorder[mode];
  if (from === undefined) throw context.obstacle(`padding by ${mode}`);
  if (fill === undefined && mode === 'constant') throw context.obstacle('a padding whose fill cannot be read');
  const strides = stridesOf(dims);
  const result = dims.map((size, axis) => size + before[axis]! + after[axis]!);
  const places = new Int32Array(sizeOfDims(result));
  eachIndex(result, (index, place) => {
    let at = 0;
    for (let axis = 0; axis < dims.length && at >= 0; axis++) {
      const inside = from(index[axis]! - before[axis]!, dims[axis]!);
      at = inside < 0 ? -1 : at + strides[axis]! * inside;
    }
    places[place] = at;
  });
  if (fill === 0 || mode !== 'constant') return context.rearrange(input, places, result);
  const map = gatherMap(context.name, sizeOfDims(dims), places);
  const offsets = Float64Array.from(places, (place) => (place < 0 ? (fill ?? 0) : 0));
  context.affine([input], { ...map, offsets }, result);
}

/** Numbers beyond the border of an image. */
export const padding: readonly Operation[] = [
  operation({
    names: 'Pad',
    read: readPadding,
    degree: { said: 'd, if filled with 0 or with numbers of the image', of: paddedDegree },
    pieces: linearInFirst,
    follow: writePadding,
  }),
];
