import { rm } from 'node:fs/promises';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifyStructure, type StructureCertificate } from '../certify/structure/certifyStructure.js';
import type { Classifier } from '../classifier/classifier.js';
import { fromOnnx } from '../classifier/onnx/fromOnnx.js';
import { onnxSettings, type OnnxOptions } from '../classifier/onnx/options.js';
import { withExternalData } from '../classifier/onnx/withExternalData.js';
import { readBytes } from '../classifier/file/modelFile.js';
import { besideFile } from '../files/besideFile.js';
import type { Corpus } from '../image/corpus.js';
import { filled, only } from '../settings/check.js';
import { mendSettings } from '../settings/mend.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { mendOnnx } from './mendOnnx.js';
import { dividedBy, planFor } from './plan.js';

const mendOptions = settings({ ...mendSettings, ...onnxSettings });

/** How a network is mended, and what conic is told of the model, as for `fromOnnx`. */
export interface MendOptions extends OptionsOf<typeof mendOptions> {
  /** Typical images: what they are divided by is chosen so that they stay as they are. Not needed for the largest value. */
  readonly images?: Corpus;
}

/** A network that has been mended. */
export interface Mended {
  /** The bytes of the new ONNX file, with all weights in it. */
  readonly file: Uint8Array;
  /** What follows from the structure of the new network. */
  readonly certificate: StructureCertificate;
  /** What images are divided by, in words. */
  readonly dividedBy: string;
  /** Outputs that are not guarded on black; no scalar changes them, except that black is not defined for them. */
  readonly unguarded: readonly string[];
}

/**
 * Makes the classifier in an ONNX file scalar-invariant, and uniform on black, without training and without changing a weight;
 * and proves it. Images are divided by a number that grows with them; declared preprocessing is written into the network.
 *
 * @param model the file.
 * @throws InputError if it cannot be mended, or an option makes no sense.
 * @example
 * const { file, certificate } = await mend('lenet.onnx');
 * certificate.verdict; // 'proved'
 * await writeFile('mended.onnx', file);
 */
export async function mend(model: string, { images, ...told }: MendOptions = {}): Promise<Mended> {
  const classifier = await fromOnnx(model, only(onnxSettings, told));
  try {
    return await mendOpened(model, classifier, {
      ...only(mendSettings, told),
      ...(images === undefined ? {} : { images }),
    });
  } finally {
    await classifier.dispose();
  }
}

/** As {@link mend}, of a file that is open already. */
export async function mendOpened(
  model: string,
  classifier: Classifier,
  { images, ...told }: OptionsOf<typeof mendSettings> & Pick<MendOptions, 'images'>,
): Promise<Mended> {
  const plan = planFor(classifier, filled('mend', mendSettings, told), images);
  const file = mendOnnx(await wholeFile(model, classifier), classifier, plan);
  const { certificate, outputs } = await withOpened(file, classifier, async (mended) => ({
    certificate: certifyStructure(mended),
    outputs: mended.network?.graph.outputs.map(({ name }) => name) ?? [],
  }));
  return {
    file,
    certificate,
    dividedBy: dividedBy(plan),
    unguarded: outputs.filter((name) => name !== classifier.network?.output),
  };
}

/**
 * Opens the bytes of a mended file for as long as something is done with it.
 *
 * @param original tells what the file does not: the size, where that is open; labels; the layout.
 */
export async function withOpened<Value>(
  file: Uint8Array,
  { spec, network }: Classifier,
  run: (mended: Classifier) => Promise<Value>,
): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'conic-mend-'));
  try {
    const place = join(folder, `${spec.id}.onnx`);
    await writeFile(place, file);
    const { height, width } = spec.shape;
    const options: OnnxOptions = {
      size: { height, width },
      layout: spec.layout,
      labels: spec.labels,
      range: spec.range,
      ...(network === undefined ? {} : { output: network.output }),
    };
    const mended = await fromOnnx(place, options);
    try {
      return await run(mended);
    } finally {
      await mended.dispose();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file with the weights in it that it keeps in others. */
async function wholeFile(model: string, { network }: Classifier): Promise<Uint8Array> {
  const file = await readBytes(model, { expected: 'an ONNX file', insteadOfFolder: 'Give the path of an .onnx file.' });
  const names = network?.graph.externalData ?? [];
  const places = names.flatMap((name) => {
    const place = besideFile(model, name);
    return place === undefined ? [] : [[name, place] as const];
  });
  return places.length === 0 ? file : withExternalData(file, new Map(places));
}
