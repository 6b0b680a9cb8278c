import { anyDegree, isLevel, join, levelDegree } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { undecidedFlaw } from '../degree/flaw.js';
import { sizeOfDims, spreadPlaces, type Dims } from '../dims.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import type { NodeView } from './node.js';
import { operation, plainOperation, type DegreeContext, type Operation } from './operation.js';
import { curvedDegree } from './usual.js';

export const normalise = 'Normalise what goes into it (cosine attention), so that it has degree 0.';

// A mask may leave nothing to attend to.
const curved = curvedDegree('a domain', normalise);

/** One thing to attend to has all the weight; keys and values that are handed on are not touched. */
function attended(context: DegreeContext): DegreeFinding {
  const what = `${context.node.operation.replace(/^.*\./, '')} of values that brightness changes`;
  return { ...curved.of(context), flaw: undecidedFlaw(what, normalise) };
}

/** What an Attention of ONNX is told. */
interface AttentionDetails {
  /** Of queries and keys, where heads are not a dimension of their own. */
  readonly heads: readonly [queries: number, keys: number];
  /** What a query times a key is multiplied by; undefined: 1 / sqrt(size of a head). */
  readonly scale: number | undefined;
  readonly isCausal: boolean;
  /** What is not followed, whatever it does. */
  readonly unread: string | undefined;
}

function readAttention(node: NodeView): AttentionDetails {
  const scale = node.number('scale', 0);
  const capped = node.number('softcap', 0) !== 0;
  const handedOn = [4, 5, 6].some((position) => node.has(position));
  return {
    heads: [node.number('q_num_heads', 0), node.number('kv_num_heads', 0)],
    scale: scale === 0 ? undefined : scale,
    isCausal: node.flag('is_causal'),
    unread: capped ? 'attention with a softcap' : handedOn ? 'attention to earlier keys' : undefined,
  };
}

/** Heads, rows and numbers a row of a query, key or value, and where a number lies. */
interface Heads {
  readonly count: number;
  readonly rows: number;
  readonly size: number;
  readonly at: (head: number, row: number, place: number) => number;
}

function headsOf(context: ProgramContext, dims: Dims, told: number): Heads {
  const [batch = 1, second = 0, third = 0, fourth] = dims;
  if (batch !== 1) throw context.obstacle('attention of several images at once');
  if (fourth !== undefined) {
    const at = (head: number, row: number, place: number): number => (head * third + row) * fourth + place;
    return { count: second, rows: third, size: fourth, at };
  }
  if (dims.length !== 3 || told < 1 || third % told !== 0)
    throw context.obstacle('attention with heads that do not fit');
  const size = third / told;
  return { count: told, rows: second, size, at: (head, row, place) => row * third + head * size + place };
}

/**
 * Values weighed by constants: softmax(scale · Q Kᵀ + mask) V, head by head, where Q, K and the mask are the same for every
 * image. The definition is that of ONNX, operator set 23.
 */
function writeAttention(context: ProgramContext, { heads, scale, isCausal, unread }: AttentionDetails): void {
  if (unread !== undefined) throw context.obstacle(unread);
  const { node } = context;
  const values = context.live(2);
  const [queries, keys] = [context.fixed(0), context.fixed(1)];
  const [q, k, v] = [
    headsOf(context, queries.dims, heads[0]),
    headsOf(context, keys.dims, heads[1]),
    headsOf(context, values.dims, heads[1]),
  ];
  if (q.size !== k.size || k.rows !== v.rows || k.count !== v.count || q.count % k.count !== 0)
    throw context.obstacle('attention of shapes that do not fit');
  const mask = node.has(3) ? context.fixed(3) : undefined;
  const isChosen = node.elementType(3)?.kind === 'truth';
  const masked = mask && spreadPlaces(mask.dims, [1, q.count, q.rows, k.rows]);
  const factor = scale ?? 1 / Math.sqrt(q.size);

  /** What a query makes of a key, and how large the terms are that it is the sum of. */
  const lead = (head: number, row: number, other: number): readonly [sum: number, size: number] => {
    const group = Math.floor(head / (q.count / k.count));
    const at = (head * q.rows + row) * k.rows + other;
    const shift = mask && masked ? mask.values[masked[at]!]! : undefined;
    if ((isCausal && other > row) || (isChosen && shift === 0)) return [-Infinity, 0];
    let [sum, size] = [0, 0];
    for (let place = 0; place < q.size; place++) {
      const term = factor * queries.values[q.at(head, row, place)]! * keys.values[k.at(group, other, place)]!;
      sum += term;
      size += Math.abs(term);
    }
    if (shift === undefined || isChosen) return [sum, size];
    return [sum + shift, shift === -Infinity ? 0 : size + Math.abs(shift)];
  };

  const builder = new MapBuilder(context.name);
  let largest = 0;
  const rowOf = (head: number, row: number): Float64Array => {
    const leads = Array.from({ length: k.rows }, (_, other) => lead(head, row, other));
    const highest = leads.reduce((most, [sum]) => Math.max(most, sum), -Infinity);
    for (const [sum, size] of leads) {
      largest = Math.max(largest, size);
      // Too small for a float to be right to the last digits, and not nothing.
      if (sum !== -Infinity && sum - highest < -700) throw context.obstacle('attention with weights next to nothing');
    }
    const weights = Float64Array.from(leads, ([sum]) => Math.exp(sum - highest));
    const total = weights.reduce((all, weight) => all + weight, 0);
    return weights.map((weight) => weight / total);
  };
  const write = (head: number, weights: Float64Array): void => {
    const group = Math.floor(head / (q.count / k.count));
    for (let place = 0; place < v.size; place++) {
      weights.forEach((weight, other) => builder.add(v.at(group, other, place), weight));
      builder.endRow();
    }
  };
  const isFlat = values.dims.length === 3;
  if (isFlat)
    for (let row = 0; row < q.rows; row++) for (let head = 0; head < q.count; head++) write(head, rowOf(head, row));
  else for (let head = 0; head < q.count; head++) for (let row = 0; row < q.rows; row++) write(head, rowOf(head, row));
  // A lead is off by as many roundings of its terms as it has, and exp by as much of itself; then the sum and the quotient.
  const uncertainty = 4 * (q.size + 8) * (largest + 1) + k.rows + 8;
  const dims = isFlat ? [1, q.rows, q.count * v.size] : [1, q.count, q.rows, v.size];
  context.affine([values], builder.map(sizeOfDims(values.dims), { uncertainty }), dims);
}

/** Sums weighed by a softmax of what is asked for. */
export const attention: readonly Operation[] = [
  operation({
    names: 'Attention',
    read: readAttention,
    degree: {
      said: 'd of the values, if brightness does not change queries, keys and mask',
      of: (context) => {
        const { form } = context;
        // A mask may leave nothing to attend to.
        if (![0, 1, 3, 4].every((position) => isLevel(form(position)))) return attended(context);
        const values = join([form(2), form(5)]);
        if (values === undefined)
          return { form: anyDegree, flaw: undecidedFlaw('values of different degrees', normalise), partial: true };
        return { form: [values, form(1), values, levelDegree], partial: true };
      },
    },
    pieces: {
      said: 'linear in the values, if queries, keys and mask are constants',
      of: (node) => ([0, 1, 3, 4, 5, 6].some((position) => node.isComputed(position)) ? 'curved' : 'linear'),
    },
    follow: writeAttention,
    notExact: 'an exponential, which is no fraction',
  }),
  plainOperation({
    names: 'com.microsoft.Attention com.microsoft.MultiHeadAttention',
    degree: { said: curved.said, of: attended },
  }),
];
