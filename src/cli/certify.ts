import { Command, Option } from 'commander';
import type { Classifier } from '../classifier/classifier.js';
import { InputError } from '../errors.js';
import { withLineOptions } from './certifyLineSettings.js';
import { runCertifyRay } from './certifyRay.js';
import { runCertifyRegion } from './certifyRegion.js';
import { certifySchema, type CertifySettings } from './certifySettings.js';
import { runCertifyStructure } from './certifyStructure.js';
import { withImageOptions } from './imageOptions.js';
import { openAsTold, withModel, withModelOptions } from './modelOptions.js';
import { parseNumber } from './parse.js';
import { parseFlags, readSettings } from './settings.js';

const examples = `
Examples:
  $ conic certify model.onnx --structure
  $ conic certify tfjs/model.json --structure --json
  $ conic certify resnet.onnx --structure --no-probe --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225
  $ conic certify model.onnx --images samples --ray --from 0.5 --to 2
  $ conic certify model.onnx --images samples --region 3

Exit status: 0 all proved, 1 not homogeneous, or a label changes, 2 usage, configuration or input error, 3 undecided.`;

/** `conic certify MODEL`: proves what it can, and names what breaks it. Without a kind, by structure. */
export function certifyCommand(): Command {
  const command = withModel(new Command('certify'))
    .description(
      'Prove from the network that scalars change no label: for every image, for given images, or for what lies between them.',
    )
    .addOption(new Option('--structure', 'for every image, by the degrees of homogeneity of all nodes (the default)'))
    .addOption(new Option('--no-probe', 'with --structure: do not compare with what the model does when it is run'))
    .addOption(new Option('--ray', 'for each of --images: the exact scalars at which each label holds'))
    .addOption(
      new Option('--region <k>', 'for groups of k images of one label: whether their convex hull keeps it').argParser(
        parseNumber,
      ),
    )
    .addOption(
      new Option(
        '--images <path>',
        'a folder of PNG, JPEG or WebP, one such file, or an IDX file; for --ray and --region',
      ),
    );
  return withModelOptions(withImageOptions(withLineOptions(command)))
    .addOption(new Option('--json', 'print the certificate and nothing else'))
    .addOption(new Option('--config <file>', 'a JSON file with any of these settings, named as here in camelCase'))
    .addHelpText('after', examples)
    .action(async (model: string | undefined, { config, probe, ...flags }: Record<string, unknown>) => {
      const fromFile = typeof config === 'string' ? await readSettings(certifySchema, config) : {};
      // Without --no-probe the flag is true, which is no more than its default.
      const unprobed = probe === false ? { probe } : {};
      const told = parseFlags(certifySchema, { ...flags, ...unprobed, ...(model === undefined ? {} : { model }) });
      process.exitCode = await runCertify({ ...fromFile, ...told });
    });
}

async function runCertify(settings: CertifySettings): Promise<number> {
  const { model, structure, ray, region } = settings;
  if (model === undefined)
    throw new InputError({ where: 'MODEL', found: 'nothing', expected: 'a model file: conic certify model.onnx' });
  const kinds = [structure === true && '--structure', ray === true && '--ray', region !== undefined && '--region'];
  const asked = kinds.filter((kind) => kind !== false);
  if (asked.length > 1)
    throw new InputError({ where: 'certify', found: asked.join(' and '), expected: 'one kind of certificate' });
  if (ray === true) return withClassifier(model, settings, (classifier) => runCertifyRay(classifier, settings));
  if (region !== undefined)
    return withClassifier(model, settings, (classifier) => runCertifyRegion(classifier, settings));
  if (settings.images !== undefined)
    throw new InputError({
      where: '--images',
      found: settings.images,
      expected: 'none for a certificate by structure, which is about every image',
      remedy: 'Add --ray or --region K to certify these images.',
    });
  return runCertifyStructure(model, settings);
}

async function withClassifier(
  model: string,
  settings: CertifySettings,
  run: (classifier: Classifier) => Promise<number>,
): Promise<number> {
  const classifier = await openAsTold(model, settings);
  try {
    return await run(classifier);
  } finally {
    await classifier.dispose();
  }
}
