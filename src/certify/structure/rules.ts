import { affine } from './affine.js';
import { arithmetic } from './arithmetic.js';
import { arrangement } from './arrangement.js';
import { control } from './control.js';
import { any } from '../../network/degree/degree.js';
import { normalisation } from './normalisation.js';
import { each, type Rule, type Rules } from './operation.js';
import { pointwise } from './pointwise.js';
import { pooling } from './pooling.js';
import { quantisation } from './quantisation.js';
import { reduction } from './reduction.js';

/**
 * The only thing that is known of these is that they give the same for the same inputs: enough where all of those have
 * degree 0.
 */
const onlyDeterministic: Rule = ({ node }) => ({
  form: any,
  partial: true,
  flaw: {
    kind: 'activation',
    what: `${node.operation} of values that brightness changes`,
    remedy: 'Apply it to values of degree 0: normalised ones.',
  },
});

const deterministic = each(
  `And Or Xor Not Mod BitShift BitwiseAnd BitwiseOr BitwiseXor BitwiseNot IsNaN IsInf NonZero OneHot Unique Det
   NonMaxSuppression ConvInteger MatMulInteger CastLike AffineGrid CenterCropPad`,
  onlyDeterministic,
);

/** No rule: not a crash, and no proof. */
const unknown: Rule = ({ node }) => ({
  form: any,
  flaw: {
    kind: 'unknown',
    what: `${node.operation}, an operation that conic has no rule for`,
    remedy: 'Probe it with powers of two (certifyDynamic), which needs no rules.',
  },
});

const rules: Rules = {
  ...deterministic,
  ...arrangement,
  ...pointwise,
  ...affine,
  ...arithmetic,
  ...reduction,
  ...pooling,
  ...normalisation,
  ...quantisation,
  ...control,
};

const known = new Map<string, Rule>(Object.entries(rules));

/** What an operation does to degrees. Unknown ones are `top` with their names. */
export const ruleOf = (operation: string): Rule => known.get(operation) ?? unknown;
