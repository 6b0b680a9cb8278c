import { certifyRay, type RayOptions } from '../../certify/ray/certifyRay.js';
import { certifyRegion, type RegionOptions } from '../../certify/region/certifyRegion.js';
import type { Classifier } from '../../classifier/classifier.js';
import { InputError } from '../../errors.js';
import type { Image } from '../../image/image.js';
import { reportedRay, rayVerdict } from '../../report/documents/rayReport.js';
import { regionVerdict, reportedRegion } from '../../report/documents/regionReport.js';
import { rayLines } from '../../report/pages/certifyRay.js';
import { regionLine } from '../../report/pages/certifyRegion.js';
import type { Call } from '../call.js';
import { faultMessage } from '../message.js';
import { asClassifier } from '../received.js';
import type { MatcherAnswer } from '../runner.js';

/** Whether an image is proved to keep its label at every scalar. What is not decided fails either way. */
export const judgeRay = (call: Call, received: unknown, image: Image, options: RayOptions): Promise<MatcherAnswer> =>
  judgeCertificate(call, received, async (classifier) => {
    const ray = reportedRay(await certifyRay(classifier, image, options));
    return { verdict: rayVerdict([ray], 1), said: rayLines(ray, classifier.spec.labels).join('\n  ') };
  });

/** Whether all mixtures of images are proved to have one label. What is not decided fails either way. */
export const judgeRegion = (
  call: Call,
  received: unknown,
  images: readonly Image[],
  options: RegionOptions,
): Promise<MatcherAnswer> =>
  judgeCertificate(call, received, async (classifier) => {
    const region = reportedRegion(await certifyRegion(classifier, images, options));
    return { verdict: regionVerdict([region], 1), said: regionLine(region, classifier.spec.labels) };
  });

async function judgeCertificate(
  call: Call,
  received: unknown,
  certify: (
    classifier: Classifier,
  ) => Promise<{ readonly verdict: ReturnType<typeof rayVerdict>; readonly said: string }>,
): Promise<MatcherAnswer> {
  let model = 'model';
  try {
    const classifier = asClassifier(received);
    model = classifier.spec.id;
    const { verdict, said } = await certify(classifier);
    const message = `${call.head(model)}\n\n${said}`;
    return { pass: verdict === 'inconclusive' ? call.not : verdict === 'held', message: () => message };
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    return { pass: call.not, message: () => faultMessage(call, model, thrown.message) };
  }
}
