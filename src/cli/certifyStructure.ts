import { compare, type Certification } from '../certify/compare.js';
import { certifyDynamic } from '../certify/dynamic/certifyDynamic.js';
import { certifyStructure, type StructureVerdict } from '../certify/structure/certifyStructure.js';
import type { ClassifierSpec } from '../classifier/classifier.js';
import { inspectOnnx } from '../classifier/onnx/readOnnxModel.js';
import { describeCertification } from '../report/certificate.js';
import { version } from '../version.js';
import { certifyFlags, type CertifySettings } from './certifySettings.js';
import { coloursFor } from '../report/colours.js';
import { exitStatus } from './exitStatus.js';
import { only } from '../settings/check.js';
import { onnxSettings } from '../classifier/onnx/options.js';
import { openAsTold } from './modelOptions.js';

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
  const { probe = certifyFlags.probe.default, json } = settings;
  // An ONNX file can be read without its engine, and large ones much faster.
  if (!probe && settings.engine === undefined && model.toLowerCase().endsWith('.onnx')) {
    const inspected = await inspectOnnx(model, only(onnxSettings, settings));
    return print(inspected.spec, compare(certifyStructure(inspected), undefined), json);
  }
  const classifier = await openAsTold(model, settings);
  try {
    const certificate = certifyStructure(classifier);
    return print(classifier.spec, compare(certificate, probe ? await certifyDynamic(classifier) : undefined), json);
  } finally {
    await classifier.dispose();
  }
}

function print(
  { id, digest, engine }: Pick<ClassifierSpec, 'id' | 'digest' | 'engine'>,
  certification: Certification,
  json: boolean | undefined,
): number {
  if (json === true) {
    const certified = {
      schema: 'conic.certificate/1',
      conic: version,
      model: { id, digest, engine },
      ...certification,
    };
    process.stdout.write(`${JSON.stringify(certified, undefined, 2)}\n`);
  } else process.stdout.write(`${describeCertification(id, certification, coloursFor())}\n`);
  return statusOf[certification.structure.verdict];
}
