// Every matcher, by its name. A new one is a file beside this one and a line here.

export { toAgreeWith } from './toAgreeWith.js';
export { toBeConsistentOnConvexRegions } from './toBeConsistentOnConvexRegions.js';
export { toBeHomogeneous } from './toBeHomogeneous.js';
export { toBeScalarInvariant } from './toBeScalarInvariant.js';
export { toBeUniformOnZeroImage } from './toBeUniformOnZeroImage.js';
export { toKeepItsLabelOnRay } from './toKeepItsLabelOnRay.js';
export { toKeepItsLabelOnRegion } from './toKeepItsLabelOnRegion.js';
export { toSatisfy } from './toSatisfy.js';
