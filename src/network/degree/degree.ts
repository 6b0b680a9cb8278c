import { equals, plus, rational, times, type Rational } from '../rational.js';

const [none, one] = [rational(0n), rational(1n)];

/**
 * What a tensor T does when the image is multiplied by a number a > 0, in real arithmetic.
 * - `zero`: it is 0 everywhere, for every image; fits any degree.
 * - `constant`: it does not depend on the image at all.
 * - `degree`: T(a x) = a^degree T(x).
 * - `any`: nothing can be said. Only behind a culprit: which of the other three it would be without that is open.
 *
 * What stands here of a tensor behind a culprit is what it would be if that were fixed: so that one bias does not make
 * culprits of all layers after it. Only for a tensor with no culprit behind it is it true. Together with the culprits
 * behind it this is the lattice of degrees with `top { culprits }` above them.
 */
export type Degree =
  | { readonly kind: 'zero' }
  | { readonly kind: 'constant' }
  | { readonly kind: 'degree'; readonly degree: Rational }
  | { readonly kind: 'any' };

export const zeroDegree: Degree = { kind: 'zero' };
export const constantDegree: Degree = { kind: 'constant' };
export const anyDegree: Degree = { kind: 'any' };

/** The degree of a tensor that is multiplied by a^degree. */
export const ofDegree = (degree: Rational): Degree => ({ kind: 'degree', degree });

/** The image's own. */
export const linearDegree: Degree = ofDegree(one);

/** A tensor that depends on the image and not on its brightness. */
export const levelDegree: Degree = ofDegree(none);

/** Whether the tensor is the same for every image. */
export const isFixed = ({ kind }: Degree): boolean => kind === 'zero' || kind === 'constant';

/** Whether the tensor is the same at every brightness. */
export const isLevel = (form: Degree): boolean =>
  isFixed(form) || (form.kind === 'degree' && form.degree.numerator === 0n);

const exponentOf = (form: Degree): Rational | undefined =>
  form.kind === 'degree' ? form.degree : form.kind === 'constant' ? none : undefined;

/**
 * Of tensors that are added, or stand side by side: equal degrees, which `zero` always fits.
 *
 * @returns undefined if they have no degree in common.
 */
export function join(forms: readonly Degree[]): Degree | undefined {
  const counted = forms.filter(({ kind }) => kind !== 'zero');
  const [first, ...others] = counted;
  if (first === undefined) return zeroDegree;
  if (counted.some(({ kind }) => kind === 'any')) return anyDegree;
  if (counted.every(({ kind }) => kind === 'constant')) return constantDegree;
  const degree = exponentOf(first);
  if (degree === undefined) return undefined;
  const same = others.every((form) => {
    const other = exponentOf(form);
    return other !== undefined && equals(degree, other);
  });
  return same ? ofDegree(degree) : undefined;
}

/** Of tensors that are multiplied with each other. */
export function product(forms: readonly Degree[]): Degree {
  if (forms.some(({ kind }) => kind === 'zero')) return zeroDegree;
  if (forms.some(({ kind }) => kind === 'any')) return anyDegree;
  if (forms.every(({ kind }) => kind === 'constant')) return constantDegree;
  return ofDegree(forms.reduce((sum, form) => plus(sum, exponentOf(form) ?? none), none));
}

/** Of a tensor raised to a power: its degree times that. */
export function power(form: Degree, exponent: Rational): Degree {
  if (form.kind === 'degree') return ofDegree(times(form.degree, exponent));
  // 0 to a power of 0 or below is 1 or infinite, and no 0.
  return form.kind === 'zero' && exponent.numerator <= 0n ? constantDegree : form;
}

/** Of one over a tensor. */
export const inverse = (form: Degree): Degree => power(form, rational(-1n));

/** Of something that brightness does not change, made of a tensor: its signs, the order of its numbers. */
export const levelled = (form: Degree): Degree => (isFixed(form) ? constantDegree : levelDegree);
