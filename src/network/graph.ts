import type { ElementType } from './elementTypes.js';

/** A tensor written into the model file: weights, biases, shapes. */
export interface Constant {
  readonly dims: readonly number[];
  /** Of its elements; where it is left out, that of the array that `values` gives. */
  readonly type?: ElementType;
  /**
   * The numbers, row by row, as stored. Types JavaScript has no array for are widened: half precision to float32, 16-bit
   * integers to int32, unsigned 32- and 64-bit integers to float64, booleans to 0 and 1.
   *
   * Read when asked, since weights are large, and where possible as a view of the file's bytes: not to be written to.
   *
   * @throws InputError if the numbers are missing, are in another file, or do not match `dims`.
   */
  readonly values: () => Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;
  /** The first `count` numbers, or fewer, where they can be had without reading the others. */
  readonly beginning?: (count: number) => ReturnType<Constant['values']> | undefined;
  /**
   * The worst of its numbers that is not finite: NaN before infinity before -infinity; undefined if all are. Where it is left
   * out, `values` tell.
   *
   * @throws InputError as `values` does.
   */
  readonly notFinite?: () => number | undefined;
  /**
   * Looks whether as many bytes are stored as the shape asks for, without decoding them.
   *
   * @throws InputError if not.
   */
  readonly assertStored?: () => void;
}

/** What a node was told besides its inputs: `kernel_shape`, `strides`, `alpha`, … */
export type Attribute = number | string | readonly number[] | readonly string[] | Constant;

/** Whether an attribute is a tensor. */
export const isConstant = (attribute: Attribute): attribute is Constant =>
  typeof attribute === 'object' && 'dims' in attribute;

/** One operation. Names of tensors, an empty string where an optional input is left out. */
export interface NetworkNode {
  /** The node's name in the file, or `<operation>_<position>` where it has none. */
  readonly name: string;
  /** As ONNX spells it: `Conv`, `Relu`, `MaxPool`. Another domain's come with it: `com.microsoft.Gelu`. */
  readonly operation: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** All but nested graphs (the branches of `If`, the body of `Loop`), which are left out. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Whether it has nested graphs. They may read any tensor around them, besides the node's inputs. */
  readonly nested?: boolean;
}

/** A tensor that goes in or comes out. */
export interface Port {
  readonly name: string;
  /** The type of its elements (`float32`, `uint8`), or what it is instead of a tensor (`sequence`, `map`). */
  readonly type: string;
  /** `undefined` for a dimension that is not fixed. Empty where the file gives no shape. */
  readonly dims: readonly (number | undefined)[];
}

/** The network of a model file, as it stands there: nodes in the file's (topological) order. */
export interface NetworkGraph {
  /** What has to be fed: constants that the file also lists as inputs are not among them. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly nodes: readonly NetworkNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** Free text beside the network: labels, author, pixel range. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The version of the operations' definitions. */
  readonly opset: number;
  /** Written with channels first, though the model takes images with channels last: networks of TF.js. */
  readonly putsChannelsFirst?: boolean;
  /**
   * Tensors that no engine knows by these names: they are inside functions, branches and loops of the file, which stand here
   * written out.
   */
  readonly hidden?: ReadonlySet<string>;
  /**
   * The same with everything beside it that stands in branches, loops and functions which could not be written out: for those
   * who look at all weights. Such a node reads what the graphs inside it give, besides its own inputs.
   */
  readonly laidOpen?: Pick<NetworkGraph, 'inputs' | 'nodes' | 'constants'>;
  /**
   * Files that hold some of its constants, by the names that the model has for them: where they are, or undefined where that was not
   * looked for.
   */
  readonly externalData?: ReadonlyMap<string, string | undefined>;
}
