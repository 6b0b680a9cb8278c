import { certifyRay, type RayOptions } from '../certify/ray/certifyRay.js';
import { certifyRegion, type RegionOptions } from '../certify/region/certifyRegion.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError } from '../errors.js';
import type { Image } from '../image/image.js';
import { describeRay, describeRegion, rayVerdict, regionVerdict } from '../report/pages/certifyRay.js';
import type { Call } from './call.js';
import { faultMessage } from './message.js';
import { asClassifier } from './received.js';
import type { MatcherAnswer } from './runner.js';

/** Whether an image is proved to keep its label at every scalar. What is not decided fails either way. */
export const judgeRay = (call: Call, received: unknown, image: Image, options: RayOptions): Promise<MatcherAnswer> =>
  judgeCertificate(call, received, async (classifier) => {
    const certificate = await certifyRay(classifier, image, options);
    return { verdict: rayVerdict([certificate], 1), said: describeRay(certificate, classifier.spec.labels) };
  });

/** Whether all mixtures of images are proved to have one label. What is not decided fails either way. */
export const judgeRegion = (
  call: Call,
  received: unknown,
  images: readonly Image[],
  options: RegionOptions,
): Promise<MatcherAnswer> =>
  judgeCertificate(call, received, async (classifier) => {
    const certificate = await certifyRegion(classifier, images, options);
    return { verdict: regionVerdict([certificate], 1), said: describeRegion(certificate, classifier.spec.labels) };
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
