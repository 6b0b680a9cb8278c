import type { RegionCertificate } from '../certify/region/certificate.js';
import { certifyRegion } from '../certify/region/certifyRegion.js';
import type { Classifier } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import { InputError, optionProblem } from '../errors.js';
import type { Image } from '../image/image.js';
import { labelOf } from '../classifier/scores.js';
import { regionReportOf, regionVerdict, reportedRegion } from '../report/documents/regionReport.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveFolder } from '../report/folder/saveFolder.js';
import { regionPage } from '../report/pages/certifyRegion.js';
import { regionQuery } from '../certify/export/query.js';
import { regionSettings } from '../settings/certify.js';
import { assertImages } from './assertImages.js';
import { finishCertifyPart, type CertifiedWith } from './certifyPart.js';
import { openCertifyPartJournal } from './certifyPartJournal.js';
import type { CertifySettings } from './certifySettings.js';
import { eachWithProgress } from './eachWithProgress.js';
import { exportQueries } from './exportQueries.js';
import { exitStatus } from './exitStatus.js';
import { loadImages } from './imageOptions.js';
import { print } from './print.js';
import { interruptedPart, partAsTold, type PlannedPart } from './shardOptions.js';
import { regionJournal } from '../shard/certifyJournal.js';
import { shareOf } from '../shard/shard.js';

/**
 * `conic certify MODEL --images DIR --region K`: for groups of K images that the model gives one label, whether their whole
 * convex hull has it.
 *
 * @param classifier open; it is left open.
 * @returns the exit status: held where every hull is proved, violated where one is refuted, else inconclusive.
 * @throws InputError if there are no images, or too few of any label.
 */
export async function runCertifyRegion(classifier: Classifier, settings: CertifySettings): Promise<number> {
  assertImages(settings, '--region');
  const { json = false, region = 2, timeLimit, report: directory } = settings;
  const part = await partAsTold('certify-region', settings);
  if (directory !== undefined) await assertPlace(directory, folderKinds.region);
  const corpus = await loadImages(settings, classifier);
  const all = await groupsOf(classifier, corpus?.images ?? [], region);
  if (all.length === 0)
    throw new InputError(
      optionProblem(['region'], {
        found: `no ${region} images of one label`,
        expected: `at least ${region} images that the model gives one label`,
      }),
    );
  if (settings.export !== undefined) {
    const queries = await Promise.all(all.map((group) => regionQuery(classifier, group)));
    const limit = timeLimit ?? regionSettings.timeLimit.default;
    await exportQueries(settings.export, settings.model ?? '', classifier, queries, limit);
  }
  const left = (corpus?.images.length ?? 0) - all.length * region;
  if (part !== undefined && corpus !== undefined)
    return certifyPartOfRegions(
      part,
      all,
      { groups: all.length, size: region, left },
      { classifier, corpus, settings },
    );
  const done = await eachWithProgress('region', all, !json, (images, signal) =>
    certifyGroup(classifier, images, settings, signal),
  );
  const certificates = done.map(({ result }) => result);
  const context = { spec: classifier.spec, groups: all.length, size: region, left };
  const report = regionReportOf(certificates, context);
  const page = regionPage(report);
  if (directory !== undefined)
    await saveFolder(directory, folderKinds.region, async () => ({ document: report, page }));
  print(report, page, { json, directory });
  return exitStatus[report.verdict];
}

async function certifyGroup(
  classifier: Classifier,
  images: readonly Image[],
  { timeLimit }: CertifySettings,
  signal: AbortSignal,
): Promise<{ readonly result: RegionCertificate; readonly violated: boolean }> {
  const certificate = await certifyRegion(classifier, images, {
    signal,
    ...(timeLimit !== undefined && { timeLimit }),
  });
  return { result: certificate, violated: certificate.word === 'refuted' };
}

/** Does a part, and writes it. @returns the status of what it found. */
async function certifyPartOfRegions(
  part: PlannedPart,
  all: readonly (readonly Image[])[],
  whole: { readonly groups: number; readonly size: number; readonly left: number },
  certified: CertifiedWith,
): Promise<number> {
  const { classifier, settings } = certified;
  const share = shareOf(part.shard, all.length);
  const groups = all.slice(share.from, share.to);
  const journal = await openCertifyPartJournal(part, regionJournal, share, certified);
  let isDone = false;
  try {
    const { known } = journal;
    const left = groups.slice(known.length);
    const found = await eachWithProgress('region', left, settings.json !== true, async (images, signal) => {
      const { result, violated } = await certifyGroup(classifier, images, settings, signal);
      // One that was cut short is no certificate of the part.
      if (signal.aborted) throw interruptedPart(part, ' and --resume');
      await journal.keep(reportedRegion(result));
      return { result: reportedRegion(result), violated };
    });
    const regions = [...known, ...found.map(({ result }) => result)];
    const content = { ...whole, ...share, regions };
    const status = await finishCertifyPart(part, { verb: 'certify-region', content }, certified, {
      done: regions.length,
      verdict: regionVerdict(regions, groups.length),
    });
    isDone = true;
    return status;
  } finally {
    await journal.close(isDone);
  }
}

/** Images of one label, in their order, each in one group; what does not fill a group is left out. */
async function groupsOf(
  classifier: Classifier,
  images: readonly Image[],
  size: number,
): Promise<readonly (readonly Image[])[]> {
  const subject = new Subject(classifier);
  const labels = await Promise.all(images.map(async (image) => labelOf(await subject.scores(image))));
  const byLabel = new Map<number, Image[]>();
  images.forEach((image, i) => byLabel.set(labels[i]!, [...(byLabel.get(labels[i]!) ?? []), image]));
  return [...byLabel.values()].flatMap((alike) =>
    Array.from({ length: Math.floor(alike.length / size) }, (_, i) => alike.slice(i * size, (i + 1) * size)),
  );
}
