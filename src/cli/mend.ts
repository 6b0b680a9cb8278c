import { dirname, basename } from 'node:path';
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { certifyStructure, type StructureCertificate } from '../certify/structure/certifyStructure.js';
import type { Classifier } from '../classifier/classifier.js';
import { Subject } from '../classifier/subject.js';
import { InputError, optionProblem } from '../errors.js';
import type { Corpus } from '../image/corpus.js';
import { labelsOn, measureMended } from '../mend/measure.js';
import { mendOpened, withOpened, type Mended } from '../mend/mend.js';
import { statistics } from '../mend/statistics/index.js';
import { describeCulprit } from '../network/degree/flaw.js';
import { here } from '../report/documents/here.js';
import type { MendReport, MendRow } from '../report/documents/mend.js';
import { addFiles } from '../report/folder/addFiles.js';
import { mendPage } from '../report/pages/mend.js';
import { only } from '../settings/check.js';
import { mendSettings } from '../settings/mend.js';
import { modelSettings } from '../settings/model.js';
import { exitStatus } from './exitStatus.js';
import { configOption, inFlags, withFlags } from './flags.js';
import { loadImages } from './imageOptions.js';
import { mendArgument, mendFlags, mendImages, mendRun, type MendFlags } from './mendSettings.js';
import { openAsTold } from './modelOptions.js';
import { print } from './print.js';
import { toldBy } from './settings.js';

const examples = `
Examples:
  $ conic mend model.onnx --out mended.onnx
  $ conic mend model.onnx --out mended.onnx --images samples
  $ conic mend resnet.onnx --out mended.onnx --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --per-channel

Exit status: 0 written and proved, or proved already, 2 usage, configuration or input error, 3 written and not proved.`;

/** `conic mend MODEL --out FILE`: writes a network that no positive scalar fools, and proves it. */
export function mendCommand(): Command {
  const command = new Command('mend')
    .argument('[model]', mendArgument.model.help)
    .description(
      'Make a classifier scalar-invariant and uniform on black, without training: the image is divided by its own brightness inside the network. Says what that costs, and proves it.',
    );
  withFlags(command, 'Mending:', mendRun);
  withFlags(command, 'Images:', mendImages);
  withFlags(command, 'Model:', modelSettings);
  return command
    .addOption(configOption())
    .addHelpText('after', examples)
    .action(async (model: string | undefined, flags: Record<string, unknown>) => {
      process.exitCode = await inFlags(mendFlags, async () =>
        runMend(await toldBy(mendFlags, { ...flags, ...(model === undefined ? {} : { model }) })),
      );
    });
}

async function runMend(told: MendFlags): Promise<number> {
  const { model, out, json, force = false } = told;
  if (model === undefined)
    throw new InputError(optionProblem(['model'], { found: 'nothing', expected: 'a model: conic mend model.onnx' }));
  if (out === undefined)
    throw new InputError(
      optionProblem(['out'], { found: 'nothing', expected: 'a place to write to: --out mended.onnx' }),
    );
  if (existsSync(out))
    throw new InputError({ where: out, found: 'something that is there already', expected: 'none', remedy });
  const classifier = await openAsTold(model, told);
  try {
    const before = certifyStructure(classifier);
    const report = isWhole(before) && !force ? provedAlready(classifier, before) : await mended(classifier, told, out);
    print(report, mendPage(report), { json, directory: undefined });
    return report.verdict === 'undecided' ? exitStatus.inconclusive : exitStatus.held;
  } finally {
    await classifier.dispose();
  }
}

const remedy = 'Move it away, or choose another name with --out.';

/** Whether both claims are proved: about scalars, and about black. */
const isWhole = ({ verdict, follows }: StructureCertificate): boolean =>
  verdict === 'proved' && follows.some(({ name }) => name === 'zero-image-uniformity');

const named = ({ spec: { id, digest, engine } }: Classifier): MendReport['model'] => ({ id, digest, engine });

const provedAlready = (classifier: Classifier, { follows }: StructureCertificate): MendReport => ({
  schema: 'conic.mend/1',
  verdict: 'proved already',
  model: named(classifier),
  notes: ['Nothing is written; --force writes it all the same.'],
  follows: follows.map(({ text }) => text),
  culprits: [],
  unguarded: [],
  rows: [],
  environment: here(),
});

async function mended(classifier: Classifier, told: MendFlags, out: string): Promise<MendReport> {
  const { model = '' } = told;
  const corpus = await loadImages(told, classifier);
  const options = { ...only(mendSettings, told), ...(corpus === undefined ? {} : { images: corpus }) };
  const chosen = await mendOpened(model, classifier, options);
  const rows = corpus === undefined ? [] : await compared(model, classifier, corpus, told, chosen);
  await write(out, chosen);
  const { certificate, notes, unguarded } = chosen;
  return {
    schema: 'conic.mend/1',
    verdict: isWhole(certificate) ? 'proved' : 'undecided',
    model: named(classifier),
    written: out,
    notes: [...(corpus?.notes ?? []), ...notes],
    follows: certificate.follows.map(({ text }) => text),
    culprits: [...certificate.culprits, ...certificate.preprocessing].map(describeCulprit),
    unguarded,
    rows,
    ...recommendation(rows),
    environment: here(),
  };
}

/** Writes what is one file under its name, and what is several into a folder of that name. */
async function write(out: string, { main, files }: Mended): Promise<void> {
  if (Object.keys(files).length === 1) await addFiles(dirname(out), { [basename(out)]: files[main]! }, remedy);
  else await addFiles(out, files, remedy);
}

/** The original and every way of mending it, measured on the same images. */
async function compared(
  model: string,
  classifier: Classifier,
  images: Corpus,
  told: MendFlags,
  chosen: Mended,
): Promise<readonly MendRow[]> {
  const original = await labelsOn(new Subject(classifier), images);
  const rows: MendRow[] = [{ name: 'nothing', ...(await measureMended(classifier, images, original)) }];
  const { by: asked = mendSettings.by.default, perChannel = false, dropBiases = false } = told;
  if (dropBiases)
    rows.push({
      name: 'without biases',
      ...(await withOpened(chosen, classifier, (opened) => measureMended(opened, images, original))),
    });
  for (const { name: by, perChannel: canBe } of Object.values(statistics)) {
    if (perChannel && !canBe) continue;
    const written =
      by === asked && !dropBiases
        ? chosen
        : await mendOpened(model, classifier, { ...only(mendSettings, told), dropBiases: false, by, images });
    rows.push({
      name: by,
      ...(await withOpened(written, classifier, (opened) => measureMended(opened, images, original))),
    });
  }
  return rows;
}

/** What costs least at scalar 1: accuracy where it is known, else labels. The first of several. */
function recommendation(rows: readonly MendRow[]): Pick<MendReport, 'recommended'> {
  const cost = ({ accuracy, changed }: MendRow): number => (accuracy === undefined ? changed : -accuracy[0]!);
  const [best] = rows.slice(1).toSorted((a, b) => cost(a) - cost(b));
  return best === undefined ? {} : { recommended: best.name };
}
