import type { ClassifierSpec } from '../classifier/classifier.js';
import { asSeen, fedTensor } from '../classifier/fed.js';
import type { Space } from '../classifier/inputWriter.js';
import { scalarOf, type Truth } from '../image/image.js';
import { truthAmong } from './knownLabels.js';
import type { ConfirmedView, View } from './outcome.js';

/**
 * A view with what the network was fed, and with an image that shows it: where weights act after preprocessing, their image is
 * not the one that the model answered to.
 *
 * @param usual where weights act unless the view says otherwise.
 */
export function confirmView(view: View, spec: ClassifierSpec, usual: Space): ConfirmedView {
  const { image } = view;
  // A plain image has no weights that could act anywhere.
  const isPlain = image.parts.length === 0;
  const space = isPlain ? 'pixel' : (view.space ?? usual);
  const truth = truthAmong(spec.labels, image);
  const scalar = isPlain ? undefined : scalarOf(image);
  return {
    ...view,
    image: asSeen(spec, image, space),
    space,
    ...(scalar === undefined ? {} : { scalar }),
    ...(truth === undefined ? {} : { truth }),
    fed: fedTensor(spec, image, space),
  };
}

/** The label that all images of a counterexample are known by; undefined where one is known by none, or by another. */
export function truthOfAll(views: readonly Pick<ConfirmedView, 'truth'>[]): Truth | undefined {
  const first = views[0]?.truth;
  return views.every(({ truth }) => truth !== undefined && truth.name === first?.name) ? first : undefined;
}
