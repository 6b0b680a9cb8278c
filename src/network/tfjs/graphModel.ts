import type { Attribute, Constant, Port } from '../graph.js';
import { own } from '../own.js';
import { NodeAttributes, sourceOf, type GraphDef, type GraphDefNode } from './graphDef.js';
import type { LayerWeights } from './layersModel.js';
import { NetworkBuilder, transposed, type Form, type TfjsNetwork } from './network.js';
import { NodeWriter } from './nodeWriter.js';

/** What goes in and comes out, where the file says so beside the graph. */
export interface GraphEnds {
  readonly inputs: readonly Port[];
  /** Names of nodes. */
  readonly outputs: readonly string[];
}

/**
 * A GraphModel's network. Nodes keep their names; activations that are fused to others should be split off before, see
 * `splitFused`. Operations that ONNX does not have appear under their own names with `tfjs.` in front.
 *
 * @param ends what the file says, undefined where it does not: then placeholders go in, and what nobody reads comes out.
 */
export function readGraph(
  graph: GraphDef,
  weights: LayerWeights,
  ends: Partial<GraphEnds>,
  metadata: ReadonlyMap<string, string>,
): TfjsNetwork {
  const formats = graph.node.map((node) => new NodeAttributes(node).text('data_format'));
  const builder = new NetworkBuilder(!formats.includes('NCHW'));
  const fed: Port[] = [];
  for (const node of graph.node) {
    if (node.op.startsWith('Placeholder')) {
      const port = portOf(node, ends.inputs);
      const { dims } = builder.port(port);
      const channels = dims[dims.length === 4 ? 1 : dims.length - 1];
      fed.push(port);
      builder.setForm(node.name, { ...(dims.length > 0 && { rank: dims.length }), ...(channels && { channels }) });
    } else if (node.op === 'Const') builder.constant(node.name, weights.get(node.name));
    else {
      const context = new NodeContext(builder, node, graph);
      const write = own(writers, node.op);
      if (write === undefined) context.other();
      else write(context);
    }
  }
  const read = new Set(graph.node.flatMap(({ input }) => input.map(sourceOf)));
  const ending = graph.node.filter(({ name, op }) => !read.has(name) && op !== 'Const' && op !== 'NoOp');
  const outputs = ends.outputs ?? ending.map(({ name }) => name);
  return builder.network(
    fed,
    outputs.map((name) => builder.output(name)),
    metadata,
  );
}

/** The types of TensorFlow that a model may take, under the names that conic has for them. */
const types: Readonly<Record<string, string>> = {
  DT_FLOAT: 'float32',
  DT_DOUBLE: 'float64',
  DT_UINT8: 'uint8',
  DT_INT32: 'int32',
  DT_HALF: 'float16',
  DT_STRING: 'string',
};

/** A type as TensorFlow writes it, by name or by number. */
export const typeName = (written: string | number | undefined): string => {
  const byNumber = ['', 'DT_FLOAT', 'DT_DOUBLE', 'DT_INT32', 'DT_UINT8', 'DT_INT16', 'DT_INT8', 'DT_STRING'];
  const name = typeof written === 'number' ? byNumber[written] : written;
  return own(types, name ?? '') ?? name ?? 'float32';
};

function portOf(node: GraphDefNode, inputs: readonly Port[] | undefined): Port {
  const { name } = node;
  const attributes = new NodeAttributes(node);
  const type = attributes.type('dtype');
  const dims = attributes.shape('shape') ?? [];
  const told = inputs?.find((port) => sourceOf(port.name) === name);
  return { name, type: typeName(type), dims: told !== undefined && told.dims.length > 0 ? told.dims : dims };
}

/** Operations that change each number by itself. */
const numberwise = new Set('Relu Relu6 LeakyRelu Elu Selu Sigmoid Tanh Identity'.split(' '));

/** One node of the graph, about to be written. */
class NodeContext extends NodeWriter {
  readonly attributes: NodeAttributes;
  readonly inputs: readonly string[];

