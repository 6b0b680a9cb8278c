import { crossCheck } from '../certify/crossCheck.js';
import { certifyDynamic } from '../certify/dynamic/certifyDynamic.js';
import { certifyStructure, type StructureVerdict } from '../certify/structure/certifyStructure.js';
import { isUrl } from '../classifier/source.js';
import { isModule } from '../files/runModule.js';
import { inspectOnnx } from '../classifier/onnx/readOnnxModel.js';
import type { StructureReport } from '../report/documents/certifyStructure.js';
import { structureReportOf } from '../report/documents/structureReport.js';
import { assertPlace, folderKinds } from '../report/folder/claim.js';
import { saveFolder } from '../report/folder/saveFolder.js';
import { structurePage } from '../report/pages/certifyStructure.js';
import { type CertifySettings, certifyFlags } from './certifySettings.js';
import { exitStatus } from './exitStatus.js';
import { openAsTold } from './modelOptions.js';
import { print } from './print.js';
import { only } from '../settings/check.js';
import { notForOnnx, onnxSettings } from '../classifier/onnx/options.js';
import { assertOfUse } from '../classifier/file/ofNoUse.js';
import { modelSettings } from '../settings/model.js';

/** What the verdict is to the shell. */
const statusOf = {
  proved: exitStatus.held,
  'not homogeneous': exitStatus.violated,
  undecided: exitStatus.inconclusive,
} as const satisfies Record<StructureVerdict, number>;

/**
 * `conic certify MODEL --structure`: whether the network's graph proves scalar invariance.
 *
 * @returns the exit status: 0 proved, 1 not homogeneous, 3 undecided.
 */
export async function runCertifyStructure(model: string, settings: CertifySettings): Promise<number> {
  const { report: directory, json } = settings;
  if (directory !== undefined) await assertPlace(directory, folderKinds.structure);
  const report = await certified(model, settings);
  const page = structurePage(report);
  if (directory !== undefined)
    await saveFolder(directory, folderKinds.structure, async () => ({ document: report, page }));
  print(report, page, { json, directory });
  return statusOf[report.verdict];
}

async function certified(model: string, settings: CertifySettings): Promise<StructureReport> {
  const { probe = certifyFlags.probe.default } = settings;
  // An ONNX file can be read without its engine, and large ones much faster.
  if (!probe && model.toLowerCase().endsWith('.onnx')) {
    assertOfUse(only(modelSettings, settings), notForOnnx);
    const inspected = await inspectOnnx(model, only(onnxSettings, settings));
    return structureReportOf(inspected.spec, crossCheck(certifyStructure(inspected), undefined));
  }
  // One image is asked about at a time: a second engine would have nothing to do. Modules and servers have none of ours.
  const one = isUrl(model) || isModule(model) ? {} : { workers: 1 };
  const classifier = await openAsTold(model, { ...one, ...settings });
  try {
    const certificate = certifyStructure(classifier);
    const dynamic = probe ? await certifyDynamic(classifier) : undefined;
    return structureReportOf(classifier.spec, crossCheck(certificate, dynamic));
  } finally {
    await classifier.dispose();
  }
}
