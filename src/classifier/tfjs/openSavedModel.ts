import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../errors.js';
import type { NetworkGraph } from '../../graph/network.js';
import { readSavedModel, type SavedSignature } from '../../graph/savedModel.js';
import { sizeOf } from '../../image/shape.js';
import type { Classifier, ClassifierSpec } from '../classifier.js';
import { classifierOf } from '../file/classifierOf.js';
import { imageInput } from '../file/input.js';
import { labelsOf } from '../file/labels.js';
import { readBytes } from '../file/modelFile.js';
import { pixelsOf } from '../file/pixels.js';
import { scoresOutput } from '../file/scores.js';
import { tryOut } from '../file/trial.js';
import { ModelWorkers } from '../file/workers.js';
import { assertSpec } from '../spec.js';
import { missingEngine, rejected, savedModelNeedsNode } from './errors.js';
import { looksLikeProbabilities } from './probabilities.js';
import { assertTfjsOptions, type TfjsOptions } from './options.js';
import type { WorkerSetup } from './setup.js';

/**
 * The folder of a TensorFlow SavedModel as a classifier. Only tfjs-node runs them, in worker threads. Its network cannot be
 * read, so there are no probes, and no logits before a softmax.
 *
 * @throws InputError if the folder does not hold an image classifier, or tfjs-node is not installed.
 */
export async function openSavedModel(folder: string, options: TfjsOptions = {}): Promise<Classifier> {
  assertTfjsOptions(options);
  if (options.engine !== undefined && options.engine !== 'tfjs-node')
    throw new InputError(savedModelNeedsNode(folder, `the engine ${options.engine}`));
  const file = join(folder, 'saved_model.pb');
  const expected = 'a TensorFlow SavedModel';
  const bytes = await readBytes(file, { expected, insteadOfFolder: 'Give the path of the folder around it.' });
  const { tags, name: signature, inputs, outputs } = chosen(readSavedModel(bytes, file), file);
  const graph: NetworkGraph = { inputs, outputs, nodes: [], constants: new Map(), metadata: new Map(), opset: 17 };
  const input = imageInput(graph, folder, options, { layout: 'nhwc' });
  const scores = scoresOutput(graph, folder, options.output);
  const pixels = pixelsOf(graph, input.type, options);

  const setup: WorkerSetup = {
    engine: 'tfjs-node',
    kind: 'saved',
    folder: resolve(folder),
    tags,
    signature,
    scores: scores.tensor,
    input: { name: input.name, type: input.type, dims: input.dims, batch: input.batch },
  };
  const workers = new ModelWorkers({
    where: folder,
    script: new URL('./worker.js', import.meta.url),
    setup,
    imageSize: sizeOf(input.shape),
    workers: options.workers,
    engine: 'tfjs-node',
    missing: (where, message) => {
      const problem = missingEngine('tfjs-node')(where, message);
      return { ...problem, found: `a TensorFlow SavedModel, and ${problem.found.replace(/^a model for /, '')}` };
    },
    rejected,
  });
  try {
    const engine = await workers.open();
    const { classes, batches } = await tryOut(workers, input, scores, folder);
    const { labels, assumed } = labelsOf(graph.metadata, options.labels, classes, folder);
    const batchLimit = input.batch ?? (batches ? (options.batchLimit ?? workers.batchLimit) : 1);
    const probabilities = await looksLikeProbabilities(workers, sizeOf(input.shape), classes);
    const spec: ClassifierSpec = {
      id: basename(resolve(folder)),
      digest: createHash('sha256').update(bytes).digest('hex'),
      engine,
      shape: input.shape,
      layout: input.layout,
      range: pixels.range,
      steps: pixels.steps,
      scores: probabilities ? 'probabilities' : 'logits',
      labels,
      batchLimit,
      assumed: [
        ...input.assumed,
        ...pixels.assumed,
        probabilities
          ? 'Scores are probabilities: on some images they are positive and add up to 1.'
          : 'Scores are logits: on some images they are not positive or do not add up to 1.',
        ...assumed,
      ],
    };
    assertSpec(spec);
    return classifierOf(spec, workers, undefined, folder);
  } catch (error) {
    await workers.close();
    throw error;
  }
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
