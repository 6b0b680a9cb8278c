import { sizeOfDims } from '../../../src/network/dims.js';
import { onnxGraph, type OnnxAttribute } from '../../models/onnxFile.js';
import { float, int, ints, type Draft, type Drafted } from './draft.js';
import type { Layer } from './layer.js';

// Layers on whatever comes: number by number, or along the first dimension after the batch.

function usual(draft: Draft, input: Drafted): Drafted {
  const { chance } = draft;
  const op = chance.pick('Relu', 'Relu', 'Relu', 'LeakyRelu', 'Abs', 'Neg', 'Identity', 'Dropout');
  return draft.apply(op, input, op === 'LeakyRelu' ? { alpha: float(chance.pick(0.1, 1.5, -0.5)) } : {});
}

const curved: Layer = (draft, input) => {
  if (draft.isPiecewise || draft.chance.happens(0.7)) return undefined;
  const { opset } = draft;
  const later: readonly string[] = opset >= 14 ? ['HardSwish'] : [];
  const op = draft.chance.pick('Sigmoid', 'Tanh', 'Elu', 'Softplus', 'Selu', 'HardSigmoid', 'Softsign', ...later);
  return draft.apply(op, input);
};

const thresholded: Layer = (draft, input) => {
  if (draft.isPiecewise || draft.opset < 10 || draft.type === 'float64') return undefined;
  return draft.apply('ThresholdedRelu', input, { alpha: float(draft.offset(1e-6, 0.5)) });
};

const clip: Layer = (draft, input) => {
  const { chance, opset } = draft;
  const low = chance.pick(0, draft.isPure ? 0 : -1, undefined, -3.4028234663852886e38);
  const high = draft.isPure ? undefined : chance.pick(6, 1, undefined, undefined, 3.4028234663852886e38);
  if (opset < 11) {
    if (draft.type === 'float64') return undefined;
    const attributes = {
      ...(low !== undefined && { min: float(low) }),
      ...(high !== undefined && { max: float(high) }),
    };
    return draft.apply('Clip', input, attributes);
  }
  const bounds = [low, high].map((bound) => (bound === undefined ? '' : draft.number(bound)));
  while (bounds.at(-1) === '') bounds.pop();
  return draft.apply('Clip', input, {}, bounds);
};

/** A shape of one number for each of the first dimension, or for every place. */
const parameterDims = (draft: Draft, { dims }: Drafted): readonly number[] =>
  draft.chance.pick(dims, dims, [dims[0]!, ...dims.slice(1).map(() => 1)], []);

const shift: Layer = (draft, input) => {
  const dims = parameterDims(draft, input);
  const op = draft.chance.pick('Add', 'Sub');
  const name = draft.offsets(dims);
  if (op === 'Add' && draft.chance.happens(0.5))
    return { name: draft.add('Add', [name, input.name]), dims: input.dims };
  return draft.apply(op, input, {}, [name]);
};

const scale: Layer = (draft, input) => {
  const { chance } = draft;
  const dims = parameterDims(draft, input);
  const values = chance.normals(sizeOfDims(dims)).map((value) => value + Math.sign(value) * 0.2);
  return draft.apply(chance.pick('Mul', 'Div'), input, {}, [draft.constant(dims, values)]);
};

const residual: Layer = (draft, input) => {
  const branch = usual(draft, input);
  if (branch === undefined) return undefined;
  const op = draft.chance.pick('Add', 'Sub', 'Sum', 'Mean', 'Max', 'Min', draft.isPiecewise ? 'Add' : 'Mul');
  return { name: draft.add(op, [input.name, branch.name]), dims: input.dims };
};

const compared: Layer = (draft, input) => {
  if (draft.opset < 8) return undefined;
  return draft.apply(draft.chance.pick('Max', 'Min'), input, {}, [draft.number(draft.offset(0.4, 1e-6))]);
};

const joined: Layer = (draft, input) => {
  const branch = usual(draft, input);
  if (branch === undefined || sizeOfDims(input.dims) > 60) return undefined;
  const [head = 1, ...rest] = input.dims;
  return { name: draft.add('Concat', [input.name, branch.name], { axis: int(1) }), dims: [head * 2, ...rest] };
};

