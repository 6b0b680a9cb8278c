import type { PlaneCertificate } from '../certify/plane/certificate.js';
import { certifyPlane } from '../certify/plane/certifyPlane.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError, optionProblem } from '../errors.js';
import { fromPath } from '../image/fromPath.js';
import type { Image } from '../image/image.js';
import type { PlaneReport } from '../report/documents/certifyPlane.js';
import { planeReportOf } from '../report/documents/planeReport.js';
import { drawPlane } from '../report/drawings/plane.js';
import { svgToPng } from '../report/drawings/svgToPng.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveFolder } from '../report/folder/saveFolder.js';
import { planePage } from '../report/pages/certifyPlane.js';
import { only } from '../settings/check.js';
import { planeSettings } from '../settings/certify.js';
import { imageSettings } from '../settings/images.js';
import type { CertifySettings } from './certifySettings.js';
import { exitStatus } from './exitStatus.js';
import { print } from './print.js';

/** The axes of a plane where there is no second image. */
const usualAxes = 'exposure,offset';

/**
 * `conic certify MODEL --plane IMAGE`: the label of an image at every exposure and offset, or of its mixtures with another image.
 *
 * @param classifier open; it is left open.
 * @returns the exit status: held where one label is proved on the whole plane, violated where the engine shows two, else inconclusive.
 * @throws InputError if an image cannot be read, or a setting makes no sense.
 */
export async function runCertifyPlane(classifier: Classifier, settings: CertifySettings): Promise<number> {
  const { json = false, plane = '', axes = usualAxes, report: directory } = settings;
  if (directory !== undefined) await assertPlace(directory, folderKinds.plane);
  const image = await firstImage(plane, 'plane', settings, classifier);
  const second = axes === usualAxes ? undefined : await firstImage(axes, 'axes', settings, classifier);
  const certificate = await certifyPlane(classifier, image, {
    ...only(planeSettings, settings),
    ...(second && { second }),
  });
  const draft = planeReportOf(certificate, classifier.spec);
  const report = directory === undefined ? draft : await save(directory, draft, certificate);
  print(report, planePage(report), { json, directory });
  return exitStatus[report.verdict];
}

async function firstImage(
  path: string,
  setting: string,
  settings: CertifySettings,
  { spec }: Classifier,
): Promise<Image> {
  const { images } = await fromPath(path, { ...only(imageSettings, settings), limit: 1 }).load(spec.shape);
  const [image] = images;
  if (image === undefined)
    throw new InputError(optionProblem([setting], { found: `no image in ${path}`, expected: 'an image' }));
  return image;
}

const save = (directory: string, report: PlaneReport, certificate: PlaneCertificate): Promise<PlaneReport> =>
  saveFolder(directory, folderKinds.plane, async (write) => {
    const svg = await drawPlane(certificate, report.labels);
    await write('plane.svg', svg);
    await write('plane.png', await svgToPng(svg));
    const document = { ...report, files: ['plane.svg', 'plane.png'] };
    return { document, page: planePage(document) };
  });
