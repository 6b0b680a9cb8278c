import type { Classifier, ClassifierSpec } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import { now } from '../clock.js';
import type { Image } from '../image/image.js';

/** What a classifier said of one image, and how long it took from opening it, in milliseconds. */
export interface FirstAnswer {
  readonly spec: ClassifierSpec;
  readonly scores: Float32Array;
  readonly took: number;
}

/**
 * Opens a model, asks it about one image and lets go of it.
 *
 * @throws InputError, ClassifierError as opening and asking do.
 */
export async function askOnce(
  open: () => Promise<Classifier>,
  imageFor: (spec: ClassifierSpec) => Image,
): Promise<FirstAnswer> {
  const started = now();
  const classifier = await open();
  try {
    const scores = await new Subject(classifier).scores(imageFor(classifier.spec));
    return { spec: classifier.spec, scores, took: Math.round(now() - started) };
  } finally {
    await classifier.dispose();
  }
}
