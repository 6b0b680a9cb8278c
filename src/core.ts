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
export { develop } from './image/undeveloped.js';
export { jpegOf } from './image/jpeg.js';
export { pictureOf, type SourcePicture, type PictureChange } from './image/picture.js';
export {
  assertStrength,
  formatStrength,
  settledStrengths,
  strengthsInWords,
  transformation,
  transformedInWords,
  type PixelTransformation,
  type Transformation,
  type TransformationStrength,
} from './image/transformation.js';
export { usualResizing } from './image/fitting/fitOf.js';
export type { KernelName } from './image/resampling/kernel.js';
export { images } from './generate/images.js';
export type { CorpusConstraints } from './generate/fromCorpus.js';
export { scalars, type ScalarConstraints } from './generate/scalars.js';
export { evenly } from './generate/evenly.js';
export { strengths } from './generate/strengths.js';
export { conicWeights, convexWeights } from './generate/weights.js';

export type { Capability } from './classifier/capability.js';
export type { Classifier, ClassifierSpec, ScoreKind, Tensor } from './classifier/classifier.js';
export type { Space } from './classifier/inputWriter.js';
export { scalesExactly } from './classifier/scalesExactly.js';
export { agreedMargin } from './classifier/agreedMargin.js';
export { assertMatching } from './classifier/assertMatching.js';
export { matchLabels, reordered } from './classifier/matchLabels.js';
export { relativeDifference } from './classifier/relativeDifference.js';
export { labelOf, largestProbability, magnitudeOf, marginOf } from './classifier/scores.js';
export { worstSwap, type Swap } from './classifier/worstSwap.js';
export { Subject } from './classifier/subject.js';

/**
 * What a property declares its own options with: their names, kinds and defaults; wrong ones are refused by name.
 *
 * @example
 * const told = options.declare({ share: { kind: options.number('a share from 0 to 1', { from: 0, to: 1 }), help: 'how much light', default: 0.5 } });
 * options.filled('myProperty', told, {}).share; // 0.5
 */
export * as options from './settings/propertyOptions.js';
export type { OptionsOf } from './settings/setting.js';

export type { Cause } from './run/cause.js';
export type { HeardOutcome, LabelledCase } from './run/heard.js';
export { madeBy, type PropertyOrigin } from './run/origin.js';
export { asking, type CaseQuestion } from './run/question.js';
export type { Answered, Outcome, Violated, View } from './run/outcome.js';
export type { Context, Property } from './run/property.js';
