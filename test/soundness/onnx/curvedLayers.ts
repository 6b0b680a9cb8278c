import { float, int, ints, string, type Draft, type Drafted } from './draft.js';
import type { Layer } from './layer.js';
import { reduced } from './anyLayers.js';

// Layers on rows that are curved, or jump: only the structure can say something about them.

const widthOf = ({ dims: [width = 1] }: Drafted): number => width;

/** A constant of a row's width, with numbers about 1. */
const about = (draft: Draft, value: number, width: number): string =>
  draft.constant(
    [width],
    draft.chance.normals(width, 0.3).map((one) => one + value),
  );

const layerNorm: Layer = (draft, input) => {
  if (draft.opset < 17) return undefined;
  const width = widthOf(input);
  const inputs = [about(draft, 1, width), draft.offsets([width])];
  return draft.apply('LayerNormalization', input, { epsilon: float(draft.offset(1e-5, 0.1)) }, inputs);
};

const lengthNorm: Layer = (draft, input) =>
  draft.apply('LpNormalization', input, { axis: int(1), p: int(draft.chance.whole(1, 2)) });

const meanVarianceNorm: Layer = (draft, input) =>
  draft.opset < 9 ? undefined : draft.apply('MeanVarianceNormalization', input, { axes: ints(1) });

const largest: Layer = (draft, input) => {
  const { opset, chance } = draft;
  if (opset < 11) return undefined;
  const name = draft.newName('TopK');
  const count = chance.whole(1, widthOf(input));
  const outputs = [`${name}_values`, `${name}_places`];
  const attributes = { axis: int(1), largest: int(chance.whole(0, 1)) };
  draft.nodes.push({ op: 'TopK', name, inputs: [input.name, draft.whole(count)], outputs, attributes });
  if (chance.happens(0.5)) return { name: outputs[0]!, dims: [count] };
  return { name: draft.add('Cast', [outputs[1]!], { to: int(1) }), dims: [count] };
};

const place: Layer = (draft, input) => {
  const op = draft.chance.pick('ArgMax', 'ArgMin');
  const at = draft.add(op, [input.name], { axis: int(1), keepdims: int(1) });
  const number = draft.add('Cast', [at], { to: int(1) });
  return { name: draft.add(draft.chance.pick('Add', 'Mul'), [input.name, number]), dims: input.dims };
};

/** Numbers that are chosen by the place of the largest. */
const chosenByPlace: Layer = (draft, input) => {
  if (draft.opset < 11) return undefined;
  const at = draft.add('ArgMax', [input.name], { axis: int(1), keepdims: int(1) });
  const chosen = draft.add('GatherElements', [input.name, at], { axis: int(1) });
  return { name: draft.add('Sub', [input.name, chosen]), dims: input.dims };
};

const running: Layer = (draft, input) =>
  draft.opset < 11 ? undefined : { name: draft.add('CumSum', [input.name, draft.number64(1)]), dims: input.dims };

const rounded: Layer = (draft, input) =>
  draft.opset < 11 ? undefined : draft.apply(draft.chance.pick('Round', 'Floor', 'Ceil'), input);

const hardened: Layer = (draft, input) => draft.apply('Hardmax', input, { axis: int(1) });

const rest: Layer = (draft, input) =>
  draft.opset < 10 ? undefined : draft.apply('Mod', input, { fmod: int(1) }, [draft.number(draft.chance.pick(0.5, 2))]);

const quantised: Layer = (draft, input) => {
  if (draft.opset < 10) return undefined;
  const [scale, zero] = [draft.number(0.05), draft.newName('c')];
  draft.constants.push({ name: zero, shape: [], data: Uint8Array.of(draft.chance.whole(0, 128)) });
  const codes = draft.add('QuantizeLinear', [input.name, scale, zero]);
  return { name: draft.add('DequantizeLinear', [codes, scale, zero]), dims: input.dims };
};

