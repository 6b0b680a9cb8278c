import { isLevel, levelled } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { indicesFlaw, undecidedFlaw } from '../degree/flaw.js';
import { eachIndex, sizeOfDims, type Dims, type OpenDims } from '../dims.js';
import { elementTypeNamed } from '../elementTypes.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import { maximumWindows, windowCounts, type PoolingWindows, type Sliding, type SlidingWindows } from '../windows.js';
import { slidingOver } from './convolution.js';
import type { NodeView } from './node.js';
import { operation, plainOperation, type DegreeContext, type Operation } from './operation.js';
import { hasEmptyWindow } from './emptyWindows.js';
import { readWindows } from './readWindows.js';
import { keepsSign, neverNegative } from './signs.js';
import { keepsDegree, linear } from './usual.js';

/**
 * d for the values, 0 for where they were. A padding of -∞ never wins, and one of 0 is of any degree. A window of nothing but
 * padding has the lowest of all floats for its maximum, or whatever the engine takes: no value of the image, and not 0.
 */
function largestDegree({ node, form }: DegreeContext, windows: SlidingWindows): DegreeFinding {
  const forms = [form(0), levelled(form(0))];
  const empty = hasEmptyWindow(windows, node.dims(0)?.slice(2));
  if (empty === false) return { form: forms };
  const remedy = 'Pad by less than the window, and without dilation.';
  if (empty === 'size unknown')
    return {
      form: forms,
      flaw: undecidedFlaw('a window may hold nothing but padding: the size of what it is over is not known', remedy),
    };
  const what = 'a window holds nothing but padding, whose maximum is no value of the image';
  return { form: forms, flaw: { kind: 'padding', what, remedy } };
}

function writeMaximum(context: ProgramContext, told: PoolingWindows): void {
  const input = context.live();
  const [, channels = 0, ...sides] = input.dims;
  if (context.node.isRead(1)) throw context.obstacle('maxpool that gives places');
  const { windows, size, counts } = maximumWindows(told, channels, sides);
  for (let start = 0; start < windows.length; start += size)
    if (windows.subarray(start, start + size).every((place) => place < 0))
      throw context.obstacle('a window of nothing but padding');
  const dims = [1, channels, ...counts];
  context.give(context.writer.maximum(context.name, input, windows, size, false, dims));
}

/** What an average over windows is told. */
interface Averaging {
  readonly windows: PoolingWindows;
  /** Whether a padding of 0 counts in the number of values that a sum is divided by. */
  readonly countsPadding: boolean;
}

function writeAverage(context: ProgramContext, { windows: told, countsPadding }: Averaging): void {
  const input = context.live(0);
  const [, channels = 0, ...sides] = input.dims;
  const kernel = told === 'everything' ? sides : (told.kernel ?? sides);
  const { counts, visit, rows } = slidingOver(context, told, sides, kernel);
  // A window that rounding up pushed beyond the padding counts what is within.
  const behind = paddingBehind(told, rows, sides);
  const counted = (window: readonly number[]): number =>
    rows.reduce((product, { start, stride, size, dilation }, axis) => {
      const from = start + window[axis]! * stride;
      const within = Array.from({ length: size }, (_, i) => from + i * dilation).filter(
        (at) => at < sides[axis]! + behind[axis]!,
      );
      return product * within.length;
    }, 1);
  const area = sizeOfDims(sides);
  const builder = new MapBuilder(context.name);
  const divisors: number[] = [];
  for (let channel = 0; channel < channels; channel++)
    eachIndex(counts, (window) => {
      let inside = 0;
      visit(window, (place) => {
        if (place < 0) return;
        builder.add(channel * area + place, 1);
        inside++;
      });
      builder.endRow();
      if (inside === 0) throw context.obstacle('a window of nothing but padding');
      divisors.push(countsPadding ? counted(window) : inside);
    });
  const map = builder.map(channels * area, { divisors: Float64Array.from(divisors) });
  context.affine([input], map, [1, channels, ...counts]);
}

/** How far padding reaches behind each side. */
const paddingBehind = (told: PoolingWindows, rows: Sliding['rows'], sides: Dims): Dims =>
  rows.map(({ count, start, stride, size, dilation }, axis) => {
    if (told === 'everything' || told.autoPad === 'VALID') return 0;
    if (told.autoPad === 'NOTSET') return told.pads[axis + sides.length] ?? 0;
    return Math.max(0, start + (count - 1) * stride + (size - 1) * dilation + 1 - sides[axis]!);
  });

function pooledDims(node: NodeView): OpenDims | undefined {
  const dims = node.dims(0);
  return dims && [...dims.slice(0, 2), ...windowCounts(readWindows(node), dims.slice(2))];
}

/** One number a channel. */
const globalDims = (node: NodeView): OpenDims | undefined => node.dims(0)?.map((size, axis) => (axis < 2 ? size : 1));

const placed = { said: 'd, if places do not depend on brightness', of: placedDegree };

/** Values are put back where they were: 0 is everywhere else. */
function placedDegree({ form, forms }: DegreeContext): DegreeFinding {
  return forms(1).every(isLevel) ? { form: form(0) } : { form: form(0), flaw: indicesFlaw };
}

/** Windows of an image, each of which becomes one number. */
export const pooling: readonly Operation[] = [
  operation({
    names: 'MaxPool',
    read: readWindows,
    degree: { said: 'd, if no window can be all padding', of: largestDegree },
    pieces: {
      said: 'kinks where another number is the largest',
      // Patterns are read over height and width.
      of: (node, windows) =>
        windows.kernel?.length === 2 && !node.isRead(1) ? { kind: 'maximum', windows } : 'curved',
    },
    follow: writeMaximum,
    // A padding of -infinity never wins: a window of nothing else is a flaw.
    sign: keepsSign,
    dims: pooledDims,
    type: (node, _, output) => (output === 1 ? elementTypeNamed('int64') : node.elementType(0)),
  }),
  plainOperation({
    names: 'GlobalMaxPool',
    degree: keepsDegree,
    pieces: {
      said: 'kinks where another number is the largest',
      of: () => ({ kind: 'maximum', windows: 'everything' }),
    },
    follow: (context) => writeMaximum(context, 'everything'),
    sign: keepsSign,
    dims: globalDims,
  }),
  operation({
    names: 'AveragePool',
    read: (node): Averaging => ({ windows: readWindows(node), countsPadding: node.flag('count_include_pad') }),
    degree: keepsDegree,
    pieces: linear,
    follow: writeAverage,
    sign: keepsSign,
    dims: pooledDims,
  }),
  plainOperation({
    names: 'GlobalAveragePool',
    degree: keepsDegree,
    pieces: linear,
    follow: (context) => writeAverage(context, { windows: 'everything', countsPadding: false }),
    sign: keepsSign,
    dims: globalDims,
  }),
  plainOperation({
    names: 'LpPool GlobalLpPool',
    degree: { said: 'd', of: ({ form }) => ({ form: form(0), squares: true }) },
    sign: neverNegative,
    dims: (node) => (node.operation === 'LpPool' ? pooledDims(node) : globalDims(node)),
  }),
  plainOperation({ names: 'MaxUnpool RoiAlign GridSample', degree: placed }),
];