  constructor(
    builder: NetworkBuilder,
    readonly node: GraphDefNode,
    private readonly graph: GraphDef,
  ) {
    // Inputs that only say what has to run first carry no numbers; the first output of a node has its name.
    const inputs = node.input.filter((input) => !input.startsWith('^')).map((input) => input.replace(/:0$/, ''));
    super(builder, node.name, inputs[0] ?? '');
    this.attributes = new NodeAttributes(node);
    this.inputs = inputs;
  }

  other(): void {
    this.add(`tfjs.${this.node.op}`, this.inputs, {}, {});
  }

  constantAt(position: number): Constant | undefined {
    return this.builder.constants.get(this.inputs[position] ?? '');
  }

  /** Whole numbers that another input fixes. */
  numbersAt(position: number): readonly number[] | undefined {
    const constant = this.constantAt(position);
    return constant === undefined ? undefined : Array.from(constant.values(), Number);
  }

  /** The constant at an input, changed and under a name of its own; the input itself where it is not a constant. */
  changed(position: number, change: (constant: Constant) => Constant | undefined): readonly string[] {
    const input = this.inputs[position];
    const constant = this.constantAt(position);
    if (input === undefined) return [];
    const result = constant === undefined ? undefined : change(constant);
    if (result === undefined || result === constant) return [input];
    return this.builder.constant(`${this.name}/${input}`, result);
  }

  /** Two numbers of four that stand for height and width. */
  pair(key: string): readonly number[] | undefined {
    const values = this.attributes.numbers(key);
    return values.length === 4 ? (this.builder.channelsLast ? values.slice(1, 3) : values.slice(2)) : undefined;
  }

  get padding(): Record<string, Attribute | undefined> {
    const padding = this.attributes.text('padding');
    if (padding !== 'EXPLICIT') return { auto_pad: padding === 'SAME' ? 'SAME_UPPER' : 'VALID' };
    const pads = this.attributes.numbers('explicit_paddings');
    const [top, bottom, left, right] = this.builder.channelsLast ? pads.slice(2, 6) : pads.slice(4);
    return { pads: [top ?? 0, left ?? 0, bottom ?? 0, right ?? 0] };
  }

  onlyMultiplied(): boolean {
    const rows = new Set([this.name]);
    // Grows while it is gone through.
    for (const name of rows) {
      const readers = this.graph.node.filter(({ input }) => input.some((source) => sourceOf(source) === name));
      if (readers.length === 0) return false;
      for (const { op, name: reader, input } of readers) {
        const multiplies =
          (op === 'MatMul' || op === '_FusedMatMul') &&
          sourceOf(input[0] ?? '') === name &&
          this.builder.constants.has(sourceOf(input[1] ?? ''));
        if (numberwise.has(op)) rows.add(reader);
        else if (!multiplies) return false;
      }
    }
    return true;
  }
}

type Write = (context: NodeContext) => void;

const image = (channels: number | undefined): Form => ({ rank: 4, ...(channels === undefined ? {} : { channels }) });

const same =
  (operation: string, attributes: Record<string, Attribute> = {}): Write =>
  (context) =>
    context.keep(operation, [], attributes);

/** `Conv2D`, alone or with a bias; anything else that is fused should have been split off. */
const convolution =
  (depthwise: boolean): Write =>
  (context) => {
    const { builder, attributes } = context;
    const kernel = context.constantAt(1);
    const fused = attributes.texts('fused_ops');
    if (fused.some((operation) => operation !== 'BiasAdd')) return context.other();
    const channels = depthwise ? kernel?.dims[2] : undefined;
    const filters = depthwise ? channels && channels * (kernel?.dims[3] ?? 1) : kernel?.dims[3];
    const weights = context.changed(1, (constant) =>
      depthwise ? builder.depthwiseKernel(constant) : builder.kernel(constant),
    );
    context.add(
      'Conv',
      [context.input, ...weights, ...context.inputs.slice(2)],
      {
        kernel_shape: kernel?.dims.slice(0, 2),
        strides: context.pair('strides'),
        dilations: context.pair('dilations'),
        ...context.padding,
        ...(depthwise && { group: channels }),
      },
      image(filters),
    );
  };

