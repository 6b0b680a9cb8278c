import type { Classifier } from './classifier.js';
import type { Feeding } from './fed.js';

/**
 * The same classifier, fed in another way: what it would say if other preprocessing had been declared. It only borrows the
 * model, so disposing of it does nothing.
 *
 * @param feeding its shape is that of the classifier.
 * @example new Subject(refed(classifier, { ...classifier.spec, range: [0, 255] })).scores(image);
 */
export const refed = (classifier: Classifier, { layout, range, steps }: Feeding): Classifier => ({
  spec: { ...classifier.spec, layout, range, steps },
  classify: (batch, asked) => classifier.classify(batch, asked),
  ...(classifier.multiplies === undefined ? {} : { multiplies: classifier.multiplies }),
  ...(classifier.concurrency === undefined ? {} : { concurrency: classifier.concurrency }),
  dispose: async () => undefined,
});
