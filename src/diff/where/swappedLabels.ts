import { magnitudeOf } from '../../classifier/scores.js';
import type { ModelDifference } from '../difference.js';
import type { Sample } from './sample.js';

/** With more labels, nobody exchanges a few of them by hand. */
const mostLabels = 2000;

/**
 * Whether the other model has the same scores under other names: a list of labels in another order, or the rows of the last layer.
 */
export function swappedLabels(sample: Sample): ModelDifference | undefined {
  const { models, scores } = sample;
  const { labels, id } = models.one.spec;
  if (labels.length > mostLabels || scores.length === 0) return undefined;
  const places = labels.map((_, label) =>
    isSame(sample, label, label) ? label : labels.findIndex((_, place) => isSame(sample, label, place)),
  );
  const moved = places.flatMap((place, label) => (place === label ? [] : [{ label, place }]));
  // Every score is to be found somewhere, each in one place.
  if (places.includes(-1) || moved.length === 0 || new Set(places).size < labels.length) return undefined;
  const shown = moved.slice(0, 10).map(({ label, place }) => `"${labels[label]}" has the score of "${labels[place]}"`);
  return {
    kind: 'labels',
    text: `${models.other.spec.id} has the scores of ${id} under other names: ${moved.length} of ${labels.length} labels are exchanged.`,
    details: shown.map((line) => `In ${id}, ${line} in ${models.other.spec.id}.`),
  };
}

/** Whether a score of the one model is another score of the other, on every image. */
const isSame = ({ scores, tolerance }: Sample, label: number, place: number): boolean =>
  scores.every(
    ({ one, other }) =>
      Math.abs(one[label]! - other[place]!) <= tolerance * Math.max(magnitudeOf(one), magnitudeOf(other)),
  );
