import { float, int, ints, string, type Draft, type Drafted } from './draft.js';
import type { Layer } from './layer.js';

// Layers on rows: [features].

const widthOf = ({ dims: [width = 1] }: Drafted): number => width;

/** A dense layer, in one of the ways to write one. */
export function dense(draft: Draft, input: Drafted, to: number): Drafted {
  const width = widthOf(input);
  const { chance } = draft;
  const biased = chance.happens(0.5);
  if (chance.happens(0.5)) {
    const product = draft.add('MatMul', [input.name, draft.weights([width, to], width)]);
    return { name: biased ? draft.add('Add', [product, draft.offsets([to])]) : product, dims: [to] };
  }
  const turned = chance.happens(0.5);
  const weights = draft.weights(turned ? [to, width] : [width, to], width);
  const bias = biased || draft.opset < 11 ? [draft.offsets([to])] : [];
  const attributes = {
    transB: int(turned ? 1 : 0),
    ...(chance.happens(0.2) && { alpha: float(chance.pick(0.5, 0.3)) }),
    ...(chance.happens(0.2) && { beta: float(chance.pick(0, 0.5, 2)) }),
  };
  return { name: draft.add('Gemm', [input.name, weights, ...bias], attributes), dims: [to] };
}

const hidden: Layer = (draft, input) => dense(draft, input, draft.chance.whole(2, 8));

const split: Layer = (draft, input) => {
  const width = widthOf(input);
  if (width < 2) return undefined;
  const first = draft.chance.whole(1, width - 1);
  const name = draft.newName('Split');
  const sizes = [first, width - first];
  const outputs = [`${name}_a`, `${name}_b`];
  const asInput = draft.opset >= 13;
  const inputs = asInput ? [input.name, draft.whole(...sizes)] : [input.name];
  const attributes = { axis: int(1), ...(!asInput && { split: ints(...sizes) }) };
  draft.nodes.push({ op: 'Split', name, inputs, outputs, attributes });
  return { name: draft.add('Concat', [outputs[1]!, outputs[0]!], { axis: int(1) }), dims: [width] };
};

const sliced: Layer = (draft, input) => {
  const width = widthOf(input);
  if (width < 3) return undefined;
  const { opset, chance } = draft;
  if (opset < 10)
    return {
      name: draft.add('Slice', [input.name], { starts: ints(1), ends: ints(width), axes: ints(1) }),
      dims: [width - 1],
    };
  const backward = chance.happens(0.5);
  const [start, end, step] = backward ? [-1, -width - 1, -1] : [1, 1_000_000, 1];
  const inputs = [input.name, draft.whole(start), draft.whole(end), draft.whole(1), draft.whole(step)];
  return { name: draft.add('Slice', inputs), dims: [backward ? width : width - 1] };
};

const gathered: Layer = (draft, input) => {
  const width = widthOf(input);
  const indices = Array.from({ length: draft.chance.whole(1, 6) }, () => draft.chance.whole(0, width - 1));
  return { name: draft.add('Gather', [input.name, draft.whole(...indices)], { axis: int(1) }), dims: [indices.length] };
};

const tiled: Layer = (draft, input) =>
  widthOf(input) > 8
    ? undefined
    : { name: draft.add('Tile', [input.name, draft.whole(1, 2)]), dims: [widthOf(input) * 2] };

const unsqueezed: Layer = (draft, input) => {
  const later = draft.opset >= 13;
  const axes = later ? [draft.whole(1)] : [];
  const attributes = later ? {} : { axes: ints(1) };
  const wide = draft.add('Unsqueeze', [input.name, ...axes], attributes);
  const relu = draft.add('Relu', [wide]);
  return { name: draft.add('Squeeze', [relu, ...axes], attributes), dims: input.dims };
};

/** A shape that is computed from that of the image. */
const reshaped: Layer = (draft, input) => {
  const width = widthOf(input);
  if (width % 2 !== 0) return undefined;
  const rows = draft.add('Reshape', [input.name, draft.whole(0, 2, width / 2)]);
  const shape = draft.add('Shape', [input.name]);
  const turned = draft.add('Transpose', [rows], { perm: ints(0, 2, 1) });
  return { name: draft.add('Reshape', [turned, shape]), dims: [width] };
};

const softmax: Layer = (draft, input) => {
  if (draft.isPiecewise || draft.chance.happens(0.6)) return undefined;
  const level =
    draft.opset >= 9 && draft.type === 'float32' && draft.chance.happens(0.6) ? draft.apply('Sign', input) : input;
  return draft.apply('Softmax', level, { axis: int(1) });
};

const einsum: Layer = (draft, input) => {
  if (draft.opset < 12) return undefined;
  const width = widthOf(input);
  const to = draft.chance.whole(2, 5);
  const weights = draft.weights([width, to], width);
  return { name: draft.add('Einsum', [input.name, weights], { equation: string('nf,fg->ng') }), dims: [to] };
};

const scaler: Layer = (draft, input) => {
  if (draft.type === 'float64') return undefined;
  const width = widthOf(input);
  const { chance } = draft;
  const shift = draft.offset(0.3, 1e-6);
  const offset = { floats: chance.happens(0.5) ? [chance.normal() * shift] : chance.normals(width, shift) };
  const scale = { floats: chance.normals(offset.floats.length) };
  return { name: draft.add('Scaler', [input.name], { offset, scale }, 'ai.onnx.ml'), dims: [width] };
};

const expanded: Layer = (draft, input) => {
  if (draft.opset < 8) return undefined;
  return { name: draft.add('Expand', [input.name, draft.whole(1, widthOf(input))]), dims: input.dims };
};

/** Layers that only rows have. */
export const rowLayers: readonly Layer[] = [
  hidden,
  hidden,
  hidden,
  hidden,
  split,
  sliced,
  gathered,
  tiled,
  unsqueezed,
  reshaped,
  softmax,
  einsum,
  scaler,
  expanded,
];
