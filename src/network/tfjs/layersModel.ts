import type { Attribute, Constant, Port } from '../graph.js';
import { own } from '../own.js';
import { NetworkBuilder, transposed, type Form, type TfjsNetwork } from './network.js';
import { NodeWriter } from './nodeWriter.js';
import { activationName, type Layer, type LayerConfig, type LayerNetwork, type LayerRef } from './topology.js';

/** Weights by name: of a file, or of a model in memory. */
export type LayerWeights = ReadonlyMap<string, Constant>;

/**
 * A LayersModel's network. Layers keep their names; an activation that a layer ends with should be split off before, see
 * `splitActivations`. Layers that ONNX has no operation for appear under their own with `tfjs.` in front.
 *
 * @example
 * const { network } = splitActivations(readTopology(json.modelTopology, 'model.json'));
 * const { graph } = readLayers(network, weights, new Map());
 * graph.nodes.map(({ operation }) => operation); // ['Conv', 'Relu', …]
 */
export function readLayers(
  network: LayerNetwork,
  weights: LayerWeights,
  metadata: ReadonlyMap<string, string>,
): TfjsNetwork {
  const channelsLast = network.layers.every(({ config }) => config['data_format'] !== 'channels_first');
  const builder = new NetworkBuilder(channelsLast);
  const fed: Port[] = [];
  for (const layer of network.layers) {
    if (layer.kind === 'InputLayer') {
      const port = { name: layer.name, ...inputOf(layer.config) };
      fed.push(port);
      const { dims } = builder.port(port);
      const channels = dims[dims.length === 4 ? 1 : dims.length - 1];
      builder.setForm(layer.name, { rank: dims.length, ...(channels === undefined ? {} : { channels }) });
    }
    layer.calls.forEach((call, i) => {
      const name = tensorOf({ layer: layer.name, call: i, output: 0 });
      const inputs = call.map(tensorOf);
      const write = own(writers, layer.kind);
      const context = new LayerContext(builder, layer, name, inputs, weights, network);
      if (write === undefined) builder.add(`tfjs.${layer.kind}`, name, inputs);
      else write(context);
    });
  }
  const asked = network.inputs.map(tensorOf);
  const used = fed.filter(({ name }) => asked.includes(name));
  return builder.network(
    used,
    network.outputs.map((ref) => builder.output(tensorOf(ref))),
    metadata,
  );
}

/** The name of a tensor: its layer's, and which of several. */
export const tensorOf = ({ layer, call, output }: LayerRef): string =>
  call === 0 && output === 0 ? layer : `${layer}:${call}:${output}`;

/** Layers that change each number by itself. */
const numberwise = new Set(
  'Activation ReLU LeakyReLU ELU ThresholdedReLU Dropout GaussianNoise GaussianDropout'.split(' '),
);

/** One application of a layer, about to be written. */
class LayerContext extends NodeWriter {
  readonly config: LayerConfig;

  constructor(
    builder: NetworkBuilder,
    readonly layer: Layer,
    name: string,
    readonly inputs: readonly string[],
    private readonly weights: LayerWeights,
    private readonly network: LayerNetwork,
  ) {
    super(builder, name, inputs[0] ?? '');
    this.config = layer.config;
  }

  /** A weight of the layer, as the file stores it. */
  weight(kind: string): Constant | undefined {
    const key = `${this.layer.name}/${kind}`;
    return this.weights.get(key) ?? [...this.weights].find(([name]) => name.endsWith(`/${key}`))?.[1];
  }

  /** A weight as an input of a node; of one that the file does not have there is the name alone. */
  constant(
    kind: string,
    change: (constant: Constant | undefined) => Constant | undefined = (same) => same,
  ): readonly string[] {
    const name = `${this.layer.name}/${kind}`;
    const found = change(this.weight(kind));
    return found === undefined ? [name] : this.builder.constant(name, found);
  }

  /** The bias as an input of a node, if the layer has one. Keras gives it one where nobody says otherwise. */
  bias(): readonly string[] {
    const unused = this.config['use_bias'] === false && this.weight('bias') === undefined;
    return unused ? [] : this.constant('bias');
  }

  number(key: string, fallback: number): number {
    const value = this.config[key];
    return typeof value === 'number' ? value : fallback;
  }

  numbers(key: string): readonly number[] | undefined {
    const value = this.config[key];
    if (typeof value === 'number') return [value, value];
    return Array.isArray(value) ? value.flat().filter((item) => typeof item === 'number') : undefined;
  }

  get padding(): 'SAME_UPPER' | 'VALID' {
    return this.config['padding'] === 'same' ? 'SAME_UPPER' : 'VALID';
  }

