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
import { finishCertifyPart, type CertifiedWith } from './certifyPart.js';
import { openCertifyPartJournal } from './certifyPartJournal.js';
import type { CertifySettings } from './certifySettings.js';
import { eachWithProgress } from './eachWithProgress.js';
import { exportQueries } from './exportQueries.js';
import { exitStatus } from './exitStatus.js';
import { loadImages } from './imageOptions.js';
import { print } from './print.js';
import { partAsTold, type PlannedPart } from './shardOptions.js';
import { rayJournal } from '../shard/certifyJournal.js';
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
  if (part !== undefined && corpus !== undefined) return certifyPartOfRays(part, { classifier, corpus, settings });
  const done = await eachWithProgress('ray', all, !json, (image) => certifyOne(classifier, image, settings));
  const certificates = done.map(({ result }) => result);
  const draft = rayReportOf(certificates, { spec: classifier.spec, planned: all.length });
  const drawn = (): Promise<readonly DrawnRay[]> => sampled(classifier, all, certificates.slice(0, mostRaysDrawn));
  const report = directory === undefined ? draft : await saveRays(directory, draft, await drawn());
  print(report, rayPage(report), { json, directory });
  return exitStatus[report.verdict];
}

async function certifyOne(
  classifier: Classifier,
  image: Image,
  settings: CertifySettings,
): Promise<{ readonly result: RayCertificate; readonly violated: boolean }> {
  const certificate = await certifyRay(classifier, image, only(raySettings, settings));
  return { result: certificate, violated: certificate.flips.length > 0 };
}

/** Does a part, and writes it. @returns the status of what it found. */
async function certifyPartOfRays(part: PlannedPart, certified: CertifiedWith): Promise<number> {
  const { classifier, corpus, settings } = certified;
  const planned = corpus.images.length;
  const share = shareOf(part.shard, planned);
  const images = corpus.images.slice(share.from, share.to);
  const journal = await openCertifyPartJournal(part, rayJournal, share, certified);
  let isDone = false;
  try {
    const { known } = journal;
    const found = await eachWithProgress('ray', images.slice(known.length), settings.json !== true, async (image) => {
      const { result, violated } = await certifyOne(classifier, image, settings);
      await journal.keep(reportedRay(result));
      return { result: reportedRay(result), violated };
    });
    const rays = [...known, ...found.map(({ result }) => result)];
    const drawn = rays.slice(0, Math.max(0, mostRaysDrawn - share.from));
    const samples = await Promise.all(
      drawn.map(async ({ min, max }, i) => [
        ...(await samplesOf(classifier, images[i]!, { min: Number(min), max: Number(max) })),
      ]),
    );
    const content = { planned, ...share, rays, samples };
    const status = await finishCertifyPart(part, { verb: 'certify-ray', content }, certified, {
      done: rays.length,
      verdict: rayVerdict(rays, images.length),
    });
    isDone = true;
    return status;
  } finally {
    await journal.close(isDone);
  }
}

const timeLimitOf = ({ timeLimit = raySettings.timeLimit.default }: CertifySettings): number => timeLimit;

/** Certificates with what the engine says at single scalars, for points over the bars. */
const sampled = (
  classifier: Classifier,
  images: readonly Image[],
  certificates: readonly RayCertificate[],
): Promise<readonly DrawnRay[]> =>
  Promise.all(
    certificates.map(async (certificate, i): Promise<DrawnRay> => ({
      certificate,
      samples: await samplesOf(classifier, images[i]!, certificate),
    })),
  );

/** What the engine says at single scalars; beyond the range of floats it says nothing. */
async function samplesOf(
  classifier: Classifier,
  image: Image,
  range: Pick<RayCertificate, 'min' | 'max'>,
): Promise<readonly RaySample[]> {
  const asked = scalarsOf(range).map(async (scalar) => ({
    scalar,
    label: await engineLabel(classifier, image.times(scalar, 'allow')),
  }));
  return (await Promise.all(asked)).flatMap(({ scalar, label }) => (label === undefined ? [] : [{ scalar, label }]));
}

/** Scalars at which the engine is asked: evenly spread on a log axis. */
function scalarsOf({ min, max }: Pick<RayCertificate, 'min' | 'max'>): readonly number[] {
  const [low, high] = [Math.max(min, Math.min(1e-3, max / 1e3)), Math.min(max, Math.max(1e3, min * 1e3))];
  return Array.from({ length: 41 }, (_, i) => low * (high / low) ** (i / 40));
}