const matMul: Write = (context) => {
  const { builder, attributes } = context;
  const [transA, transB] = [attributes.flag('transpose_a'), attributes.flag('transpose_b')];
  if (transA || attributes.texts('fused_ops').some((operation) => operation !== 'BiasAdd')) return context.other();
  const matrix = (constant: Constant): Constant | undefined =>
    builder.matrix(transB && constant.dims.length === 2 ? transposed(constant, [1, 0]) : constant, context.input);
  const fixed = context.constantAt(1);
  const channels = fixed?.dims[transB ? 0 : 1];
  const bias = context.inputs.slice(2);
  const turned = transB && fixed === undefined ? { transB: 1 } : {};
  const operation = bias.length > 0 || turned.transB === 1 ? 'Gemm' : 'MatMul';
  const inputs = [context.input, ...context.changed(1, matrix), ...bias];
  context.add(operation, inputs, turned, { rank: 2, ...(channels && { channels }) });
};

/** Two tensors, of which one may be spread over the other. */
const binary =
  (operation: string): Write =>
  (context) => {
    const { builder, inputs } = context;
    const forms = inputs.map((input) => builder.formOf(input));
    const fedRank = Math.max(...forms.map(({ rank }) => rank ?? 0));
    const images = forms.some(({ rank }) => rank === 4);
    const flattened = forms.find((form) => form.flattened !== undefined);
    // A row of weights would have to be brought into the order of a row that was an image.
    const odd = flattened !== undefined && inputs.some((_, i) => (context.constantAt(i)?.dims.at(-1) ?? 1) > 1);
    if (odd) return context.other();
    const spread = inputs.flatMap((_, i) => context.changed(i, (constant) => builder.spread(constant, images)));
    const form = forms.find(({ rank }) => rank === fedRank) ?? {};
    context.add(operation, spread, {}, form);
  };

const pooling =
  (operation: string): Write =>
  (context) =>
    context.keep(operation, [], {
      kernel_shape: context.pair('ksize'),
      strides: context.pair('strides'),
      ...context.padding,
      ...(operation === 'AveragePool' && { count_include_pad: 0 }),
    });

/** Over some dimensions, which a constant names. */
const reduction =
  (operation: string): Write =>
  (context) => {
    const { builder, form, isImage, attributes, input } = context;
    const axes = context.numbersAt(1)?.map((axis) => builder.axis(input, axis));
    const keep = attributes.flag('keep_dims');
    const { rank } = form;
    if (axes === undefined || form.flattened !== undefined) return context.other();
    const overImage = isImage && axes.toSorted((a, b) => a - b).join() === '2,3';
    const left = rank === undefined ? undefined : keep ? rank : rank - axes.length;
    // All channels in one, where they were measured together.
    const channels = overImage ? form.channels : isImage && keep && axes.includes(1) ? 1 : undefined;
    const result = { ...(left && { rank: left }), ...(channels && { channels }) };
    // A maximum over height and width has a name of its own, and keeps them.
    if (operation !== 'ReduceMax' || !overImage) {
      // Of the sums only, ONNX takes the axes as a tensor.
      const sum = operation === 'ReduceSum';
      const list = sum ? builder.whole(`${context.name}/axes`, axes) : [];
      const attributes = { keepdims: keep ? 1 : 0, ...(!sum && { axes }) };
      return context.add(operation, [input, ...list], attributes, result);
    }
    if (keep) return context.add('GlobalMaxPool', [input], {}, result);
    const pooled = builder.addHidden('GlobalMaxPool', `${context.name}_pool`, [input], {}, image(channels));
    context.add('Flatten', [pooled], { axis: 1 }, result);
  };

const normalization: Write = (context) => {
  const epsilon = context.attributes.number('epsilon') ?? 1e-4;
  const training = context.node.attr['is_training']?.['b'] !== false && context.node.attr['is_training'] !== undefined;
  if (training) return context.other();
  context.keep('BatchNormalization', context.inputs.slice(1, 5), { epsilon });
};

