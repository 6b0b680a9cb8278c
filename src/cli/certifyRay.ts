import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RayCertificate } from '../certify/ray/certificate.js';
import { certifyRay } from '../certify/ray/certifyRay.js';
import type { Classifier } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import { InputError, messageOf } from '../errors.js';
import type { Image } from '../image/image.js';
import { labelOf } from '../classifier/scores.js';
import { describeRay, describeRays, rayVerdict } from '../report/certificates.js';
import { only } from '../settings/check.js';
import { raySettings } from '../settings/certify.js';
import { makeFolders } from '../report/makeFolders.js';
import { plainJson } from '../report/plainJson.js';
import { drawRays, type DrawnRay, type RaySample } from '../report/ray.js';
import { assertImages } from './assertImages.js';
import type { CertifySettings } from './certifySettings.js';
import { eachWithProgress } from './eachWithProgress.js';
import { exitStatus } from './exitStatus.js';
import { loadImages } from './imageOptions.js';

/**
 * `conic certify MODEL --images DIR --ray`: for each image the exact set of scalars on which each label holds.
 *
 * @param classifier open; it is left open.
 * @returns the exit status: held where every image is proved to keep its label on the whole interval, violated where the engine shows a
 * flip, else inconclusive.
 * @throws InputError if there are no images, or a setting makes no sense.
 */
export async function runCertifyRay(classifier: Classifier, settings: CertifySettings): Promise<number> {
  assertImages(settings, '--ray');
  if (settings.report !== undefined) await assertFolder(settings.report);
  const { json = false } = settings;
  const corpus = await loadImages(settings, classifier);
  const images = corpus?.images ?? [];
  const { labels } = classifier.spec;
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  const certificates = await eachWithProgress('ray', images, !json, async (image) => {
    const certificate = await certifyRay(classifier, image, only(raySettings, settings));
    if (!json) write(describeRay(certificate, labels));
    return { result: certificate, violated: certificate.flips.length > 0 };
  });
  const drawn = certificates.map(({ result }) => result);
  const report = {
    schema: 'conic.certify-ray/1',
    model: { id: classifier.spec.id, digest: classifier.spec.digest, engine: classifier.spec.engine },
    labels,
    verdict: rayVerdict(drawn, images.length),
    images: images.length,
    rays: drawn,
  };
  if (settings.report !== undefined) await save(settings.report, report, classifier, images, drawn);
  if (json) write(JSON.stringify(plainJson(report), undefined, 2));
  else write(`\n${describeRays(drawn, images.length)}`);
  return exitStatus[report.verdict];
}

/** Rays that are drawn; more would not be looked at. */
const mostDrawn = 40;

async function save(
  folder: string,
  report: object,
  classifier: Classifier,
  images: readonly Image[],
  certificates: readonly RayCertificate[],
): Promise<void> {
  const subject = new Subject(classifier);
  const rays = await Promise.all(
    certificates.slice(0, mostDrawn).map(async (certificate, i): Promise<DrawnRay> => {
      const samples = scalarsOf(certificate).map(async (scalar): Promise<RaySample> => ({
        scalar,
        label: labelOf(await subject.scores(images[i]!.times(scalar, 'allow'))),
      }));
      return { certificate, samples: await Promise.all(samples) };
    }),
  );
  await writeFile(join(folder, 'rays.json'), `${JSON.stringify(plainJson(report), undefined, 2)}\n`);
  if (rays.length > 0) await writeFile(join(folder, 'rays.svg'), await drawRays(rays, classifier.spec.labels));
}

/** Scalars at which the engine is asked, for points over the bars: evenly spread on a log axis. */
function scalarsOf({ from, to }: RayCertificate): readonly number[] {
  const [low, high] = [Math.max(from, Math.min(1e-3, to / 1e3)), Math.min(to, Math.max(1e3, from * 1e3))];
  return Array.from({ length: 41 }, (_, i) => low * (high / low) ** (i / 40));
}

async function assertFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder);
  } catch (cause) {
    throw new InputError({ where: folder, found: messageOf(cause), expected: 'a folder to write to' }, { cause });
  }
}
