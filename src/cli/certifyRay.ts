import { engineLabel } from '../certify/dynamic/engineLabel.js';
import type { RayCertificate } from '../certify/ray/certificate.js';
import { certifyRay } from '../certify/ray/certifyRay.js';
import type { Classifier } from '../classifier/classifier.js';
import type { Image } from '../image/image.js';
import type { RayReport } from '../report/documents/certifyRay.js';
import { rayReportOf } from '../report/documents/rayReport.js';
import { drawRays, type DrawnRay, type RaySample } from '../report/drawings/rays.js';
import { svgToPng } from '../report/drawings/svgToPng.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveFolder } from '../report/folder/saveFolder.js';
import { rayPage } from '../report/pages/certifyRay.js';
import { rayQuery } from '../certify/export/query.js';
import { assertImages } from './assertImages.js';
import { only } from '../settings/check.js';
import { raySettings } from '../settings/certify.js';
import type { CertifySettings } from './certifySettings.js';
import { eachWithProgress } from './eachWithProgress.js';
import { exportQueries } from './exportQueries.js';
import { exitStatus } from './exitStatus.js';
import { loadImages } from './imageOptions.js';
import { print } from './print.js';

/**
 * `conic certify MODEL --images DIR --ray`: for each image its label at every scalar, computed from the network.
 *
 * @param classifier open; it is left open.
 * @returns the exit status: held where every image is proved to keep its label on the whole interval, violated where the engine shows a
 * flip, else inconclusive.
 * @throws InputError if there are no images, or a setting makes no sense.
 */
export async function runCertifyRay(classifier: Classifier, settings: CertifySettings): Promise<number> {
  assertImages(settings, '--ray');
  const { json = false, report: directory } = settings;
  if (directory !== undefined) await assertPlace(directory, folderKinds.ray);
  const corpus = await loadImages(settings, classifier);
  const images = corpus?.images ?? [];
  if (settings.export !== undefined) {
    const queries = await Promise.all(images.map((image) => rayQuery(classifier, image, settings.scalars ?? {})));
    await exportQueries(settings.export, settings.model ?? '', classifier, queries, timeLimitOf(settings));
  }
  const done = await eachWithProgress('ray', images, !json, async (image) => {
    const certificate = await certifyRay(classifier, image, only(raySettings, settings));
    return { result: certificate, violated: certificate.flips.length > 0 };
  });
  const certificates = done.map(({ result }) => result);
  const draft = rayReportOf(certificates, { spec: classifier.spec, planned: images.length });
  const report = directory === undefined ? draft : await save(directory, draft, classifier, images, certificates);
  print(report, rayPage(report), { json, directory });
  return exitStatus[report.verdict];
}

const timeLimitOf = ({ timeLimit = raySettings.timeLimit.default }: CertifySettings): number => timeLimit;

/** Rays that are drawn; more would not be looked at. */
const mostDrawn = 40;

const save = (
  directory: string,
  report: RayReport,
  classifier: Classifier,
  images: readonly Image[],
  certificates: readonly RayCertificate[],
): Promise<RayReport> =>
  saveFolder(directory, folderKinds.ray, async (write) => {
    const rays = await sampled(classifier, images, certificates.slice(0, mostDrawn));
    const svg = rays.length === 0 ? undefined : await drawRays(rays, report.labels);
    if (svg !== undefined) {
      await write('rays.svg', svg);
      await write('rays.png', await svgToPng(svg));
    }
    const document = { ...report, files: svg === undefined ? [] : ['rays.svg', 'rays.png'] };
    return { document, page: rayPage(document) };
  });

/** Certificates with what the engine says at single scalars, for points over the bars; beyond the range of floats it says nothing. */
const sampled = (
  classifier: Classifier,
  images: readonly Image[],
  certificates: readonly RayCertificate[],
): Promise<readonly DrawnRay[]> =>
  Promise.all(
    certificates.map(async (certificate, i): Promise<DrawnRay> => {
      const asked = scalarsOf(certificate).map(async (scalar) => ({
        scalar,
        label: await engineLabel(classifier, images[i]!.times(scalar, 'allow')),
      }));
      const samples = (await Promise.all(asked)).flatMap(({ scalar, label }): readonly RaySample[] =>
        label === undefined ? [] : [{ scalar, label }],
      );
      return { certificate, samples };
    }),
  );

/** Scalars at which the engine is asked: evenly spread on a log axis. */
function scalarsOf({ min, max }: RayCertificate): readonly number[] {
  const [low, high] = [Math.max(min, Math.min(1e-3, max / 1e3)), Math.min(max, Math.max(1e3, min * 1e3))];
  return Array.from({ length: 41 }, (_, i) => low * (high / low) ** (i / 40));
}