const reshape: Write = (context) => {
  const { builder, name, input, isImage } = context;
  const target = context.numbersAt(1);
  const last = target?.at(-1);
  if (isImage && target?.length === 2 && (target[0] === -1 || last === -1))
    return void builder.flatten(name, input, context.onlyMultiplied());
  builder.reshape(name, input, target ?? context.inputs[1] ?? '');
};

const squeeze: Write = (context) => {
  const { builder, name, input, isImage, form } = context;
  const axes = context.attributes.numbers('squeeze_dims').map((axis) => builder.axis(input, axis));
  const over = isImage && axes.toSorted((a, b) => a - b).join() === '2,3';
  if (over) return void builder.add('Flatten', name, [input], { axis: 1 }, { ...form, rank: 2 });
  if (isImage) return context.other();
  const rank = form.rank === undefined || axes.length === 0 ? undefined : form.rank - axes.length;
  context.add(
    'Squeeze',
    [input, ...(axes.length === 0 ? [] : builder.whole(`${name}/axes`, axes))],
    {},
    { ...(rank && { rank }), ...(form.channels && { channels: form.channels }) },
  );
};

const concat: Write = (context) => {
  const { builder, form, inputs } = context;
  const axis = context.numbersAt(inputs.length - 1)?.[0];
  if (axis === undefined || form.flattened !== undefined) return context.other();
  const tensors = inputs.slice(0, -1);
  const sizes = tensors.map((tensor) => builder.formOf(tensor).channels);
  const channels = sizes.reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
  const { rank } = form;
  const placed = builder.axis(context.input, axis);
  const over = placed === (context.isImage ? 1 : (rank ?? 0) - 1);
  const known = over ? channels : form.channels;
  context.add('Concat', tensors, { axis: placed }, { ...(rank && { rank }), ...(known && { channels: known }) });
};

const pad: Write = (context) => {
  const pads = context.numbersAt(1);
  if (pads?.length !== 8 || !context.isImage) return context.other();
  const order = context.builder.channelsLast ? [0, 3, 1, 2] : [0, 1, 2, 3];
  const at = (side: number): number[] => order.map((axis) => pads[2 * axis + side] ?? 0);
  const amounts = context.builder.whole(`${context.name}/pads`, [...at(0), ...at(1)]);
  const mode = context.node.op === 'MirrorPad' ? context.attributes.text('mode')?.toLowerCase() : undefined;
  context.keep('Pad', [...amounts, ...(mode === undefined ? context.inputs.slice(2) : [])], {
    mode,
  });
};

const transpose: Write = (context) => {
  const perm = context.numbersAt(1);
  const { builder, name, input, isImage } = context;
  if (perm === undefined) return context.other();
  const moves = isImage && builder.channelsLast;
  if (!moves) return context.add('Transpose', [input], { perm }, perm.length === 4 ? {} : { rank: perm.length });
  const permuted = builder.addHidden('Transpose', `${name}_permuted`, [builder.channelsToLast(name, input)], { perm });
  context.add('Transpose', [permuted], { perm: [0, 3, 1, 2] }, image(undefined));
};

const gather: Write = (context) => {
  const { builder, form, input } = context;
  const [places, axis] = [context.numbersAt(1), context.numbersAt(2)?.[0]];
  const isBatched = (context.attributes.number('batch_dims') ?? 0) !== 0;
  if (places === undefined || axis === undefined || axis < 1 || isBatched || form.flattened !== undefined)
    return context.other();
  const placed = builder.axis(input, axis);
  const { rank } = form;
  const ofChannels = placed === (context.isImage ? 1 : (rank ?? 0) - 1);
  const channels = ofChannels ? places.length : form.channels;
  const list = builder.whole(`${context.name}/places`, places);
  context.add('Gather', [input, ...list], { axis: placed }, { ...(rank && { rank }), ...(channels && { channels }) });
};

