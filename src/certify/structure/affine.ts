import { biasFlaw, degreesFlaw } from '../../network/degree/flaw.js';
import { any, isFixed, join, product, type Degree } from '../../network/degree/degree.js';
import { each, type Finding, type Operation, type Rule, type Rules } from './operation.js';

/** Something of a degree, and a bias that must fit it: zeros, unless the degree is 0. */
function withBias(operation: Operation, form: Degree, position: number): Finding {
  if (!operation.has(position)) return { form };
  const bias = operation.form(position);
  const joined = join([form, bias]);
  // Behind a culprit of unknown effect a bias would still be one.
  const fits = joined !== undefined && !(form.kind === 'any' && bias.kind === 'constant');
  if (fits) return { form: joined };
  if (isFixed(bias)) return { form, flaw: biasFlaw(operation.values(position)) };
  return { form: any, flaw: degreesFlaw('adds a bias of another degree') };
}

/** Linear in each of its first two inputs: the sum of their degrees, and then a bias. */
const bilinear: Rule = (operation) => {
  const form = product([operation.form(0), operation.form(1)]);
  return { ...withBias(operation, form, 2), ...(form.kind === 'zero' && !operation.has(2) && { absorbs: true }) };
};

const gemm: Rule = (operation) => {
  const form = product([operation.form(0), operation.form(1)]);
  return operation.number('beta', 1) === 0 ? { form } : withBias(operation, form, 2);
};

/** Products of numbers of all inputs, added up. */
const multilinear: Rule = (operation) => ({ form: product(operation.forms()) });

export const affine: Rules = {
  ...each('Conv ConvTranspose', bilinear),
  Gemm: gemm,
  ...each('MatMul Einsum com.microsoft.FusedMatMul tfjs.Multiply tfjs.Dot', multilinear),
};
