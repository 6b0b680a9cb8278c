import type { Degree } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import type { OpenDims } from '../dims.js';
import type { ElementType } from '../elementTypes.js';
import type { Numbers } from '../numbers.js';
import type { ProgramContext } from '../program/context.js';
import type { PoolingWindows } from '../windows.js';
import type { NodeView } from './node.js';
import type { Sign } from '../sign.js';

/** A node and the degrees of what goes in. */
export interface DegreeContext {
  readonly node: NodeView;
  /** Of an input; `zero` for one that is not there. */
  readonly form: (position: number) => Degree;
  /** Of all inputs that are there. */
  readonly forms: (from?: number) => readonly Degree[];
}

/** Where the slope of a piecewise-linear operation changes, as functions of its first input. */
export type KinkPlace =
  /** Where numbers are 0; `rectifies`: below that it gives 0. */
  | { readonly kind: 'sign'; readonly rectifies?: boolean }
  /** At two numbers, which may be infinite. */
  | { readonly kind: 'clip'; readonly low: number; readonly high: number }
  /** Where another number of a window becomes the largest. */
  | { readonly kind: 'maximum'; readonly windows: PoolingWindows };

/**
 * The linear pieces of an operation at one node: it has one, or kinks between them that the numbers going in tell, or it is
 * `curved`: not piecewise linear, or not in a way that is followed.
 */
export type Pieces = 'linear' | 'curved' | KinkPlace;

/** What an operation does to the order of an image's numbers, where it keeps it. */
export type OrderKept =
  /** The same numbers in the same order; `images`: and certainly in as many images. */
  | { readonly kind: 'same numbers'; readonly images: boolean }
  /** Every number goes through one strictly increasing function. */
  | { readonly kind: 'increasing' }
  /** Softmax: increasing among the numbers that share all indices but those of an axis, or of it and all later ones. */
  | { readonly kind: 'softmax'; readonly axis: number; readonly andLater: boolean };

/** A column of an operation's record, and the phrase that stands for it in the table of operations. */
export interface Column<Of> {
  readonly said: string;
  readonly of: Of;
}

/**
 * All that conic knows of one operation. Each column may be left out: nothing is known then.
 *
 * `Details` is what a node tells besides the tensors that it computes with: attributes, and inputs that are constants. It is
 * read in one place, by the version of the definition that the file uses, and handed to every column.
 */
export interface Columns<Details> {
  /** As ONNX spells them, another domain's with it, separated by spaces. */
  readonly names: string;
  readonly read: (node: NodeView) => Details;
  /** What it does to degrees. Left out: an unknown operation. */
  readonly degree?: Column<(context: DegreeContext, details: Details) => DegreeFinding>;
  /** Its linear pieces. Left out: curved. */
  readonly pieces?: Column<(node: NodeView, details: Details) => Pieces>;
  /** Writes it into a piecewise-linear program, which rays and regions follow. Left out: not read yet. */
  readonly follow?: (context: ProgramContext, details: Details) => void;
  /** Why rational arithmetic cannot follow it, though a program can. */
  readonly notExact?: string;
  /** What it makes of constants, for each output; undefined where that is not followed. */
  readonly fold?: (
    inputs: readonly (Numbers | undefined)[],
    details: Details,
    node: NodeView,
  ) => readonly (Numbers | undefined)[] | undefined;
  /** Whether it reads the shape of what goes in, and no numbers. */
  readonly readsSizesOnly?: boolean;
  /** Whether its output has all the numbers of its first input, however often, and no others. */
  readonly repeats?: boolean;
  /** What it does to the order of numbers. Left out: nothing is known. */
  readonly order?: (node: NodeView, details: Details) => OrderKept | undefined;
  /** The shape of its first output. Left out: not known. */
  readonly dims?: (node: NodeView, details: Details) => OpenDims | undefined;
  /** Whether the answer for one image of a batch depends on the others. Left out: it does not. */
  readonly mixesImages?: (node: NodeView, details: Details) => boolean;
  /** What is known of the signs of its first output's numbers. Left out: nothing. */
  readonly sign?: (node: NodeView, details: Details) => Sign | undefined;
  /** The type of an output's elements. Left out: that of its first input. */
  readonly type?: (node: NodeView, details: Details, output: number) => ElementType | undefined;
}

/** A record as the four views of it see it: columns with what the node tells already read. */
export interface Operation {
  readonly names: readonly string[];
  readonly degree?: Column<(context: DegreeContext) => DegreeFinding>;
  readonly pieces?: Column<(node: NodeView) => Pieces>;
  readonly follow?: (context: ProgramContext) => void;
  readonly notExact?: string;
  readonly readsSizesOnly?: boolean;
  readonly repeats?: boolean;
  readonly fold?: (
    inputs: readonly (Numbers | undefined)[],
    node: NodeView,
  ) => readonly (Numbers | undefined)[] | undefined;
  readonly order: (node: NodeView) => OrderKept | undefined;
  readonly dims: (node: NodeView) => OpenDims | undefined;
  readonly sign: (node: NodeView) => Sign | undefined;
  readonly mixesImages: (node: NodeView) => boolean;
  readonly type: (node: NodeView, output: number) => ElementType | undefined;
}

/**
 * The record of one operation, or of several that are alike.
 *
 * @example
 * operation({
 *   names: 'LeakyRelu',
 *   read: (node) => node.number('alpha', 0.01),
 *   degree: { said: 'd', of: ({ form }) => ({ form: form(0) }) },
 *   pieces: { said: 'a kink at 0', of: () => ({ kind: 'sign' }) },
 *   follow: (context, slope) => context.kink(slope),
 * });
 */
export function operation<Details>(columns: Columns<Details>): Operation {
  const {
    names,
    read,
    degree,
    pieces,
    follow,
    notExact,
    readsSizesOnly,
    repeats,
    fold,
    order,
    dims,
    sign,
    mixesImages,
    type,
  } = columns;
  return {
    names: names.trim().split(/\s+/),
    ...(degree && {
      degree: { said: degree.said, of: (context) => degree.of(context, read(context.node)) },
    }),
    ...(pieces && { pieces: { said: pieces.said, of: (node) => pieces.of(node, read(node)) } }),
    ...(follow && { follow: (context) => follow(context, read(context.node)) }),
    ...(notExact !== undefined && { notExact }),
    ...(readsSizesOnly !== undefined && { readsSizesOnly }),
    ...(repeats !== undefined && { repeats }),
    ...(fold && { fold: (inputs, node) => fold(inputs, read(node), node) }),
    order: (node) => order?.(node, read(node)),
    dims: (node) => dims?.(node, read(node)),
    sign: (node) => sign?.(node, read(node)),
    mixesImages: (node) => mixesImages?.(node, read(node)) === true,
    type: (node, output) => (type === undefined ? node.elementType(0) : type(node, read(node), output)),
  };
}

/** The record of an operation that is told nothing but the tensors it computes with. */
export const plainOperation = (columns: Omit<Columns<undefined>, 'read'>): Operation =>
  operation({ ...columns, read: () => undefined });
