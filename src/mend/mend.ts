import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifyStructure, type StructureCertificate } from '../certify/structure/certifyStructure.js';
import type { Classifier } from '../classifier/classifier.js';
import type { ModelOptions } from '../classifier/file/options.js';
import { openModel } from '../classifier/openModel.js';
import type { Corpus } from '../image/corpus.js';
import { filled, only } from '../settings/check.js';
import { mendSettings } from '../settings/mend.js';
import { modelSettings } from '../settings/model.js';
import type { OptionsOf } from '../settings/setting.js';
import { mendedFiles, type MendedFiles } from './format.js';
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
  /** What images are divided by, in words. */
  readonly dividedBy: string;
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
 * const { files, main, certificate } = await mend('lenet.onnx');
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
  const plan = planFor(classifier, filled('mend', mendSettings, told), images);
  const written = await mendedFiles(model, classifier, plan);
  return withOpened(written, classifier, async (mended) => ({
    ...written,
    certificate: certifyStructure(mended),
    dividedBy: dividedBy(plan),
    unguarded: (mended.network?.graph.outputs ?? [])
      .map(({ name }) => name)
      .filter((name) => name !== classifier.network?.output),
  }));
}

/**
 * Opens what has been written for as long as something is done with it.
 *
 * @param original tells what the files do not: the size, where that is open; labels; the layout; the range of pixel values.
 */
export async function withOpened<Value>(
  { main, files }: MendedFiles,
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
