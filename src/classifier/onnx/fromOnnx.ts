import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { InputError } from '../../errors.js';
import { closeNames } from '../../graph/closeNames.js';
import type { NetworkGraph } from '../../graph/network.js';
import { readOnnx } from '../../graph/onnx.js';
import type { Classifier, ClassifierSpec } from '../classifier.js';
import { assertSpec } from '../spec.js';
import { OnnxEngine } from './engine.js';
import { imageInput } from './input.js';
import { labelsOf } from './labels.js';
import { readModelFile } from './modelFile.js';
import { assertOnnxOptions, type OnnxOptions } from './options.js';
import { pixelsOf } from './pixels.js';
import { scoresOutput } from './scores.js';
import { tryOut } from './trial.js';

/**
 * An ONNX file as a classifier. It runs on onnxruntime-node, in worker threads, which have to be ended with `dispose` but
 * do not keep the process alive without it.
 *
 * What the file does not say is inferred, and every inference is a sentence in `spec.assumed`. Scores are logits wherever
 * the file allows, also when it ends in a softmax.
 *
 * @param file its path. Files with weights that belong to it are looked for beside it.
 * @throws InputError if the file is not an image classifier in ONNX that the engine runs, or an option contradicts it.
 * @example
 * const classifier = await fromOnnx('lenet.onnx', { workers: 2 });
 * classifier.spec.shape; // { height: 28, width: 28, channels: 1 }
 */
export async function fromOnnx(file: string, options: OnnxOptions = {}): Promise<Classifier> {
  assertOnnxOptions(options);
  const model = await readModelFile(file);
  const graph = readOnnx(model, file);
  const input = imageInput(graph, file, options);
  const scores = scoresOutput(graph, file, options.output);
  const pixels = pixelsOf(graph, input.type, options);
  const { workers = availableParallelism(), threads = 1 } = options;

  const setup = {
    model,
    folder: resolve(dirname(file)),
    threads,
    scores: scores.tensor,
    input: { name: input.name, type: input.type, dims: input.dims, batch: input.batch },
    outputs: graph.outputs.map(({ name }) => name),
  };
  const engine = new OnnxEngine(file, setup, workers);
  try {
    const version = await engine.open();
    const { classes, batches } = await tryOut(engine, input, scores, file);
    const { labels, assumed } = labelsOf(graph.metadata, options.labels, classes, file);
    const oneByOne = 'Batches of one image: the file allows any number, but the network fails on two.';
    const spec: ClassifierSpec = {
      id: basename(file).replace(/\.onnx$/i, ''),
      digest: createHash('sha256').update(model).digest('hex'),
      engine: `onnxruntime ${version} (cpu, ${workers} ${workers === 1 ? 'worker' : 'workers'})`,
      shape: input.shape,
      layout: input.layout,
      range: pixels.range,
      steps: pixels.steps,
      scores: scores.kind,
      labels,
      batchLimit: input.batch ?? (batches ? (options.batchLimit ?? 256) : 1),
      assumed: [...input.assumed, ...pixels.assumed, ...scores.assumed, ...assumed, ...(batches ? [] : [oneByOne])],
    };
    assertSpec(spec);
    return classifierOf(spec, graph, engine, file, workers);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function classifierOf(
  spec: ClassifierSpec,
  graph: NetworkGraph,
  engine: OnnxEngine,
  where: string,
  workers: number,
): Classifier {
  const { batchLimit } = spec;
  const tensors = tensorNames(graph);
  return {
    spec,
    graph,
    multiplies: true,
    concurrency: workers,
    classify: (batch) => engine.scores(batch, batchLimit),
    probe: async (batch, names) => {
      for (const name of names) if (!tensors.has(name)) throw unknownTensor(name, graph, tensors, where);
      return engine.probe(batch, names, batchLimit);
    },
    dispose: () => engine.close(),
  };
}

/** What can be probed: whatever a node computes, and the image itself. */
const tensorNames = ({ inputs, nodes, constants }: NetworkGraph): ReadonlySet<string> =>
  new Set(
    [...inputs.map(({ name }) => name), ...nodes.flatMap(({ outputs }) => outputs)].filter(
      (name) => name !== '' && !constants.has(name),
    ),
  );

function unknownTensor(name: string, { nodes }: NetworkGraph, tensors: ReadonlySet<string>, where: string): InputError {
  const meant = nodes.find((node) => node.name === name)?.outputs ?? closeNames(name, tensors);
  return new InputError({
    where,
    found: `no tensor "${name}"`,
    expected: 'the name of a tensor that a node computes',
    remedy:
      meant.length === 0
        ? `For example ${[...tensors]
            .slice(0, 5)
            .map((tensor) => `"${tensor}"`)
            .join(', ')}.`
        : `Did you mean ${meant.map((tensor) => `"${tensor}"`).join(', ')}?`,
  });
}
