import { engineLabel } from '../certify/dynamic/engineLabel.js';
import type { RayCertificate } from '../certify/ray/certificate.js';
import { certifyRay } from '../certify/ray/certifyRay.js';
import type { Classifier } from '../classifier/classifier.js';
import type { Image } from '../image/image.js';
import { reportedRay, rayReportOf, rayVerdict } from '../report/documents/rayReport.js';
import type { DrawnRay, RaySample } from '../report/drawings/rays.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { mostRaysDrawn, saveRays } from '../report/folder/saveRays.js';
import { rayPage } from '../report/pages/certifyRay.js';
import { rayQuery } from '../certify/export/query.js';
import { assertImages } from './assertImages.js';
import { only } from '../settings/check.js';
import { raySettings } from '../settings/certify.js';
import { finishCertifyPart } from './certifyPart.js';
import type { CertifySettings } from './certifySettings.js';
import { eachWithProgress } from './eachWithProgress.js';
import { exportQueries } from './exportQueries.js';
import { exitStatus } from './exitStatus.js';
import { loadImages } from './imageOptions.js';
import { print } from './print.js';
import { partAsTold } from './shardOptions.js';
import { shareOf } from '../shard/shard.js';

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
  const part = await partAsTold('certify-ray', settings);
  if (directory !== undefined) await assertPlace(directory, folderKinds.ray);
  const corpus = await loadImages(settings, classifier);
  const all = corpus?.images ?? [];
  if (settings.export !== undefined) {
    const queries = await Promise.all(all.map((image) => rayQuery(classifier, image, settings.scalars ?? {})));
    await exportQueries(settings.export, settings.model ?? '', classifier, queries, timeLimitOf(settings));
  }
  const share = part === undefined ? { from: 0, to: all.length } : shareOf(part.shard, all.length);
  const images = all.slice(share.from, share.to);
  const done = await eachWithProgress('ray', images, !json, async (image) => {
    const certificate = await certifyRay(classifier, image, only(raySettings, settings));
    return { result: certificate, violated: certificate.flips.length > 0 };
  });
  const certificates = done.map(({ result }) => result);
  if (part !== undefined && corpus !== undefined) {
    const samples = await sampled(classifier, images, certificates.slice(0, Math.max(0, mostRaysDrawn - share.from)));
    const content = { planned: all.length, ...share, rays: certificates.map(reportedRay), samples: samplesOf(samples) };
    return finishCertifyPart(
      part,
      { verb: 'certify-ray', content },
      { classifier, corpus, settings },
      {
        done: done.length,
        verdict: rayVerdict(certificates, images.length),
      },
    );
  }
  const draft = rayReportOf(certificates, { spec: classifier.spec, planned: images.length });
  const drawn = (): Promise<readonly DrawnRay[]> => sampled(classifier, images, certificates.slice(0, mostRaysDrawn));
  const report = directory === undefined ? draft : await saveRays(directory, draft, await drawn());
  print(report, rayPage(report), { json, directory });
  return exitStatus[report.verdict];
}

const timeLimitOf = ({ timeLimit = raySettings.timeLimit.default }: CertifySettings): number => timeLimit;

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

const samplesOf = (rays: readonly DrawnRay[]): RaySample[][] => rays.map(({ samples = [] }) => [...samples]);

/** Scalars at which the engine is asked: evenly spread on a log axis. */
function scalarsOf({ min, max }: RayCertificate): readonly number[] {
  const [low, high] = [Math.max(min, Math.min(1e-3, max / 1e3)), Math.min(max, Math.max(1e3, min * 1e3))];
  return Array.from({ length: 41 }, (_, i) => low * (high / low) ** (i / 40));
}
