import type { Classifier } from '../../classifier/classifier.js';
import { combine, type Image } from '../../image/image.js';
import { lineSettings } from '../../settings/certify.js';
import { checkOptions } from '../../settings/check.js';
import { segmentByEngine } from './byEngine.js';
import type { SegmentCertificate } from './certificate.js';
import { assertImage, certifyLine, type LineOptions } from './certifyLine.js';
import { segmentChart } from './charts.js';
import { exactSegmentChart } from './exact.js';
import { replayFlips } from './replay.js';

/**
 * The exact labels of all mixtures (1 - t) a + t b of two images, t from 0 to 1.
 *
 * @throws InputError if the images have another shape than the classifier takes, or an option makes no sense.
 * @throws ClassifierError if the engine fails.
 * @example
 * const { flips } = await certifySegment(classifier, cat, dog);
 * flips[0]?.at; // 0.6180…: the share of dog from which on it is one
 */
export async function certifySegment(
  classifier: Classifier,
  a: Image,
  b: Image,
  options: LineOptions = {},
): Promise<SegmentCertificate> {
  checkOptions('certifySegment', lineSettings, options);
  assertImage(classifier, a);
  assertImage(classifier, b);
  const [first, second] = [a.pixels(), b.pixels()];
  const imageAt = (share: number): Image | undefined =>
    share < 0 || share > 1
      ? undefined
      : combine(
          [
            { weight: 1 - share, image: a },
            { weight: share, image: b },
          ],
          'allow',
        );
  const line = await certifyLine(
    classifier,
    {
      from: 0,
      to: 1,
      images: [a, b],
      charts: () => [segmentChart(first, second)],
      exactCharts: (low, high) => [exactSegmentChart(first, second, low, high)],
      byEngine: (limits) => segmentByEngine(classifier, a, b, limits),
    },
    options,
  );
  const replayed = options.replay === false ? line : await replayFlips(line, classifier, imageAt, () => 1);
  return { kind: 'segment', images: [a.description, b.description], ...replayed };
}
