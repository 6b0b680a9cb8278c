import { createHash } from 'node:crypto';
import type { ClassifierSpec } from '../classifier/classifier.js';
import { labelOf } from '../classifier/scores.js';
import { causeInWords } from '../run/cause.js';
import type { Property } from '../run/property.js';
import type { Counterexample } from '../run/result.js';
import { runScalars } from '../run/setup.js';
import { anyTolerance, runSettings } from '../settings/run.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { version } from '../version.js';
import type { EncodedCase } from './caseCodec.js';
import { encodeImage } from './npy.js';
import type { StoredCase } from './storedCase.js';

/** Options of a run that have a say in what a case comes to; the tolerance is the property's own. */
export const relevantSettings = settings({
  space: runSettings.space,
  overflow: runSettings.overflow,
  scalars: runScalars,
  tolerance: anyTolerance,
});

export interface RelevantOptions extends OptionsOf<typeof relevantSettings> {}

/** A counterexample, and what it is one of. */
export interface FoundCase {
  readonly property: Pick<Property<never>, 'name' | 'claim'>;
  readonly counterexample: Counterexample;
  readonly spec: Pick<ClassifierSpec, 'id' | 'digest' | 'engine' | 'labels' | 'shape'>;
  readonly options: RelevantOptions;
}

/** The name of the file of a plain image, by its place among the images of a case. */
export const pixelFile = (place: number): string => `image-${place}.npy`;

/**
 * What a case is, in 16 hex digits: the same for the same case of the same property, whatever found it. Names of images do
 * not count, pixels do; nor do scores, since they are the model's of a day.
 */
export function digestOf(
  { value, images }: EncodedCase,
  { model, property, space }: { readonly model: string; readonly property: string; readonly space: string },
): string {
  const contents = images.map((image) =>
    'plain' in image
      ? createHash('sha256')
          .update(encodeImage({ shape: image.plain.shape, pixels: image.plain.pixels() }))
          .digest('hex')
      : [image.clamped, image.parts.map((part) => [part.weight, part.image])],
  );
  const content = JSON.stringify([model, property, space, value, contents]);
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** The `case.json` of a counterexample. */
export function storedCaseOf(
  { property, counterexample, spec, options }: FoundCase,
  encoded: EncodedCase,
  digest: string,
): StoredCase {
  const { views, why, label, labelAfter, margin, scalar, cause, seed, path, shrinks } = counterexample;
  const {
    space = runSettings.space.default,
    overflow = runSettings.overflow.default,
    scalars: { min, max } = {},
    tolerance,
  } = options;
  const range = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  return {
    schema: 'conic.case/1',
    digest,
    property: property.name,
    claim: property.claim,
    why,
    label,
    labelAfter,
    margin,
    ...(scalar === undefined ? {} : { scalar }),
    cause: causeInWords(cause),
    views: views.map(({ title, image, scores, space: acted }) => ({
      title,
      image: image.description,
      recipe: { ...image.recipe },
      space: acted,
      label: spec.labels[labelOf(scores)] ?? '',
      scores: [...scores],
    })),
    images: encoded.images.map((image, place) =>
      'plain' in image
        ? {
            file: pixelFile(place),
            description: image.plain.description,
            recipe: { ...image.plain.recipe },
            ...(image.plain.truth === undefined ? {} : { truth: { ...image.plain.truth } }),
          }
        : { parts: image.parts.map((part) => ({ ...part })), clamped: image.clamped },
    ),
    case: encoded.value,
    seed,
    path,
    shrinks,
    options: {
      space,
      overflow,
      ...(min === undefined && max === undefined ? {} : { scalars: range }),
      ...(tolerance === undefined ? {} : { tolerance }),
    },
    model: { id: spec.id, digest: spec.digest, engine: spec.engine, labels: [...spec.labels] },
    shape: { ...spec.shape },
    conic: version,
  };
}
