import { countedValues, degreesFlaw, offsetFlaw, unreadableFlaw, type Flaw } from '../../network/degree/flaw.js';
import {
  any,
  constant,
  inverse,
  isFixed,
  isLevel,
  join,
  level,
  levelled,
  power,
  product,
  type Degree,
} from '../../network/degree/degree.js';
import { each, type Finding, type Operation, type Rule, type Rules } from './operation.js';
import { rational, rationalOf, reduced } from '../../network/rational.js';

const positions = (operation: Operation, from = 0): readonly number[] =>
  Array.from({ length: Math.max(0, operation.count - from) }, (_, i) => from + i).filter((i) => operation.has(i));

/** Equal degrees, which zeros always fit; a constant among them is the one to blame. */
const equal =
  (blame: (values: ArrayLike<number> | undefined, operation: Operation) => Flaw, from = 0): Rule =>
  (operation): Finding => {
    const at = positions(operation, from);
    const forms = at.map((position) => operation.form(position));
    const joined = join(forms);
    const fixed = at.find((position) => operation.form(position).kind === 'constant');
    const blurred = joined?.kind === 'any' && fixed !== undefined;
    if (joined !== undefined && !blurred) return { form: joined };
    const moving = forms.filter((form) => !isFixed(form));
    // Without the constants: are the others of one degree?
    const form = join(moving);
    if (form === undefined || fixed === undefined)
      return { form: any, flaw: degreesFlaw(`${forms.length} inputs of different degrees (${degreesOf(moving)})`) };
    return { form, flaw: blame(operation.values(fixed), operation) };
  };

const degreesOf = (forms: readonly Degree[]): string =>
  forms
    .map((form) => {
      if (form.kind !== 'degree') return '?';
      const { numerator, denominator } = reduced(form.degree);
      return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
    })
    .join(', ');

const added = equal(offsetFlaw);

const besides = equal((values) => ({
  kind: 'token',
  what: `puts a constant beside the rest (a class token): ${countedValues(values)}`,
  remedy: 'Leave it out: average over the positions instead of adding a class token.',
}));

const larger = equal((values, { node }) => ({
  kind: 'clip',
  what: `${node.operation} with a constant: ${countedValues(values)}`,
  remedy: 'Compare with 0 alone.',
}));

const branches = equal(offsetFlaw, 1);

/** One branch or the other: equal degrees, and brightness has no say in which. */
const where: Rule = (operation) => {
  const found = branches(operation);
  if (isLevel(operation.form(0))) return { ...found, ties: !isFixed(operation.form(0)) };
  return {
    ...found,
    flaw: { kind: 'threshold', what: 'a condition that depends on brightness', remedy: mendThreshold },
  };
};

const mendThreshold = 'Compare values of one degree with each other, or with 0.';

const compares: Rule = (operation) => {
  const forms = operation.forms();
  const form = forms.every(isFixed) ? constant : level;
  if (join(forms) !== undefined) return { form, ties: true };
  const what = 'compares values of different degrees, or with a number that is not 0';
  return { form, flaw: { kind: 'threshold', what, remedy: mendThreshold } };
};

const multiplied: Rule = (operation) => {
  const form = product(operation.forms());
  return { form, absorbs: form.kind === 'zero' };
};

const divided: Rule = (operation) => {
  const [above, below] = [operation.form(0), operation.form(1)];
  if (below.kind === 'zero') return { form: any, flaw: unreadableFlaw('divides by 0'), partial: true };
  return { form: product([above, inverse(below)]), partial: !isFixed(below) };
};

const reciprocal: Rule = (operation) => ({ form: inverse(operation.form(0)), partial: true });

/** Raised to one power that is a constant: that times the degree. */
const raised: Rule = (operation): Finding => {
  const values = operation.values(1);
  const exponent = values?.[0];
  const single = exponent !== undefined && Array.from(values ?? []).every((value) => value === exponent);
  const ratio = exponent === undefined || !Number.isFinite(exponent) ? undefined : rationalOf(exponent);
  if (!single || ratio === undefined)
    return { form: any, flaw: unreadableFlaw('a power that is not one constant number'), partial: true };
  return exponent === 0
    ? { form: levelled(operation.form(0)) }
    : { form: power(operation.form(0), ratio), partial: exponent < 0 };
};

const root: Rule = (operation) => ({ form: power(operation.form(0), rational(1n, 2n)) });

export const arithmetic: Rules = {
  ...each('Add Sub Sum Mean', added),
  Concat: besides,
  Where: where,
  ...each('Max Min', larger),
  ...each('Greater GreaterOrEqual Less LessOrEqual Equal tfjs.NotEqual', compares),
  Mul: multiplied,
  Div: divided,
  Reciprocal: reciprocal,
  Pow: raised,
  Sqrt: root,
};
