import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifyStructure, type StructureCertificate } from '../certify/structure/certifyStructure.js';
import type { Classifier, ClassifierSpec } from '../classifier/classifier.js';
import type { ModelOptions } from '../classifier/file/options.js';
import { openModel } from '../classifier/openModel.js';
import type { Corpus } from '../image/corpus.js';
import { filled, only } from '../settings/check.js';
import { mendSettings } from '../settings/mend.js';
import { modelSettings } from '../settings/model.js';
import type { OptionsOf } from '../settings/setting.js';
import { filesWithoutBiases, mendedFiles } from './format.js';
import type { MendedFiles } from './mendedFiles.js';
import { dividedBy, planFor } from './plan.js';

/** How a network is mended, and what conic is told of the model, as for `openModel`. */
export interface MendOptions extends OptionsOf<typeof mendSettings>, ModelOptions {
  /** Typical images: what they are divided by is chosen so that they stay as they are. Not needed for the largest value. */
  readonly images?: Corpus;
}

/** A network that has been mended: its files, with all weights in them. */
export interface Mended extends MendedFiles {
  /** What follows from the structure of the new network. */
  readonly certificate: StructureCertificate;
  /** What was done, what it costs, and how the new network is fed, a sentence or two each. */
  readonly notes: readonly string[];
  /** Preprocessing that it still needs: none, unless biases were dropped. */
  readonly steps: ClassifierSpec['steps'];
  /** Outputs that are not guarded on black; no scalar changes them, except that black is not defined for them. */
  readonly unguarded: readonly string[];
}

/**
 * Makes a classifier scalar-invariant, and uniform on black, without training and without changing a weight; and proves it.
 * Images are divided by a number that grows with them; declared preprocessing is written into the network.
 *
 * @param model an `.onnx` file, or a GraphModel of TF.js.
 * @throws InputError if it cannot be mended, or an option makes no sense.
 * @example
 * const { files, main, certificate } = await mend('model.onnx');
 * certificate.verdict; // 'proved'
 * await writeFile('mended.onnx', files[main]);
 */
export async function mend(model: string, { images, ...told }: MendOptions = {}): Promise<Mended> {
  const classifier = await openModel(model, only(modelSettings, told));
  try {
    const asked = { ...only(mendSettings, told), ...(images === undefined ? {} : { images }) };
    return await mendOpened(model, classifier, asked);
  } finally {
    await classifier.dispose();
  }
}

/** As {@link mend}, of a model that is open already. */
export async function mendOpened(
  model: string,
  classifier: Classifier,
  { images, ...told }: OptionsOf<typeof mendSettings> & Pick<MendOptions, 'images'>,
): Promise<Mended> {
  const settled = filled('mend', mendSettings, told);
  if (settled.dropBiases) {
    const { dropped, ...written } = await filesWithoutBiases(model, classifier);
    const done = dropped.length === 0 ? 'There is no bias to drop.' : `The biases of ${dropped.length} nodes are 0.`;
    // What comes before the network stays there, and counts.
    const { steps } = classifier.spec;
    const notes = [
      done,
      'What it costs is only known where it is measured.',
      ...(steps.length === 0 ? [] : [asBefore]),
    ];
    return described(written, classifier, { notes, keeps: steps, guards: false });
  }
  const plan = planFor(classifier, settled, images);
  const written = await mendedFiles(model, classifier, plan);
  const done = `Every image is divided by ${dividedBy(plan)}. No weight is changed.`;
  return described(written, classifier, { notes: [done, costs, plainPixels], keeps: [], guards: true });
}

const costs =
  'What it costs: images that do not reach white are brightened, noise in the dark with them; one bright pixel may set the scale; what 8 bits lost in the dark does not come back.';
const plainPixels = 'It takes plain pixels, of the same range: pass no mean and std with it.';
const asBefore = 'It takes what the original took: pass the same preprocessing with it.';

/** @param keeps preprocessing that the new network still needs. @param guards whether the scores are guarded on black. */
const described = (
  written: MendedFiles,
  classifier: Classifier,
  {
    notes,
    keeps,
    guards,
  }: { readonly notes: readonly string[]; readonly keeps: ClassifierSpec['steps']; readonly guards: boolean },
): Promise<Mended> =>
  withOpened({ ...written, steps: keeps }, classifier, async (mended) => ({
    ...written,
    steps: keeps,
    certificate: certifyStructure(mended),
    notes,
    unguarded: (guards ? (mended.network?.graph.outputs ?? []) : [])
      .map(({ name }) => name)
      .filter((name) => name !== classifier.network?.output),
  }));

/**
 * Opens what has been written for as long as something is done with it.
 *
 * @param original tells what the files do not: the size, where that is open; labels; the layout; the range of pixel values.
 */
export async function withOpened<Value>(
  { main, files, steps }: Pick<Mended, 'main' | 'files' | 'steps'>,
  { spec, network }: Classifier,
  run: (mended: Classifier) => Promise<Value>,
): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'conic-mend-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const { height, width } = spec.shape;
    const options: ModelOptions = {
      size: { height, width },
      layout: spec.layout,
      labels: spec.labels,
      range: spec.range,
      ...(steps.length === 0 ? {} : { steps }),
      ...(network === undefined ? {} : { output: network.output }),
    };
    const mended = await openModel(join(folder, main), options);
    try {
      return await run(mended);
    } finally {
      await mended.dispose();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
