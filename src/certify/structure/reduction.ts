import { indicesFlaw, unreadableFlaw } from '../../network/degree/flaw.js';
import { any, isLevel, levelled, power } from '../../network/degree/degree.js';
import { each, type Finding, type Operation, type Rule, type Rules } from './operation.js';
import { rational } from '../../network/rational.js';
import { bends } from './pointwise.js';
import { rearranges } from './arrangement.js';

/** d for the values, 0 for where they were. */
const top: Rule = (operation) => ({
  form: [operation.form(0), levelled(operation.form(0))],
  ties: true,
  ...(isLevel(operation.form(1)) ? {} : { flaw: indicesFlaw }),
});

/** Along which dimensions: an attribute before opset 18, an input after. */
const axesOf = (operation: Operation): readonly number[] | undefined =>
  operation.has(1) ? Array.from(operation.values(1) ?? []) : operation.numbers('axes');

/** The product of n numbers: n d, where n is fixed. */
const multiplied: Rule = (operation): Finding => {
  const axes = axesOf(operation);
  const factors = axes?.map((axis) => operation.size(0, axis)) ?? [];
  if (axes === undefined || factors.length === 0 || factors.some((size) => size === undefined))
    return { form: any, flaw: unreadableFlaw('a product of a number of values that is not plain from the file') };
  const count = factors.reduce<number>((all, size) => all * (size ?? 0), 1);
  return { form: power(operation.form(0), rational(BigInt(count))) };
};

const squared: Rule = (operation) => {
  const found = rearranges(operation);
  return { ...found, form: power(operation.form(0), rational(2n)) };
};

const logarithm = bends('Use ReduceSum or ReduceMax instead.');

export const reduction: Rules = {
  ...each('ReduceSum ReduceMean ReduceMax ReduceMin ReduceL1 ReduceL2', rearranges),
  ReduceSumSquare: squared,
  ReduceProd: multiplied,
  ...each('ReduceLogSum ReduceLogSumExp', (operation) => ({ ...logarithm(operation), partial: true })),
  TopK: top,
};