  /** Whether nothing but matrices is applied to this layer's row, and before them functions of each number. */
  onlyMultiplied(): boolean {
    const { layers, outputs } = this.network;
    const rows = new Set([this.layer.name]);
    // Grows while it is gone through.
    for (const name of rows) {
      if (outputs.some(({ layer }) => layer === name)) return false;
      for (const reader of layers) {
        if (!reader.calls.some((call) => call.some(({ layer }) => layer === name))) continue;
        if (numberwise.has(reader.kind)) rows.add(reader.name);
        else if (reader.kind !== 'Dense') return false;
      }
    }
    return true;
  }
}

type Write = (context: LayerContext) => void;

const convolution = (context: LayerContext): Record<string, Attribute | undefined> => ({
  kernel_shape: context.numbers('kernel_size'),
  strides: context.numbers('strides') ?? [1, 1],
  dilations: context.numbers('dilation_rate') ?? [1, 1],
  auto_pad: context.padding,
});

const image = (channels: number | undefined): Form => ({ rank: 4, ...(channels === undefined ? {} : { channels }) });

const pooling =
  (operation: string): Write =>
  (context) =>
    context.keep(operation, [], {
      kernel_shape: context.numbers('pool_size'),
      strides: context.numbers('strides') ?? context.numbers('pool_size'),
      auto_pad: context.padding,
      ...(operation === 'AveragePool' && { count_include_pad: 0 }),
    });

/** Over the whole image: its node keeps height and width of 1, which the layer drops. */
const globalPooling =
  (operation: string): Write =>
  ({ builder, name, input, form, config }) => {
    const { channels } = form;
    if (config['keepdims'] === true) builder.add(operation, name, [input], {}, image(channels));
    else {
      const pooled = builder.addHidden(operation, `${name}_pool`, [input], {}, image(channels));
      builder.add('Flatten', name, [pooled], { axis: 1 }, { rank: 2, ...(channels && { channels }) });
    }
  };

const merging =
  (two: string, many = two): Write =>
  (context) => {
    const { inputs, name, builder } = context;
    // Several numbers of a kind can be spread over an image only if they are images too.
    const same = inputs.every((input) => builder.formOf(input).rank === context.form.rank);
    builder.add(inputs.length === 2 ? two : many, name, inputs, {}, same ? context.form : {});
  };

/** Activations whose ONNX operation has another name than they have, with its attributes. */
const activations: Readonly<Record<string, readonly [operation: string, attributes?: Record<string, Attribute>]>> = {
  linear: ['Identity'],
  relu: ['Relu'],
  softmax: ['Softmax', { axis: -1 }],
  logSoftmax: ['LogSoftmax', { axis: -1 }],
  sigmoid: ['Sigmoid'],
  hardSigmoid: ['HardSigmoid'],
  hard_sigmoid: ['HardSigmoid'],
  tanh: ['Tanh'],
  elu: ['Elu'],
  selu: ['Selu'],
  softplus: ['Softplus'],
  softsign: ['Softsign'],
  gelu: ['Gelu'],
};

const dropped: Write = (context) => context.keep('Dropout');

const conv: Write = (context) => {
  const { builder, input, config } = context;
  if (builder.formOf(input).rank !== 4) return context.add(`tfjs.${context.layer.kind}`, [input], {}, {});
  const filters = typeof config['filters'] === 'number' ? config['filters'] : undefined;
  const weights = [...context.constant('kernel', (kernel) => builder.kernel(kernel)), ...context.bias()];
  context.add('Conv', [input, ...weights], convolution(context), image(filters));
};

const rescaling: Write = (context) => {
  const { builder, name, input, form } = context;
  const [scale, offset] = [context.number('scale', 1), context.number('offset', 0)];
  const by = builder.scalar(`${name}/scale`, scale);
  if (offset === 0) return context.keep('Mul', by);
  const scaled = builder.addHidden('Mul', `${name}_scale`, [input, ...by], {}, form);
  builder.add('Add', name, [scaled, ...builder.scalar(`${name}/offset`, offset)], {}, form);
};

