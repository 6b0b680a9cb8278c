import type { Property } from '../src/core.js';
import { convexRegionConsistency } from './convexRegionConsistency.js';
import { scalarInvariance } from './scalarInvariance.js';
import { zeroImageUniformity } from './zeroImageUniformity.js';

export { convexRegionConsistency, type RegionCase, type RegionOptions } from './convexRegionConsistency.js';
export {
  scalarInvariance,
  type ScalarClaim,
  type ScalarInvarianceOptions,
  type ScaledCase,
} from './scalarInvariance.js';
export { zeroImageUniformity, type ZeroClaim, type ZeroImageOptions } from './zeroImageUniformity.js';

/**
 * Every property of the catalogue, each followed by its variants (`name:variant`). A new property is a file beside this one
 * and a line here.
 *
 * @param options apply to all: `tolerance` is what each of them documents.
 */
export function catalogue(options: { readonly tolerance?: number } = {}): readonly Property<unknown>[] {
  return [
    scalarInvariance(options),
    scalarInvariance({ ...options, claim: 'ranking' }),
    scalarInvariance({ ...options, claim: 'homogeneity' }),
    zeroImageUniformity(options),
    zeroImageUniformity({ ...options, claim: 'zero' }),
    convexRegionConsistency(options),
    convexRegionConsistency({ ...options, vertices: 'same-label' }),
  ];
}
