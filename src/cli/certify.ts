import { Command, Option } from 'commander';
import type { ClassifierSpec } from '../classifier/classifier.js';
import { inspectOnnx } from '../classifier/onnx/readOnnxModel.js';
import { compare, type Certification } from '../certify/compare.js';
import { certifyDynamic } from '../certify/dynamic/certifyDynamic.js';
import { certifyStructure, type StructureVerdict } from '../certify/structure/certifyStructure.js';
import { InputError } from '../errors.js';
import { describeCertification } from '../report/certificate.js';
import { version } from '../version.js';
import { certifySchema, type CertifySettings } from './certifySettings.js';
import { coloursFor } from './colours.js';
import { exitStatus } from './exitStatus.js';
import { openAsTold, optionsOf, withModel, withModelOptions } from './modelOptions.js';
import { parseFlags, readSettings } from './settings.js';

const examples = `
Examples:
  $ conic certify model.onnx --structure
  $ conic certify tfjs/model.json --structure --json
  $ conic certify resnet.onnx --structure --no-probe --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225

Exit status: 0 proved, 1 not homogeneous, 2 usage, configuration or input error, 3 undecided.`;

/** `conic certify MODEL --structure`: proves what holds for every image, or names the nodes that break it. */
export function certifyCommand(): Command {
  const command = withModel(new Command('certify'))
    .description(
      'Prove from the network that scalars change no label, for every image; or name the nodes that break it.',
    )
    .addOption(new Option('--structure', 'by the degrees of homogeneity of all nodes'))
    .addOption(new Option('--no-probe', 'do not compare with what the model does when it is run'))
    .addOption(new Option('--json', 'print the certificate and nothing else'))
    .addOption(new Option('--config <file>', 'a JSON file with any of these settings, named as here in camelCase'));
  return withModelOptions(command)
    .addHelpText('after', examples)
    .action(async (model: string | undefined, { config, probe, ...flags }: Record<string, unknown>) => {
      const fromFile = typeof config === 'string' ? await readSettings(certifySchema, config) : {};
      // Without --no-probe the flag is true, which is no more than its default.
      const unprobed = probe === false ? { probe } : {};
      const told = parseFlags(certifySchema, { ...flags, ...unprobed, ...(model === undefined ? {} : { model }) });
      process.exitCode = await runCertify({ ...fromFile, ...told });
    });
}

/** What the verdict is to the shell. */
const statusOf = {
  proved: exitStatus.held,
  'not homogeneous': exitStatus.violated,
  undecided: exitStatus.inconclusive,
} as const satisfies Record<StructureVerdict, number>;

async function runCertify(settings: CertifySettings): Promise<number> {
  const { model, structure, probe = true, json } = settings;
  if (model === undefined)
    throw new InputError({
      where: 'MODEL',
      found: 'nothing',
      expected: 'a model file: conic certify model.onnx --structure',
    });
  if (structure !== true)
    throw new InputError({ where: 'certify', found: 'no kind of certificate', expected: '--structure' });
  // An ONNX file can be read without its engine, and large ones much faster.
  if (!probe && settings.engine === undefined && model.toLowerCase().endsWith('.onnx')) {
    const inspected = await inspectOnnx(model, await optionsOf(settings));
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