const largest: Write = (context) => {
  const { form, isImage, builder, input, name } = context;
  const count = context.numbersAt(1);
  if (count?.length !== 1 || isImage || form.flattened !== undefined) return context.other();
  const { rank } = form;
  context.add(
    'TopK',
    [input, ...builder.whole(`${name}/count`, count)],
    { axis: -1 },
    rank === undefined ? {} : { rank },
  );
};

/** What each operation is in ONNX. A new one is a line here. */
const writers: Readonly<Record<string, Write | undefined>> = {
  Identity: same('Identity'),
  StopGradient: same('Identity'),
  Conv2D: convolution(false),
  _FusedConv2D: convolution(false),
  DepthwiseConv2dNative: convolution(true),
  FusedDepthwiseConv2dNative: convolution(true),
  MatMul: matMul,
  _FusedMatMul: matMul,
  BiasAdd: binary('Add'),
  Add: binary('Add'),
  AddV2: binary('Add'),
  AddN: (context) => context.add('Sum', context.inputs, {}, context.form),
  Sub: binary('Sub'),
  Mul: binary('Mul'),
  RealDiv: binary('Div'),
  Div: binary('Div'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Greater: binary('Greater'),
  Select: binary('Where'),
  SelectV2: binary('Where'),
  Neg: same('Neg'),
  Sign: same('Sign'),
  Sqrt: same('Sqrt'),
  Reciprocal: same('Reciprocal'),
  Rsqrt: ({ builder, name, input, form }) => {
    const root = builder.addHidden('Sqrt', `${name}_sqrt`, [input], {}, form);
    builder.add('Reciprocal', name, [root], {}, form);
  },
  Square: (context) => context.keep('Mul', [context.input]),
  Exp: same('Exp'),
  Log: same('Log'),
  Erf: same('Erf'),
  Softsign: same('Softsign'),
  Round: same('Round'),
  Floor: same('Floor'),
  Ceil: same('Ceil'),
  Abs: same('Abs'),
  Relu: same('Relu'),
  Relu6: ({ builder, name, input }) => void builder.clip(name, input, 0, 6),
  ClipByValue: (context) => {
    const [low, high] = [context.numbersAt(1)?.[0], context.numbersAt(2)?.[0]];
    if (low === undefined || high === undefined) context.other();
    else context.builder.clip(context.name, context.input, low, high);
  },
  LeakyRelu: (context) => context.keep('LeakyRelu', [], { alpha: context.attributes.number('alpha') ?? 0.2 }),
  Prelu: (context) =>
    context.keep(
      'PRelu',
      context.changed(1, (alpha) => context.builder.spread(alpha, context.isImage)),
    ),
  Elu: same('Elu'),
  Selu: same('Selu'),
  Sigmoid: same('Sigmoid'),
  Tanh: same('Tanh'),
  Softplus: same('Softplus'),
  Softmax: same('Softmax', { axis: -1 }),
  LogSoftmax: same('LogSoftmax', { axis: -1 }),
  MaxPool: pooling('MaxPool'),
  AvgPool: pooling('AveragePool'),
  Mean: reduction('ReduceMean'),
  Sum: reduction('ReduceSum'),
  Max: reduction('ReduceMax'),
  FusedBatchNorm: normalization,
  FusedBatchNormV2: normalization,
  FusedBatchNormV3: normalization,
  Reshape: reshape,
  Squeeze: squeeze,
  ExpandDims: (context) => {
    const axis = context.numbersAt(1)?.[0];
    if (axis === undefined || context.form.rank === 4 || context.form.rank === 3) return context.other();
    context.add('Unsqueeze', [context.input, ...context.builder.whole(`${context.name}/axes`, [axis])], {}, {});
  },
  ConcatV2: concat,
  GatherV2: gather,
  TopKV2: largest,
  Pad: pad,
  PadV2: pad,
  MirrorPad: pad,
  Transpose: transpose,
  Shape: (context) => context.add('Shape', [context.input], {}, { rank: 1 }),
};
