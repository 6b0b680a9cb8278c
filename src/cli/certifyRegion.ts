import type { RegionCertificate } from '../certify/region/certificate.js';
import { certifyRegion } from '../certify/region/certifyRegion.js';
import type { Classifier } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import { InputError, optionProblem } from '../errors.js';
import type { Image } from '../image/image.js';
import { describeRegion, describeRegions, regionVerdict } from '../report/certificates.js';
import { plainJson } from '../report/plainJson.js';
import { labelOf } from '../classifier/scores.js';
import { assertImages } from './assertImages.js';
import type { CertifySettings } from './certifySettings.js';
import { eachWithProgress } from './eachWithProgress.js';
import { exitStatus } from './exitStatus.js';
import { loadImages } from './imageOptions.js';

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
  if (settings.report !== undefined)
    throw new InputError(
      optionProblem(['report'], {
        found: settings.report,
        expected: 'none with --region',
        remedy: 'Use --json and keep what it prints.',
      }),
    );
  const { json = false, region = 2, timeLimit } = settings;
  const corpus = await loadImages(settings, classifier);
  const groups = await groupsOf(classifier, corpus?.images ?? [], region);
  if (groups.length === 0)
    throw new InputError(
      optionProblem(['region'], {
        found: `no ${region} images of one label`,
        expected: `at least ${region} images that the model gives one label`,
      }),
    );
  const { labels } = classifier.spec;
  const left = (corpus?.images.length ?? 0) - groups.length * region;
  const write = (words: string): void => void process.stdout.write(`${words}\n`);
  const done = await eachWithProgress('region', groups, !json, async (images, signal) => {
    const certificate = await certifyRegion(classifier, images, {
      signal,
      ...(timeLimit !== undefined && { timeLimit }),
    });
    if (!json) write(describeRegion(certificate, labels));
    return { result: certificate, violated: certificate.word === 'refuted' };
  });
  const regions: readonly RegionCertificate[] = done.map(({ result }) => result);
  const verdict = regionVerdict(regions, groups.length);
  const { id, digest, engine } = classifier.spec;
  const report = {
    schema: 'conic.certify-region/1',
    model: { id, digest, engine },
    labels,
    verdict,
    groups: groups.length,
    regions,
  };
  const remainder = left === 0 ? '' : ` ${left} images are in none: they fill no group of ${region} with one label.`;
  write(
    json ? JSON.stringify(plainJson(report), undefined, 2) : `\n${describeRegions(regions, groups.length)}${remainder}`,
  );
  return exitStatus[verdict];
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
