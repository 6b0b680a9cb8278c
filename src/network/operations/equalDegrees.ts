import { anyDegree, isFixed, join, type Degree } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { degreesFlaw, type Flaw } from '../degree/flaw.js';
import { reduced } from '../rational.js';
import type { DegreeContext } from './operation.js';

/**
 * Of tensors that are added, or stand side by side: equal degrees, which zeros always fit; a constant among them is the one
 * to blame.
 *
 * @param blame the flaw, with the numbers of that constant.
 * @param from the first input that counts.
 */
export function equalDegrees(
  { node, form }: DegreeContext,
  blame: (values: ArrayLike<number> | undefined) => Flaw,
  from = 0,
): DegreeFinding {
  const at = Array.from({ length: Math.max(0, node.inputCount - from) }, (_, i) => from + i).filter((i) => node.has(i));
  const forms = at.map(form);
  const joined = join(forms);
  const fixed = at.find((position) => form(position).kind === 'constant');
  // A mask of infinities: what is added to it is no number any more.
  const partial = at.some(
    (position) =>
      form(position).kind === 'constant' &&
      node.values(position) !== undefined &&
      !node.holds(position, Number.isFinite),
  );
  const blurred = joined?.kind === 'any' && fixed !== undefined;
  if (joined !== undefined && !blurred) return { form: joined, partial };
  const moving = forms.filter((one) => !isFixed(one));
  // Without the constants: are the others of one degree?
  const rest = join(moving);
  if (rest === undefined || fixed === undefined)
    return {
      form: anyDegree,
      partial,
      flaw: degreesFlaw(`${forms.length} inputs of different degrees (${degreesOf(moving)})`),
    };
  return { form: rest, partial, flaw: blame(node.valuesWithin(fixed)) };
}

const degreesOf = (forms: readonly Degree[]): string =>
  forms
    .map((form) => {
      if (form.kind !== 'degree') return '?';
      const { numerator, denominator } = reduced(form.degree);
      return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
    })
    .join(', ');