/** The functions that are not finite everywhere, of numbers that brightness does not change, as a factor. */
const levelled: Layer = (draft, input) => {
  const { chance, opset } = draft;
  if (draft.isPiecewise || opset < 9 || draft.type === 'float64') return undefined;
  const sign = draft.add('Sign', [input.name]);
  const moved = chance.happens(0.5) ? sign : draft.add('Add', [sign, draft.offsets([])]);
  const op = chance.pick(
    'Acosh',
    'Acos',
    'Asin',
    'Atanh',
    'Log',
    'Sqrt',
    'Reciprocal',
    'Exp',
    'Cosh',
    'Tanh',
    'Sigmoid',
    'Softplus',
  );
  return { name: draft.add('Mul', [input.name, draft.add(op, [moved])]), dims: input.dims };
};

const rooted: Layer = (draft, input) => {
  if (draft.isPiecewise || draft.chance.happens(0.5)) return undefined;
  const light = draft.apply('Abs', input);
  if (draft.chance.happens(0.5)) return draft.apply('Sqrt', light);
  return draft.apply('Pow', light, {}, [draft.number(draft.chance.pick(2, 0.5, 1, 3))]);
};

/** Reduction over all but the batch, with axes where the version has them. */
export function reduced(draft: Draft, op: string, input: Drafted): string {
  const axes = input.dims.map((_, i) => i + 1);
  const asInput = op === 'ReduceSum' ? draft.opset >= 13 : draft.opset >= 18;
  if (asInput) return draft.add(op, [input.name, draft.whole(...axes)], { keepdims: int(1) });
  return draft.add(op, [input.name], { axes: ints(...axes), keepdims: int(1) });
}

const normalised: Layer = (draft, input) => {
  const { chance } = draft;
  const op = draft.isPiecewise
    ? chance.pick('ReduceMean', 'ReduceSum')
    : chance.pick('ReduceMean', 'ReduceMax', 'ReduceL2', 'ReduceL1');
  const norm = reduced(draft, op, draft.apply('Abs', input));
  const below = chance.happens(0.5) ? norm : draft.add('Add', [norm, draft.number(draft.offset(1e-6, 0.1))]);
  return {
    name: draft.add(draft.isPiecewise ? 'Sub' : chance.pick('Div', 'Mul', 'Div'), [input.name, below]),
    dims: input.dims,
  };
};

const cast: Layer = (draft, input) => {
  const [there, back] = draft.type === 'float32' ? [11, 1] : [1, 11];
  if (draft.type === 'float64') return undefined;
  const wide = draft.add('Cast', [input.name], { to: int(there) });
  const name = draft.add('Relu', [wide]);
  if (draft.opset >= 15 && draft.chance.happens(0.4))
    return { name: draft.add('CastLike', [name, draft.number(1)]), dims: input.dims };
  return { name: draft.add('Cast', [name], { to: int(back) }), dims: input.dims };
};

const zerosLike: Layer = (draft, input) => {
  if (draft.opset < 9 || draft.type === 'float64') return undefined;
  const shape = draft.add('Shape', [input.name]);
  const value = draft.offset(0.4, 1e-6);
  const tensor = { name: '', shape: [1], data: Float32Array.of(value) };
  const filled = draft.add(
    'ConstantOfShape',
    [shape],
    value === 0 && draft.chance.happens(0.5) ? {} : { value: { tensor } },
  );
  return draft.apply(draft.chance.pick('Add', 'Max', 'Sub'), input, {}, [filled]);
};

const chosen: Layer = (draft, input) => {
  if (draft.isPiecewise || draft.opset < 9 || draft.type === 'float64') return undefined;
  const { chance } = draft;
  const threshold = draft.number(draft.offset(0.3, 1e-6));
  const condition = draft.add(chance.pick('Greater', 'Less'), [input.name, threshold]);
  const otherwise = chance.happens(0.5) ? draft.number(draft.offset(0.2)) : usual(draft, input).name;
  return { name: draft.add('Where', [condition, input.name, otherwise]), dims: input.dims };
};