const quantisedAsItComes: Layer = (draft, input) => {
  // Its scale is that of all images at once.
  if (draft.opset < 11 || !draft.takesOne) return undefined;
  const name = draft.newName('DynamicQuantizeLinear');
  const outputs = [`${name}_codes`, `${name}_scale`, `${name}_zero`];
  draft.nodes.push({ op: 'DynamicQuantizeLinear', name, inputs: [input.name], outputs });
  return { name: draft.add('DequantizeLinear', outputs), dims: input.dims };
};

const product: Layer = (draft, input) => {
  const wide = reduced(
    draft,
    draft.chance.pick('ReduceProd', 'ReduceLogSumExp', 'ReduceSumSquare', 'ReduceMin'),
    input,
  );
  return { name: draft.add(draft.chance.pick('Add', 'Mul', 'Div'), [input.name, wide]), dims: input.dims };
};

/** Numbers put elsewhere into zeros, or into the row. */
const scattered: Layer = (draft, input) => {
  if (draft.opset < 11) return undefined;
  const at = draft.add('ArgMax', [input.name], { axis: int(1), keepdims: int(1) });
  const other = draft.add('ReduceSumSquare', [input.name], { axes: ints(1), keepdims: int(1) });
  const updates =
    draft.chance.happens(0.5) || draft.opset >= 18
      ? draft.add('GatherElements', [input.name, at], { axis: int(1) })
      : other;
  return { name: draft.add('ScatterElements', [input.name, at, updates], { axis: int(1) }), dims: input.dims };
};

/** Attention among the numbers of a row, to themselves. */
const attended: Layer = (draft, input) => {
  const width = widthOf(input);
  const { chance } = draft;
  const column = draft.add('Reshape', [input.name, draft.whole(-1, width, 1)]);
  const normalised = chance.happens(0.5) ? draft.add('LpNormalization', [column], { axis: int(1) }) : column;
  const turned = draft.add('Transpose', [normalised], { perm: ints(0, 2, 1) });
  const weights = draft.add('Softmax', [draft.add('MatMul', [normalised, turned])], { axis: int(2) });
  return {
    name: draft.add('Reshape', [draft.add('MatMul', [weights, column]), draft.whole(-1, width)]),
    dims: [width],
  };
};

const compared: Layer = (draft, input) => {
  if (draft.opset < 9) return undefined;
  const { chance } = draft;
  const other = chance.happens(0.5) ? reduced(draft, 'ReduceMean', input) : draft.number(draft.offset(0.3));
  const bits = draft.add(chance.pick('Greater', 'Less'), [input.name, other]);
  const numbers = draft.add('Cast', [chance.happens(0.3) ? draft.add('Not', [bits]) : bits], { to: int(1) });
  return { name: draft.add(chance.pick('Mul', 'Add'), [input.name, numbers]), dims: input.dims };
};

const padded: Layer = (draft, input) => {
  if (draft.opset < 11) return undefined;
  const level = draft.add('Sign', [input.name]);
  const amounts = draft.whole(0, 1, 0, 0);
  const fill = draft.add('Squeeze', [draft.add('ReduceMax', [input.name], { keepdims: int(0) })]);
  const from = draft.chance.happens(0.5) ? level : input.name;
  // Of all images at once: the fill is one number.
  return draft.takesOne && draft.opset < 18
    ? { name: draft.add('Pad', [from, amounts, fill], { mode: string('constant') }), dims: [widthOf(input) + 1] }
    : undefined;
};

/** Layers that only curved networks on rows have. */
export const curvedLayers: readonly Layer[] = [
  layerNorm,
  lengthNorm,
  meanVarianceNorm,
  largest,
  place,
  chosenByPlace,
  running,
  rounded,
  hardened,
  rest,
  quantised,
  quantisedAsItComes,
  product,
  scattered,
  attended,
  compared,
  padded,
];
