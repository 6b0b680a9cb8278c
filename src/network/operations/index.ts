import type { NetworkNode } from '../graph.js';
import { activation } from './activation.js';
import { attention } from './attention.js';
import { arithmetic } from './arithmetic.js';
import { batchNormalization } from './batchNormalization.js';
import { cast } from './cast.js';
import { clip } from './clip.js';
import { comparison } from './comparison.js';
import { control, nestedOperation } from './control.js';
import { convolution } from './convolution.js';
import { deformConv } from './deformConv.js';
import { dropout } from './dropout.js';
import { exponentialUnits } from './exponentialUnits.js';
import { joining } from './joining.js';
import { moving } from './moving.js';
import { normalisation } from './normalisation.js';
import type { Operation } from './operation.js';
import { padding } from './padding.js';
import { pooling } from './pooling.js';
import { products } from './products.js';
import { quantisation } from './quantisation.js';
import { reduction } from './reduction.js';
import { resizing } from './resizing.js';
import { reshaping } from './reshaping.js';
import { scatter } from './scatter.js';
import { sizes } from './sizes.js';
import { turning } from './turning.js';

/** Every operation that conic knows something of, by families. A new family is a file, and a line here. */
export const operationFamilies: Readonly<Record<string, readonly Operation[]>> = {
  'Functions of each number': [...activation, ...exponentialUnits],
  Attention: attention,
  'Cutting off': clip,
  Arithmetic: arithmetic,
  'Comparing and choosing': comparison,
  'Products of matrices': products,
  Convolutions: convolution,
  'Deformable convolutions': deformConv,
  'Fourier transforms, grids and rotary embeddings': turning,
  Pooling: pooling,
  'Batch normalisation': batchNormalization,
  'Other normalisations': normalisation,
  Dropout: dropout,
  Reductions: reduction,
  'The same numbers in another shape': reshaping,
  'Numbers taken from other places': moving,
  'Side by side': joining,
  Padding: padding,
  'Another size': resizing,
  'Putting values in, and choosing them': scatter,
  'Sizes and constants': sizes,
  'Types of numbers': cast,
  Quantisation: quantisation,
  'Branches, chance and the rest': control,
};

const operations = Object.values(operationFamilies).flat();

const byName = new Map(operations.flatMap((operation) => operation.names.map((name) => [name, operation] as const)));

/** The record of a node's operation; undefined where nothing is known of it. */
export const operationOf = (node: NetworkNode): Operation | undefined =>
  // Whatever it is called: a graph of its own may do anything.
  node.nested === true ? nestedOperation : byName.get(node.operation);
