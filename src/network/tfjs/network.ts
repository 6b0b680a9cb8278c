import type { Attribute, Constant, NetworkGraph, NetworkNode, Port } from '../graph.js';

/**
 * A TF.js model's network, in ONNX's operations and with channels first.
 *
 * TF.js keeps channels last, so weights are rearranged here, and tensors that are probed have to be: those of four
 * dimensions, and those that {@link flattened} names.
 */
export interface TfjsNetwork {
  readonly graph: NetworkGraph;
  /** What has to be fed, as the file says: channels last. */
  readonly fed: readonly Port[];
  /** Rows of numbers that were images, and how many channels those had. */
  readonly flattened: ReadonlyMap<string, number>;
  /** Names of the tensors that can be probed. */
  readonly tensors: ReadonlySet<string>;
  /** Whether tensors of four dimensions have their channels last. */
  readonly channelsLast: boolean;
}

/** What is known about a tensor: how many dimensions and channels it has. */
export interface Form {
  readonly rank?: number;
  /** In images the number of channels, in rows of numbers how many numbers. */
  readonly channels?: number;
  /** In rows that were images: the channels of those. */
  readonly flattened?: number;
}

/** Writes a {@link NetworkGraph} node by node, from tensors whose channels come last. */
export class NetworkBuilder {
  readonly constants = new Map<string, Constant>();
  readonly #nodes: NetworkNode[] = [];
  readonly #forms = new Map<string, Form>();
  /** Tensors that the model itself has not. */
  readonly #hidden = new Set<string>();

  constructor(readonly channelsLast: boolean) {}

  formOf(tensor: string): Form {
    return this.#forms.get(tensor) ?? {};
  }

  isImage(tensor: string): boolean {
    return this.formOf(tensor).rank === 4;
  }

  setForm(tensor: string, form: Form): void {
    this.#forms.set(tensor, form);
  }

  /** Adds a node with one output of its own name. */
  add(
    operation: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute | undefined>> = {},
    form: Form = {},
  ): string {
    const given = Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    this.#nodes.push({ name, operation, inputs, outputs: [name], attributes: new Map(given) });
    this.#forms.set(name, form);
    return name;
  }

  /** Adds a node between two of the model's: its tensor cannot be probed. */
  addHidden(...node: Parameters<NetworkBuilder['add']>): string {
    this.#hidden.add(node[1]);
    return this.add(...node);
  }

  /** Adds a constant, if there is one, and gives its name: what a node takes as inputs. */
  constant(name: string, constant: Constant | undefined): readonly string[] {
    if (constant === undefined) return [];
    this.constants.set(name, constant);
    return [name];
  }

  /** Adds whole numbers that a node takes as an input: shapes, axes. */
  whole(name: string, values: readonly number[]): readonly string[] {
    return this.constant(name, { dims: [values.length], values: () => BigInt64Array.from(values, BigInt) });
  }

  /** Adds a number that a node takes as an input. */
  scalar(name: string, value: number): readonly string[] {
    return this.constant(name, { dims: [], values: () => Float32Array.of(value) });
  }

  /** Adds a node that cuts numbers off above and below. */
  clip(name: string, input: string, low: number, high: number): string {
    const bounds = [...this.scalar(`${name}/min`, low), ...this.scalar(`${name}/max`, high)];
    return this.add('Clip', name, [input, ...bounds], {}, this.formOf(input));
  }

  /**
   * Adds a node that makes a row of an image.
   *
   * @param onlyMultiplied whether nothing but matrices is applied to the row (and, before them, functions of each number):
   * then their rows are rearranged, and otherwise the image is.
   */
  flatten(name: string, input: string, onlyMultiplied: boolean): string {
    const { rank, channels, flattened } = this.formOf(input);
    if (rank !== 4 || channels === 1 || !this.channelsLast)
      return this.add('Flatten', name, [input], { axis: 1 }, { rank: 2, ...(flattened && { flattened }) });
    if (channels !== undefined && onlyMultiplied)
      return this.add('Flatten', name, [input], { axis: 1 }, { rank: 2, flattened: channels });
    return this.add('Flatten', name, [this.channelsToLast(name, input)], { axis: 1 }, { rank: 2 });
  }

  /** Adds a node that puts the channels of an image last, where TF.js has them. */
  channelsToLast(name: string, input: string): string {
    return this.addHidden('Transpose', `${name}_channels_last`, [input], { perm: [0, 2, 3, 1] });
  }

  /**
   * Adds a node that gives a tensor another shape, and puts channels first if an image comes out.
   *
   * @param shape the new one with the batch, -1 for what follows from the others; or the tensor that holds it.
   */
  reshape(name: string, input: string, shape: readonly number[] | string): string {
    const sizes = typeof shape === 'string' ? [] : shape;
    const rank = typeof shape === 'string' ? undefined : shape.length;
    const channels = sizes.at(-1);
    const form = { ...(rank && { rank }), ...(channels !== undefined && channels > 0 && { channels }) };
    const to = typeof shape === 'string' ? [shape] : this.whole(`${name}/shape`, shape);
    const moves = this.channelsLast;
    const source = moves && this.isImage(input) ? this.channelsToLast(name, input) : input;
    if (!moves || rank !== 4) return this.add('Reshape', name, [source, ...to], {}, form);
    const reshaped = this.addHidden('Reshape', `${name}_reshape`, [source, ...to]);
    return this.add('Transpose', name, [reshaped], { perm: [0, 3, 1, 2] }, form);
  }

