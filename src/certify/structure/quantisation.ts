import { unreadableFlaw, type Flaw } from '../../network/degree/flaw.js';
import { constant, isFixed, isLevel, level, levelled, product } from '../../network/degree/degree.js';
import { each, type Finding, type Rule, type Rules } from './operation.js';

const roundingFlaw = (what: string): Flaw => ({
  kind: 'quantisation',
  what,
  remedy: 'Use the network in floats, as it was before it was quantised.',
});

/** Rounded to steps that do not shrink with the image. */
const rounds: Rule = (operation) => ({ form: operation.form(0), flaw: roundingFlaw('rounds to fixed levels') });

/** Everything at once on rounded numbers. */
const quantised: Rule = (operation) => ({
  form: operation.form(0),
  flaw: roundingFlaw('computes on quantised numbers'),
});

/**
 * (codes - zero point) scale. Codes that brightness changes were rounded somewhere before, and that is the culprit; what
 * their zero point is subtracted for is to undo what the rounding added.
 */
const restores: Rule = (operation): Finding => {
  const [given, scale, point] = [operation.form(0), operation.form(1), operation.form(2)];
  // Codes of 0 stand for 0 only where the zero point is 0.
  const codes = given.kind !== 'zero' || point.kind === 'zero' ? given : levelled(point);
  if (!isLevel(point)) return { form: product([codes, scale]), flaw: unreadableFlaw('a zero point that is computed') };
  return { form: product([codes, scale]) };
};

/** Rounded to steps that shrink with the image: codes 0, scale d, zero point 0. Of an image of 0 the scale is 1. */
const dynamic: Rule = (operation) => {
  const form = operation.form(0);
  return isFixed(form)
    ? { form: [constant, constant, constant] }
    : { form: [level, form, level], ties: true, partial: true };
};

export const quantisation: Rules = {
  ...each('QuantizeLinear Round Floor Ceil', rounds),
  ...each('tfjs.FakeQuantWithMinMaxVars tfjs.Round tfjs.Floor tfjs.Ceil', rounds),
  ...each('QLinearConv QLinearMatMul com.microsoft.QLinearAdd com.microsoft.QLinearMul', quantised),
  ...each('com.microsoft.QLinearGlobalAveragePool com.microsoft.QLinearLeakyRelu', quantised),
  DequantizeLinear: restores,
  DynamicQuantizeLinear: dynamic,
};
