import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { InputError, messageOf } from '../../errors.js';
import { besideFile, letOutside } from '../../files/besideFile.js';
import { openRegularFile } from '../../files/regularFile.js';
import type { NetworkGraph } from '../../network/graph.js';
import { readSavedModel, type SavedSignature } from '../../network/tfjs/savedModel.js';
import { sizeOf } from '../../image/shape.js';
import { ownFile } from '../../ownFile.js';
import { modelSettings } from '../../settings/model.js';
import type { Classifier } from '../classifier.js';
import { classifierOf } from '../file/classifierOf.js';
import { imageInput } from '../file/input.js';
import { readBytes } from '../file/modelFile.js';
import { assertOfUse } from '../file/ofNoUse.js';
import { toldOptions, type ModelOptions } from '../file/options.js';
import { pixelsOf } from '../file/pixels.js';
import { scoresOutput } from '../file/scores.js';
import { specOfFile } from '../file/specOf.js';
import { ofTwoLabels } from '../file/twoLabels.js';
import { withWorkers } from '../file/workers.js';
import { missingTfjs, rejectedByTfjs, savedModelNeedsNode } from './errors.js';
import { notForTensorFlow } from './options.js';
import type { TfjsWorkerSetup } from './setup.js';

/**
 * The folder of a TensorFlow SavedModel as a classifier. Only tfjs-node runs them, in worker threads. Its network cannot be
 * read, so there are no probes, and no logits before a softmax.
 *
 * @throws InputError if the folder does not hold an image classifier, or tfjs-node is not installed.
 */
export async function openSavedModel(folder: string, told: ModelOptions = {}): Promise<Classifier> {
  const options = await toldOptions('openModel', modelSettings, told);
  assertOfUse(told, notForTensorFlow);
  if (options.engine !== undefined && options.engine !== 'tfjs-node')
    throw new InputError(savedModelNeedsNode(folder, `the engine ${options.engine}`));
  const file = join(folder, 'saved_model.pb');
  const expected = 'a TensorFlow SavedModel';
  const bytes = await readBytes(file, { expected, insteadOfFolder: 'Give the path of the folder around it.' });
  const { tags, name: signature, inputs, outputs } = chosen(readSavedModel(bytes, file), file);
  const digest = await digestOf(folder, bytes, options.allowOutside);
  const graph: NetworkGraph = { inputs, outputs, nodes: [], constants: new Map(), metadata: new Map(), opset: 17 };
  const input = imageInput(graph, folder, options, { layout: 'nhwc' });
  const scores = scoresOutput(graph, folder, options);
  const pixels = pixelsOf(graph, input, options);

  const setup: TfjsWorkerSetup = {
    engine: 'tfjs-node',
    kind: 'saved',
    folder: resolve(folder),
    tags,
    signature,
    scores: scores.tensor,
    input: { name: input.name, type: input.type, dims: input.dims, batch: input.batch },
  };
  const start = {
    where: folder,
    script: ownFile('src/classifier/tfjs/worker.js'),
    setup,
    imageSize: sizeOf(input.shape),
    workers: options.workers,
    isolate: options.isolate ?? modelSettings.isolate.default,
    modelTimeout: options.modelTimeout,
    engine: 'tfjs-node',
    missing: missingTfjs('tfjs-node', 'a TensorFlow SavedModel'),
    rejected: rejectedByTfjs,
  };
  return withWorkers(start, async (workers, engine) => {
    const inspected = {
      id: basename(resolve(folder)),
      digest,
      input,
      scores,
      pixels,
      metadata: graph.metadata,
      options,
    };
    const { spec, two } = await specOfFile(inspected, engine, workers, folder);
    return ofTwoLabels(classifierOf(spec, workers, undefined, folder), two);
  });
}

/** Of the graph and of its variables, which are files of their own. @throws InputError if they are somewhere else. */
async function digestOf(folder: string, graph: Uint8Array, allowOutside?: boolean): Promise<string> {
  const hash = createHash('sha256').update(graph);
  const variables = join(folder, 'variables');
  const names = await readdir(variables).catch(() => []);
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    const expected = "a file with variables in the model's folder";
    const where = join(variables, name);
    try {
      const place = besideFile(join(folder, 'saved_model.pb'), join('variables', name), allowOutside);
      if (place === undefined)
        throw new InputError({ where, found: 'a link that leads out of it', expected, remedy: letOutside });
      const { handle } = await openRegularFile(place);
      for await (const piece of handle.createReadStream()) hash.update(piece);
    } catch (cause) {
      throw cause instanceof InputError
        ? cause
        : new InputError({ where, found: messageOf(cause), expected }, { cause });
    }
  }
  return hash.digest('hex');
}

/** The signature for serving, or the only one. */
function chosen(signatures: readonly SavedSignature[], where: string): SavedSignature {
  const serving = signatures.filter(({ tags }) => tags.includes('serve'));
  const found =
    serving.find(({ name }) => name === 'serving_default') ?? (serving.length === 1 ? serving[0] : undefined);
  if (found !== undefined) return found;
  throw new InputError({
    where,
    found: `signatures ${serving.map(({ name }) => `"${name}"`).join(', ') || 'none'}`,
    expected: 'a signature serving_default of a graph tagged serve',
    remedy: 'Save the model again, with model.export or tf.saved_model.save.',
  });
}
