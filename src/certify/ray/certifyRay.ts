import type { Classifier } from '../../classifier/classifier.js';
import { InputError, optionProblem } from '../../errors.js';
import type { Image } from '../../image/image.js';
import { raySettings } from '../../settings/certify.js';
import { checkOptions } from '../../settings/check.js';
import type { OptionsOf } from '../../settings/setting.js';
import { rayByEngine } from './byEngine.js';
import type { RayFlip, RayCertificate } from './certificate.js';
import { assertImage, certifyLine } from './certifyLine.js';
import { rayCharts } from './charts.js';
import { exactRayCharts } from './exact.js';
import { replayFlips } from './replay.js';

/** How a ray is to be examined. */
export interface RayOptions extends OptionsOf<typeof raySettings> {}

/**
 * The exact labels of an image times a, for all a > 0 or those of an interval: a piecewise-linear network along a ray is
 * piecewise linear in one dimension, so its breakpoints can be computed instead of sampled. Scalars act on the pixels,
 * before the declared preprocessing, and values above white are handed on.
 *
 * What is proved is said by the certificate's word; it is about the network in real arithmetic. Flips are replayed in the
 * classifier's engine.
 *
 * @returns `undecided`, with the reason, for networks that are not piecewise linear or too large.
 * @throws InputError if the image has another shape than the classifier takes, or an option makes no sense.
 * @throws ClassifierError if the engine fails.
 * @example
 * const { word, intervals } = await certifyRay(classifier, shoe);
 * // 'proved-real', [{ min: 0, max: 0.0213…, label: 8, … }, { min: 0.0213…, max: Infinity, label: 7, … }]
 */
export async function certifyRay(
  classifier: Classifier,
  image: Image,
  options: RayOptions = {},
): Promise<RayCertificate> {
  checkOptions('certifyRay', raySettings, options);
  const engine = options.method === 'engine';
  const { min: from = engine ? 1e-3 : 0, max: to = engine ? 1e3 : Infinity } = options.scalars ?? {};
  if (!(from < to))
    throw new InputError(optionProblem(['scalars'], { found: `${from}..${to}`, expected: 'the lower one first' }));
  if (engine && !(from > 0 && to < Infinity))
    throw new InputError(
      optionProblem(['scalars'], {
        found: `${from}..${to}`,
        expected: 'an interval above 0 that ends',
        remedy: 'By engine all scalars can only be had one by one; methods float64 and exact have them all.',
      }),
    );
  assertImage(classifier, image);
  const pixels = image.pixels();
  const line = await certifyLine(
    classifier,
    {
      from,
      to,
      images: [image],
      charts: () => rayCharts(pixels, from, to),
      exactCharts: (low, high) => exactRayCharts(pixels, low, high),
      byEngine: (limits) => rayByEngine(classifier, image, from, to, limits),
    },
    options,
  );
  const replayed =
    options.replay === false
      ? line
      : await replayFlips(
          line,
          classifier,
          (scalar) => (scalar > 0 ? image.times(scalar, 'allow') : undefined),
          ({ at }) => at,
        );
  const nearest = nearestOne(replayed.flips);
  const label = replayed.intervals.find((interval) => interval.min <= 1 && interval.max >= 1)?.label;
  return {
    kind: 'ray',
    image: image.description,
    ...replayed,
    ...(nearest && { nearest }),
    ...(label !== undefined && { label }),
  };
}

/** Nearest as a ratio: 0.5 is as near to 1 as 2 is. */
function nearestOne(flips: readonly RayFlip[]): RayFlip | undefined {
  let nearest: RayFlip | undefined;
  for (const flip of flips)
    if (nearest === undefined || Math.abs(Math.log(flip.at)) < Math.abs(Math.log(nearest.at))) nearest = flip;
  return nearest;
}
