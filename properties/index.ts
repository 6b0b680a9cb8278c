import { options, type OptionsOf, type Property } from '../src/core.js';
import { agreement, agreementOptions, type AgreementOptions } from './agreement.js';
import { convexRegionConsistency } from './convexRegionConsistency.js';
import { jpegQuality } from './jpegQuality.js';
import { resizeKernel } from './resizeKernel.js';
import { scalarInvariance } from './scalarInvariance.js';
import { survives } from './survives.js';
import { zeroImageUniformity } from './zeroImageUniformity.js';
import { jpeg, kernel, scalar, transformations } from '../transformations/index.js';

export {
  agreement,
  agreementOptions,
  type AgreementCase,
  type AgreementClaim,
  type AgreementOptions,
} from './agreement.js';
export {
  convexRegionConsistency,
  regionOptions,
  type RegionCase,
  type RegionOptions,
} from './convexRegionConsistency.js';
export { jpegQuality, jpegQualityOptions, type CompressedCase, type JpegQualityOptions } from './jpegQuality.js';
export { resizeKernel, resizeKernelOptions, type ResizedCase, type ResizeKernelOptions } from './resizeKernel.js';
export {
  scalarInvariance,
  scalarInvarianceOptions,
  type ScalarClaim,
  type ScalarInvarianceOptions,
  type ScaledCase,
} from './scalarInvariance.js';
export {
  survives,
  survivesOptions,
  type SurvivesOptions,
  type SurvivingClaim,
  type TransformedCase,
} from './survives.js';
export { zeroImageUniformity, zeroImageOptions, type ZeroClaim, type ZeroImageOptions } from './zeroImageUniformity.js';

const shared = options.declare({
  tolerance: options.tolerance,
  with: { kind: agreementOptions.with.kind, help: 'the model that agreement is asked with' },
  place: agreementOptions.place,
});

/**
 * Every property of the catalogue, each followed by its variants (`name:variant`). A new property is a file beside this one
 * and a line here.
 *
 * @param told applies to all: `tolerance` is what each of them documents. `with` another model, its agreement is a property as well.
 * @example catalogue().some(({ name }) => name === 'scalar-invariance:ranking'); // true
 */
export function catalogue(told: OptionsOf<typeof shared> = {}): readonly Property<unknown>[] {
  const { with: other, place, ...all } = options.filled('catalogue', shared, told);
  return [
    scalarInvariance(all),
    scalarInvariance({ ...all, claim: 'ranking' }),
    scalarInvariance({ ...all, claim: 'homogeneity' }),
    zeroImageUniformity(all),
    zeroImageUniformity({ ...all, claim: 'zero' }),
    convexRegionConsistency(all),
    convexRegionConsistency({ ...all, vertices: 'same-label' }),
    resizeKernel(all),
    jpegQuality(all),
    ...surviving.flatMap((each) => [survives(each, all), survives(each, { ...all, claim: 'ranking' })]),
    ...(other === undefined ? [] : agreements({ ...all, with: other, ...(place === undefined ? {} : { place }) })),
  ];
}

/** Transformations that have a property of their own, which asks more: scalar-invariance, jpeg-quality, resize-kernel. */
const withTheirOwn = [scalar, jpeg, kernel];

const surviving = transformations.filter((each) => !withTheirOwn.includes(each));

const agreements = (all: AgreementOptions): readonly Property<unknown>[] => [
  agreement(all),
  agreement({ ...all, claim: 'ranking' }),
  agreement({ ...all, claim: 'scores' }),
  agreement({ ...all, vary: 'combination' }),
];
