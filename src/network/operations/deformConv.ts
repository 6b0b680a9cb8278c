import { isLevel, product } from '../degree/degree.js';
import { indicesFlaw } from '../degree/flaw.js';
import { eachIndex, sizeOfDims } from '../dims.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import type { NodeView } from './node.js';
import { operation, type Operation } from './operation.js';
import { biasedDegree } from './products.js';
import { linearInFirst } from './usual.js';

/** What a deformable convolution is told. */
interface DeformDetails {
  readonly groups: number;
  readonly offsetGroups: number;
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

const readDeform = (node: NodeView): DeformDetails => ({
  groups: node.number('group', 1),
  offsetGroups: node.number('offset_group', 1),
  strides: node.list('strides') ?? [1, 1],
  dilations: node.list('dilations') ?? [1, 1],
  pads: node.list('pads') ?? [0, 0, 0, 0],
});

/** Roundings of a weight: two parts of a place between pixels, the mask, and the products. */
const roundings = 6;

/**
 * A convolution whose windows take numbers from places that are moved by offsets, between pixels too; linear where offsets and mask are
 * constants.
 */
function writeDeform(context: ProgramContext, details: DeformDetails): void {
  const { groups, offsetGroups, strides, dilations, pads } = details;
  const input = context.live(0);
  const [weights, offsets] = [context.fixed(1), context.fixed(2)];
  const bias = context.node.has(3) ? context.fixed(3).values : undefined;
  const mask = context.node.has(4) ? context.fixed(4).values : undefined;
  const [, channels = 0, height = 0, width = 0] = input.dims;
  const [filters = 0, eachGroup = 0, rows = 0, columns = 0] = weights.dims;
  const size = rows * columns;
  const [images, moved = 0, high = 0, wide = 0] = offsets.dims;
  const fits =
    input.dims.length === 4 &&
    weights.dims.length === 4 &&
    images === 1 &&
    moved === offsetGroups * size * 2 &&
    eachGroup * groups === channels &&
    filters % groups === 0 &&
    channels % offsetGroups === 0;
  if (!fits) throw context.obstacle('deformconv of shapes that do not fit');
  const area = high * wide;
  const dims = [1, filters, high, wide];
  const builder = new MapBuilder(context.name);
  const places = (window: number, inner: number, group: number): readonly (readonly [number, number])[] => {
    const at = (group * size + inner) * 2 * area + window;
    const y = movedPlace(
      context,
      Math.floor(window / wide) * (strides[0] ?? 1) -
        (pads[0] ?? 0) +
        Math.floor(inner / columns) * (dilations[0] ?? 1),
      offsets.values[at]!,
    );
    const x = movedPlace(
      context,
      (window % wide) * (strides[1] ?? 1) - (pads[1] ?? 0) + (inner % columns) * (dilations[1] ?? 1),
      offsets.values[at + area]!,
    );
    const factor = mask?.[(group * size + inner) * area + window] ?? 1;
    const found: [number, number][] = [];
    for (const [row, part] of around(y))
      for (const [column, share] of around(x))
        if (row >= 0 && row < height && column >= 0 && column < width && part * share !== 0)
          found.push([row * width + column, part * share * factor]);
    return found;
  };
  const known = new Map<number, ReturnType<typeof places>>();
  for (let filter = 0; filter < filters; filter++) {
    const from = Math.floor(filter / (filters / groups)) * eachGroup;
    for (let window = 0; window < area; window++) {
      for (let channel = 0; channel < eachGroup; channel++) {
        const group = Math.floor((from + channel) / (channels / offsetGroups));
        for (let inner = 0; inner < size; inner++) {
          const key = (group * size + inner) * area + window;
          const taken = known.get(key) ?? places(window, inner, group);
          known.set(key, taken);
          const weight = weights.values[(filter * eachGroup + channel) * size + inner]!;
          for (const [place, part] of taken) builder.add((from + channel) * height * width + place, weight * part);
        }
      }
      builder.endRow();
    }
  }
  const added = new Float64Array(sizeOfDims(dims));
  if (bias !== undefined) eachIndex(dims, ([, filter = 0], place) => (added[place] = bias[filter]!));
  context.affine([input], builder.map(channels * height * width, { offsets: added, uncertainty: roundings }), dims);
}

/** A place that is moved: a sum that has to be exact, since what is between two pixels is a part of it. */
function movedPlace(context: ProgramContext, start: number, offset: number): number {
  const place = start + offset;
  if (place - start !== offset || place - offset !== start) throw context.obstacle('offsets next to nothing');
  return place;
}

/** The two pixels around a place, with the share of each. */
function around(place: number): readonly (readonly [number, number])[] {
  const low = Math.floor(place);
  return [
    [low, 1 - (place - low)],
    [low + 1, place - low],
  ];
}

/** Convolutions over places that are moved. */
export const deformConv: readonly Operation[] = [
  operation({
    names: 'DeformConv',
    read: readDeform,
    degree: {
      said: 'sum of degrees, if the bias is 0 and brightness moves no places',
      of: (context) => {
        const { node, form } = context;
        // Numbers are taken from places between pixels, and multiplied by a mask.
        const mask = node.has(4) ? [form(4)] : [];
        const found = biasedDegree(context, product([form(0), form(1), ...mask]), 3);
        return isLevel(form(2)) ? found : { ...found, flaw: indicesFlaw };
      },
    },
    pieces: linearInFirst,
    follow: writeDeform,
    dims: (node) => node.dims(0)?.map(() => undefined),
  }),
];