  /** A dimension of a tensor, counted as TF.js does, in ONNX's order. */
  axis(tensor: string, axis: number): number {
    const { rank } = this.formOf(tensor);
    const positive = axis < 0 && rank !== undefined ? axis + rank : axis;
    return rank === 4 && this.channelsLast && positive >= 0 ? ([0, 2, 3, 1][positive] ?? positive) : positive;
  }

  /** Weights of a Conv: [height, width, in, out] as [out, in, height, width]. */
  kernel(constant: Constant | undefined): Constant | undefined {
    return constant?.dims.length === 4 ? transposed(constant, [3, 2, 0, 1]) : constant;
  }

  /** Weights of a Conv of each channel for itself: [height, width, in, each] as [in * each, 1, height, width]. */
  depthwiseKernel(constant: Constant | undefined): Constant | undefined {
    if (constant?.dims.length !== 4) return constant;
    const [height = 1, width = 1, channels = 1, each = 1] = constant.dims;
    return { ...transposed(constant, [2, 3, 0, 1]), dims: [channels * each, 1, height, width] };
  }

  /** The matrix that a row of numbers is multiplied by, its rows in the order that the row has here. */
  matrix(constant: Constant | undefined, input: string): Constant | undefined {
    const { flattened } = this.formOf(input);
    if (constant?.dims.length !== 2 || flattened === undefined) return constant;
    const [rows = 1, columns = 1] = constant.dims;
    return {
      ...transposed({ ...constant, dims: [rows / flattened, flattened, columns] }, [1, 0, 2]),
      dims: constant.dims,
    };
  }

  /** A constant that is added to an image or multiplied with it, to be spread over it from its last dimension. */
  spread(constant: Constant | undefined, image: boolean): Constant | undefined {
    if (constant === undefined || !image || !this.channelsLast) return constant;
    const { dims } = constant;
    if (dims.length === 1 && dims[0] !== 1) return { ...constant, dims: [dims[0]!, 1, 1] };
    if (dims.length === 3) return transposed(constant, [2, 0, 1]);
    return dims.length === 4 ? transposed(constant, [0, 3, 1, 2]) : constant;
  }

  /** An input of images as the network sees it. */
  port(port: Port): Port {
    const { dims } = port;
    return dims.length === 4 && this.channelsLast ? { ...port, dims: [dims[0], dims[3], dims[1], dims[2]] } : port;
  }

  /** An output, with what is known of its shape. */
  output(tensor: string): Port {
    const { rank, channels } = this.formOf(tensor);
    if (rank === undefined) return { name: tensor, type: 'float32', dims: [] };
    const dims = Array.from({ length: rank }, (_, i) =>
      i === (rank === 4 || rank < 2 ? 1 : rank - 1) ? channels : undefined,
    );
    return { name: tensor, type: 'float32', dims };
  }

  network(fed: readonly Port[], outputs: readonly Port[], metadata: ReadonlyMap<string, string>): TfjsNetwork {
    const { constants, channelsLast } = this;
    const nodes = this.#nodes;
    const tensors = nodes
      .flatMap((node) => node.outputs)
      .filter((name) => !this.#hidden.has(name) && !constants.has(name));
    const inputs = fed.map((port) => this.port(port));
    const flattened = [...this.#forms].flatMap(([name, form]) =>
      form.flattened === undefined ? [] : [[name, form.flattened] as const],
    );
    return {
      graph: {
        inputs,
        outputs,
        nodes,
        constants,
        metadata,
        opset: 17,
        ...(this.channelsLast && { putsChannelsFirst: true }),
      },
      fed,
      flattened: new Map(flattened),
      tensors: new Set([...fed.map(({ name }) => name), ...tensors]),
      channelsLast,
    };
  }
}

/** A constant with its dimensions in another order; its numbers are rearranged when they are read. */
export function transposed(constant: Constant, order: readonly number[]): Constant {
  const { dims } = constant;
  const steps = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = order.map((axis) => dims[axis] ?? 1);
  const strides = order.map((axis) => steps[axis] ?? 1);
  return {
    dims: sizes,
    ...(constant.notFinite && { notFinite: constant.notFinite }),
    // The first stays where it is, and others do not.
    ...(constant.beginning && { beginning: (count) => constant.beginning?.(Math.min(count, 1)) }),
    values: () => {
      const values = constant.values();
      const places = new Int32Array(values.length);
      const index = sizes.map(() => 0);
      for (let to = 0, from = 0; to < places.length; to++) {
        places[to] = from;
        for (let axis = sizes.length - 1; axis >= 0; axis--) {
          from += strides[axis]!;
          if (++index[axis]! < sizes[axis]!) break;
          from -= strides[axis]! * sizes[axis]!;
          index[axis] = 0;
        }
      }
      return values instanceof BigInt64Array
        ? values.map((_, i) => values[places[i]!]!)
        : values.map((_: number, i: number) => values[places[i]!]!);
    },
  };
}