/** An operation that the file defines, with an attribute and a constant of its own. */
const defined: Layer = (draft, input) => {
  const { chance, opset } = draft;
  const name = draft.newName('Block');
  const bias = draft.offset(0.3, 1e-6);
  const type = draft.type === 'float32' ? Float32Array : Float64Array;
  const constant = (value: number, output: string) => ({
    op: 'Constant',
    inputs: [],
    outputs: [output],
    attributes: { value: { tensor: { name: '', shape: [], data: type.of(value) } } },
  });
  draft.functions.push({
    name,
    domain: 'mine',
    inputs: ['a', 'b'],
    outputs: ['r'],
    attributes: ['slope'],
    opset,
    nodes: [
      constant(bias, 'bias'),
      { op: 'Add', inputs: ['a', 'bias'], outputs: ['moved'] },
      {
        op: 'LeakyRelu',
        inputs: ['moved'],
        outputs: ['kinked'],
        attributes: { alpha: { refers: 'slope', type: 1 } },
      },
      { op: 'Sub', inputs: ['kinked', 'b'], outputs: ['r'] },
    ],
  });
  const slope: Readonly<Record<string, OnnxAttribute>> = { slope: float(chance.pick(0, 0.25, 2)) };
  return { name: draft.add(name, [input.name, draft.number(bias)], slope, 'mine'), dims: input.dims };
};

const branchOf = (draft: Draft, op: 'Relu' | 'Add', input: Drafted): OnnxAttribute => {
  const output = draft.newName('branch');
  const bias = draft.offset(0.3);
  const constant = {
    name: draft.newName('c'),
    shape: [],
    data: draft.type === 'float32' ? Float32Array.of(bias) : Float64Array.of(bias),
  };
  return {
    graph: onnxGraph({
      inputs: [],
      outputs: [{ name: output, type: draft.type }],
      nodes: [
        {
          op,
          name: `${op}_${output}`,
          inputs: op === 'Add' ? [input.name, constant.name] : [input.name],
          outputs: [output],
        },
      ],
      initializers: op === 'Add' ? [constant] : [],
    }),
  };
};

const conditional: Layer = (draft, input) => {
  const { chance } = draft;
  const condition = draft.newName('c');
  const data = Uint8Array.of(chance.whole(0, 1));
  draft.constants.push({ name: condition, shape: [], data, type: 'bool' });
  const [then, otherwise] = chance.happens(0.5) ? (['Relu', 'Add'] as const) : (['Add', 'Relu'] as const);
  return {
    name: draft.add('If', [condition], {
      then_branch: branchOf(draft, then, input),
      else_branch: branchOf(draft, otherwise, input),
    }),
    dims: input.dims,
  };
};

const repeated: Layer = (draft, input) => {
  const { chance, type } = draft;
  const [condition, trips] = [draft.newName('c'), draft.newName('c')];
  draft.constants.push({ name: condition, shape: [], data: Uint8Array.of(1), type: 'bool' });
  draft.constants.push({ name: trips, shape: [], data: BigInt64Array.of(BigInt(chance.whole(0, 3))) });
  const inner = draft.newName('body');
  const offset = draft.offset(0.1, 1e-6);
  const constant = {
    name: `${inner}_c`,
    shape: [],
    data: type === 'float32' ? Float32Array.of(offset) : Float64Array.of(offset),
  };
  const body = onnxGraph({
    inputs: [
      { name: `${inner}_i`, shape: [], type: 'int64' },
      { name: `${inner}_go`, shape: [], type: 'bool' },
      { name: `${inner}_x`, type },
    ],
    outputs: [
      { name: `${inner}_on`, shape: [], type: 'bool' },
      { name: `${inner}_y`, type },
    ],
    nodes: [
      { op: 'Identity', inputs: [`${inner}_go`], outputs: [`${inner}_on`] },
      { op: 'Sub', inputs: [`${inner}_x`, constant.name], outputs: [`${inner}_m`] },
      { op: 'Relu', inputs: [`${inner}_m`], outputs: [`${inner}_y`] },
    ],
    initializers: [constant],
  });
  return { name: draft.add('Loop', [trips, condition, input.name], { body: { graph: body } }), dims: input.dims };
};

/** Layers on tensors of any shape. */
export const anyLayers: readonly Layer[] = [
  usual,
  usual,
  usual,
  usual,
  usual,
  curved,
  thresholded,
  clip,
  shift,
  scale,
  residual,
  residual,
  compared,
  joined,
  levelled,
  rooted,
  normalised,
  cast,
  zerosLike,
  chosen,
  defined,
  conditional,
  repeated,
];
