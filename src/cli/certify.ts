import { Command } from 'commander';
import { inWords } from '../settings/inWords.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError, optionProblem } from '../errors.js';
import { runCertifyPlane } from './certifyPlane.js';
import { runCertifyRay } from './certifyRay.js';
import { runCertifyRegion } from './certifyRegion.js';
import { certifyFlags, certifyImages, certifyOutput, certifyRun, type CertifySettings } from './certifySettings.js';
import { runCertifyStructure } from './certifyStructure.js';
import { modelSettings } from '../settings/model.js';
import { shardSettings } from '../settings/shard.js';
import { configOption, inFlags, withFlags } from './flags.js';
import { modelArgument, openAsTold } from './modelOptions.js';
import { toldBy } from './settings.js';

const examples = `
Examples:
  $ conic certify model.onnx --structure
  $ conic certify tfjs/model.json --structure --json
  $ conic certify resnet.onnx --structure --no-probe --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225
  $ conic certify model.onnx --images samples --ray --scalars 0.5..2
  $ conic certify model.onnx --images samples --region 3
  $ conic certify model.onnx --images samples --ray --scalars 0.5..2 --export queries
  $ conic certify model.onnx --plane shoe.png --report plane
  $ conic certify model.onnx --plane shoe.png --axes bag.png --across 0..1 --up 0..1
  $ conic certify model.onnx --images samples --ray --shard 2/8
  $ conic certify model.onnx --images samples --ray --shard 2/8 --resume   # it was killed

Exit status: 0 all proved, 1 not homogeneous, or a label changes, 2 usage, configuration or input error, 3 undecided.`;

/** `conic certify MODEL`: proves what it can, and names what breaks it. Without a kind, by structure. */
export function certifyCommand(): Command {
  const command = new Command('certify')
    .argument('[model]', modelArgument.model.help)
    .description(
      'Prove from the network that scalars change no label: for every image, for given images, or for what lies between them.',
    );
  withFlags(command, 'Certificate:', certifyRun);
  withFlags(command, 'Images:', certifyImages);
  withFlags(command, 'Model:', modelSettings);
  withFlags(command, 'Output:', certifyOutput);
  withFlags(command, 'A part of the run:', shardSettings);
  return command
    .addOption(configOption())
    .addHelpText('after', examples)
    .action(async (model: string | undefined, flags: Record<string, unknown>) => {
      process.exitCode = await inFlags(certifyFlags, async () =>
        runCertify(await toldBy(certifyFlags, { ...flags, ...(model === undefined ? {} : { model }) })),
      );
    });
}

async function runCertify(settings: CertifySettings): Promise<number> {
  const { model, structure, ray, region, plane } = settings;
  if (model === undefined)
    throw new InputError(
      optionProblem(['model'], { found: 'nothing', expected: 'a model file: conic certify model.onnx' }),
    );
  const kinds = [
    structure === true && '--structure',
    ray === true && '--ray',
    region !== undefined && '--region',
    plane !== undefined && '--plane',
  ];
  const asked = kinds.filter((kind) => kind !== false);
  if (asked.length > 1)
    throw new InputError({ where: 'certify', found: asked.join(' and '), expected: 'one kind of certificate' });
  if (settings.export !== undefined && ray !== true && region === undefined)
    throw new InputError(
      optionProblem(['export'], {
        found: settings.export,
        expected: 'none without --ray or --region',
        remedy: 'Add --ray with --scalars, or --region K.',
      }),
    );
  for (const option of ['axes', 'across', 'up'] as const)
    if (plane === undefined && settings[option] !== undefined)
      throw new InputError(
        optionProblem([option], {
          found: inWords(settings[option]),
          expected: 'none without a plane',
          remedy: 'Add --plane IMAGE.',
        }),
      );
  if (settings.resume !== undefined && settings.shard === undefined)
    throw new InputError(
      optionProblem(['resume'], {
        found: 'a run that is no part of one',
        expected: 'a part, which has a journal: --shard i/n',
      }),
    );
  if (ray === true) return withClassifier(model, settings, (classifier) => runCertifyRay(classifier, settings));
  if (region !== undefined)
    return withClassifier(model, settings, (classifier) => runCertifyRegion(classifier, settings));
  if (plane !== undefined)
    return withClassifier(model, settings, (classifier) => runCertifyPlane(classifier, settings));
  for (const option of ['images', 'scalars', 'method', 'shard', 'parts'] as const)
    if (settings[option] !== undefined)
      throw new InputError(
        optionProblem([option], {
          found: inWords(settings[option]),
          expected: 'none for a certificate by structure, which is about every image',
          remedy: 'Add --ray or --region K to certify images.',
        }),
      );
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
