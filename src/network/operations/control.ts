import { anyDegree, levelled } from '../degree/degree.js';
import { undecidedFlaw } from '../degree/flaw.js';
import type { DegreeFinding } from '../degree/finding.js';
import { elementTypeNamed } from '../elementTypes.js';
import { plainOperation, type Column, type DegreeContext, type Operation } from './operation.js';

/** A graph within the graph, which may read anything around it. */
export const nestedOperation: Operation = plainOperation({
  names: 'If Loop Scan SequenceMap',
  degree: {
    said: 'none, unless its course is constant',
    of: ({ node }) => ({
      form: anyDegree,
      flaw: {
        kind: 'unknown',
        what: `${node.operation}, a graph of its own whose course is not plain from the file`,
        remedy: 'Export the model without branches and loops, or with conditions that are constants.',
      },
    }),
  },
  type: () => undefined,
});

/**
 * The only thing that is known of these is that they give the same for the same inputs: enough where all of those have
 * degree 0.
 */
const onlyDeterministic: Column<(context: DegreeContext) => DegreeFinding> = {
  said: 'none, unless d is 0',
  of: ({ node }) => ({
    form: anyDegree,
    partial: true,
    flaw: undecidedFlaw(
      `${node.operation} of values that brightness changes, of which nothing is known`,
      'Apply it to values of degree 0: normalised ones.',
    ),
  }),
};

/** Branches, chance, and operations of which little is known. */
export const control: readonly Operation[] = [
  nestedOperation,
  plainOperation({
    names: 'RandomNormal RandomNormalLike RandomUniform RandomUniformLike Bernoulli Multinomial',
    degree: {
      said: 'none: random numbers',
      of: () => ({
        form: anyDegree,
        flaw: { kind: 'random', what: 'random numbers', remedy: 'Export the model for inference.' },
      }),
    },
    type: () => undefined,
  }),
  plainOperation({
    names: 'IsNaN IsInf',
    // Of numbers multiplied by a > 0 the same ones are infinite, or none.
    degree: { said: '0', of: ({ form }) => ({ form: levelled(form(0)) }) },
    type: () => elementTypeNamed('bool'),
  }),
  plainOperation({
    names: 'And Or Xor Not',
    degree: onlyDeterministic,
    type: () => elementTypeNamed('bool'),
  }),
  plainOperation({
    names: `Mod BitShift BitwiseAnd BitwiseOr BitwiseXor BitwiseNot NonZero OneHot Unique Det NonMaxSuppression
      ConvInteger MatMulInteger`,
    degree: onlyDeterministic,
    type: () => undefined,
  }),
];