/** What each kind of layer is in ONNX. A new kind is a line here. */
const writers: Readonly<Record<string, Write | undefined>> = {
  Conv2D: conv,
  DepthwiseConv2D: (context) => {
    const { builder, input, form } = context;
    const kernel = context.weight('depthwise_kernel');
    const group = kernel?.dims[2] ?? form.channels;
    const filters =
      group === undefined ? undefined : group * (kernel?.dims[3] ?? context.number('depth_multiplier', 1));
    const weights = [...context.constant('depthwise_kernel', (k) => builder.depthwiseKernel(k)), ...context.bias()];
    context.add('Conv', [input, ...weights], { ...convolution(context), group }, image(filters));
  },
  SeparableConv2D: (context) => {
    const { builder, name, input, form } = context;
    const depthwise = builder.addHidden(
      'Conv',
      `${name}_depthwise`,
      [input, ...context.constant('depthwise_kernel', (kernel) => builder.depthwiseKernel(kernel))],
      { ...convolution(context), group: context.weight('depthwise_kernel')?.dims[2] ?? form.channels },
      image(undefined),
    );
    const pointwise = context.constant('pointwise_kernel', (kernel) => builder.kernel(kernel));
    const filters = context.number('filters', Number.NaN);
    const attributes = { kernel_shape: [1, 1] };
    context.add(
      'Conv',
      [depthwise, ...pointwise, ...context.bias()],
      attributes,
      image(Number.isNaN(filters) ? undefined : filters),
    );
  },
  Conv2DTranspose: (context) => {
    // [height, width, out, in]
    const kernel = context.constant('kernel', (k) => (k?.dims.length === 4 ? transposed(k, [3, 2, 0, 1]) : k));
    const filters = context.number('filters', Number.NaN);
    context.add(
      'ConvTranspose',
      [context.input, ...kernel, ...context.bias()],
      convolution(context),
      image(Number.isNaN(filters) ? undefined : filters),
    );
  },
  Dense: (context) => {
    const { builder, name, input, form } = context;
    const units = context.number('units', Number.NaN);
    const result = { rank: form.rank ?? 2, ...(Number.isNaN(units) ? {} : { channels: units }) };
    const kernel = context.constant('kernel', (constant) => builder.matrix(constant, input));
    const bias = context.bias();
    if ((form.rank ?? 2) === 2) return context.add('Gemm', [input, ...kernel, ...bias], {}, result);
    // Over the last dimension of an image: its channels.
    if (context.isImage && builder.channelsLast) {
      const [weights] = kernel;
      const constant = context.weight('kernel');
      if (weights !== undefined && constant !== undefined)
        builder.constants.set(weights, builder.kernel({ ...constant, dims: [1, 1, ...constant.dims] }) ?? constant);
      return context.add('Conv', [input, ...kernel, ...bias], { kernel_shape: [1, 1] }, result);
    }
    if (bias.length === 0) return context.add('MatMul', [input, ...kernel], {}, result);
    const product = builder.addHidden('MatMul', `${name}_product`, [input, ...kernel], {}, result);
    context.add('Add', [product, ...bias], {}, result);
  },
  Flatten: (context) => void context.builder.flatten(context.name, context.input, context.onlyMultiplied()),
  Reshape: (context) => {
    // ONNX: 0 is the size that the input has there.
    context.builder.reshape(context.name, context.input, [0, ...(context.numbers('target_shape') ?? [-1])]);
  },
  Permute: (context) => {
    const dims = context.numbers('dims') ?? [];
    const { builder, name, input, isImage } = context;
    const moves = isImage && builder.channelsLast;
    const source = moves ? builder.channelsToLast(name, input) : input;
    if (!moves) return context.add('Transpose', [source], { perm: [0, ...dims] }, { rank: dims.length + 1 });
    const permuted = builder.addHidden('Transpose', `${name}_permuted`, [source], { perm: [0, ...dims] });
    context.add('Transpose', [permuted], { perm: [0, 3, 1, 2] }, image(undefined));
  },
  MaxPooling2D: pooling('MaxPool'),
  AveragePooling2D: pooling('AveragePool'),
  GlobalMaxPooling2D: globalPooling('GlobalMaxPool'),
  GlobalAveragePooling2D: globalPooling('GlobalAveragePool'),
  BatchNormalization: (context) => {
    const { builder, form, isImage, input, name } = context;
    const axis = builder.axis(input, context.number('axis', -1));
    const size = context.weight('moving_mean')?.dims[0];
    // Of a row that was an image every number would have to be found again, and over other axes ONNX has none.
    if (size === undefined || form.flattened !== undefined || (isImage && axis !== 1))
      return context.keep('tfjs.BatchNormalization');
    const filled = (kind: string, value: number): readonly string[] => {
      const same = { dims: [size], values: () => new Float32Array(size).fill(value) };
      const unused = context.config[kind === 'gamma' ? 'scale' : 'center'] === false;
      if (!unused || context.weight(kind) !== undefined) return context.constant(kind);
      return builder.constant(`${name}/${kind}`, same);
    };
    context.keep(
      'BatchNormalization',
      [
        ...filled('gamma', 1),
        ...filled('beta', 0),
        ...context.constant('moving_mean'),
        ...context.constant('moving_variance'),
      ],
      { epsilon: context.number('epsilon', 1e-3) },
    );
  },
  Activation: (context) => {
    const activation = activationName(context.config['activation']);
    if (activation === 'relu6') return void context.builder.clip(context.name, context.input, 0, 6);
    const [operation, attributes] = own(activations, activation) ?? [`tfjs.${activation}`];
    context.keep(operation, [], attributes);
  },
  Softmax: (context) =>
    context.keep('Softmax', [], { axis: context.builder.axis(context.input, context.number('axis', -1)) }),
  ReLU: (context) => {
    const high = context.config['max_value'];
    if (typeof high === 'number') context.builder.clip(context.name, context.input, 0, high);
    else context.keep('Relu');
  },
  LeakyReLU: (context) => context.keep('LeakyRelu', [], { alpha: context.number('alpha', 0.3) }),
  PReLU: (context) =>
    context.keep(
      'PRelu',
      context.constant('alpha', (alpha) => context.builder.spread(alpha, context.isImage)),
    ),
  ELU: (context) => context.keep('Elu', [], { alpha: context.number('alpha', 1) }),
  ThresholdedReLU: (context) => context.keep('ThresholdedRelu', [], { alpha: context.number('theta', 1) }),
  Dropout: dropped,
  SpatialDropout1D: dropped,
  SpatialDropout2D: dropped,
  AlphaDropout: dropped,
  GaussianDropout: dropped,
  GaussianNoise: dropped,
  // As TF.js computes it, with channels last: only its epsilon is told.
  LayerNormalization: (context) =>
    context.keep('tfjs.LayerNormalization', [], { epsilon: context.number('epsilon', 1e-3) }),
  Masking: (context) => context.keep('tfjs.Masking'),
  Add: merging('Add', 'Sum'),
  Subtract: merging('Sub'),
  Multiply: merging('Mul', 'tfjs.Multiply'),
  Average: merging('Mean'),
  Maximum: merging('Max'),
  Minimum: merging('Min'),
  Dot: ({ builder, name, inputs, config }) =>
    void builder.add(config['normalize'] === true ? 'tfjs.DotOfNormalized' : 'tfjs.Dot', name, inputs),
  Concatenate: (context) => {
    const { builder, inputs, form } = context;
    const axis = builder.axis(context.input, context.number('axis', -1));
    const sizes = inputs.map((input) => builder.formOf(input).channels);
    const channels = sizes.reduce((sum, size) => (sum === undefined || size === undefined ? undefined : sum + size), 0);
    const over = axis === (context.isImage ? 1 : (form.rank ?? 0) - 1);
    const { rank } = form;
    const known = over ? channels : form.channels;
    context.add('Concat', inputs, { axis }, { ...(rank && { rank }), ...(known && { channels: known }) });
  },
  ZeroPadding2D: (context) => {
    const [top = 0, bottom = 0, left = 0, right = 0] = sidesOf(context.config['padding']);
    context.keep('Pad', context.builder.whole(`${context.name}/pads`, [0, 0, top, left, 0, 0, bottom, right]));
  },
  Cropping2D: (context) => {
    const [top = 0, bottom = 0, left = 0, right = 0] = sidesOf(context.config['cropping']);
    const { builder, name } = context;
    // Until the end, where nothing is cut off there: so far that no image is larger.
    const until = (side: number): number => (side === 0 ? 2 ** 31 - 1 : -side);
    context.keep('Slice', [
      ...builder.whole(`${name}/starts`, [top, left]),
      ...builder.whole(`${name}/ends`, [until(bottom), until(right)]),
      ...builder.whole(`${name}/axes`, [2, 3]),
    ]);
  },
  UpSampling2D: (context) => {
    const [height = 1, width = 1] = context.numbers('size') ?? [];
    const nearest = context.config['interpolation'] !== 'bilinear';
    const scales = { dims: [4], values: () => Float32Array.of(1, 1, height, width) };
    const inputs = ['', ...context.builder.constant(`${context.name}/scales`, scales)];
    // As TF.js computes it, whose places are not those between pixels that TensorFlow takes.
    context.keep('Resize', inputs, {
      mode: nearest ? 'nearest' : 'linear',
      coordinate_transformation_mode: 'asymmetric',
      ...(nearest && { nearest_mode: 'floor' }),
    });
  },
  Resizing: (context) => context.keep('Resize', [], { mode: 'linear' }),
  Rescaling: rescaling,
};

/** What an InputLayer takes: [null, height, width, channels]. */
function inputOf(config: LayerConfig): Omit<Port, 'name'> {
  const shape = config['batch_input_shape'] ?? config['batch_shape'];
  const { dtype } = config;
  const dims = Array.isArray(shape)
    ? shape.map((size) => (typeof size === 'number' && size > 0 ? size : undefined))
    : [];
  return { type: typeof dtype === 'string' ? dtype : 'float32', dims };
}

/** [[top, bottom], [left, right]] of that, of [height, width] or of one number. */
function sidesOf(written: unknown): readonly number[] {
  if (typeof written === 'number') return [written, written, written, written];
  const sides: readonly unknown[] = Array.isArray(written) ? written : [];
  return sides
    .flatMap((side) => (Array.isArray(side) ? side : [side, side]))
    .filter((side) => typeof side === 'number');
}
