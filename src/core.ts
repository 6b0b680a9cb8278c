// What a property may use, on one screen: images, scalars and weights to make cases from; the subject to ask; scores to read;
// and the shape of a property and of what it finds. The catalogue imports this and nothing else of conic; so can yours.

export {
  combine,
  formatScalar,
  image,
  scalarOf,
  Image,
  type Overflow,
  type Part,
  type Recipe,
  type Truth,
} from './image/image.js';
export { formatShape, type ImageShape } from './image/shape.js';
export { images } from './generate/images.js';
export type { CorpusConstraints } from './generate/fromCorpus.js';
export { scalars, type ScalarConstraints } from './generate/scalars.js';
export { conicWeights, convexWeights } from './generate/weights.js';

export type { Capability } from './classifier/capability.js';
export type { ClassifierSpec, ScoreKind, Tensor } from './classifier/classifier.js';
export type { Space } from './classifier/inputWriter.js';
export { scalesExactly } from './classifier/scalesExactly.js';
export { labelOf, largestProbability, magnitudeOf, marginOf } from './classifier/scores.js';
export { Subject } from './classifier/subject.js';

export * as options from './settings/propertyOptions.js';
export type { OptionsOf } from './settings/setting.js';

export type { Outcome, View } from './run/outcome.js';
export type { Context, Property } from './run/property.js';
