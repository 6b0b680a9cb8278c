import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Classifier, ImageBatch, Tensor as Probed } from '../src/classifier/classifier.js';
import { withOutputs } from '../src/classifier/onnx/withOutputs.js';
import { readOnnxModel } from '../src/classifier/onnx/readOnnxModel.js';
import type { ModelOptions } from '../src/classifier/file/options.js';
import { readNetwork } from '../src/classifier/file/readNetwork.js';
import { tensorNames } from '../src/classifier/file/classifierOf.js';

/**
 * An ONNX file as a classifier in this very process: without worker threads, which take longer to start than a small network
 * takes to be examined. It reads as `openModel` does.
 *
 * @param labels how many.
 */
export async function openHere(
  path: string,
  labels: number,
  options: Omit<ModelOptions, 'labels'>,
): Promise<Classifier> {
  const read = async (file: string) => new Uint8Array(readFileSync(file));
  const { id, model, graph, input, scores, pixels } = await readOnnxModel(path, options, {}, read);
  const declared = graph.outputs.map(({ name }) => name);
  const open = (names: Iterable<string>): Promise<InferenceSession> =>
    InferenceSession.create(
      withOutputs(
        model,
        [...names].filter((name) => !declared.includes(name)),
      ),
      {
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        logSeverityLevel: 4,
      },
    );
  const session = await open([scores.tensor, scores.output]);
  let known = new Set([scores.tensor, scores.output]);
  let probing = session;
  const run = async (from: InferenceSession, { data, count }: ImageBatch, names: readonly string[]) => {
    const numbers = data.subarray(0, count * input.dims.reduce((all, side) => all * side, 1));
    const fed = input.type === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers);
    const results = await from.run(
      { [input.name]: new Tensor(input.type === 'float64' ? 'float64' : 'float32', fed, [count, ...input.dims]) },
      names,
    );
    return new Map(
      names.map((name): [string, Probed] => {
        const result = results[name];
        if (result === undefined || !('data' in result)) throw new Error(`no tensor "${name}"`);
        const { dims } = result;
        const values: ArrayLike<unknown> = result.data;
        return [name, { dims, data: Float32Array.from({ length: values.length }, (_, i) => Number(values[i])) }];
      }),
    );
  };
  return {
    spec: {
      id,
      digest: '',
      engine: 'onnxruntime',
      shape: input.shape,
      layout: input.layout,
      range: pixels.range,
      steps: pixels.steps,
      scores: scores.kind,
      labels: Array.from({ length: labels }, (_, i) => String(i)),
      batchLimit: input.batch ?? 256,
      assumed: [],
    },
    classify: async (batch) => (await run(session, batch, [scores.tensor])).get(scores.tensor)!.data,
    network: {
      ...readNetwork(graph, scores),
      tensors: tensorNames(graph),
      probe: async (batch, names) => {
        if (names.some((name) => !known.has(name))) {
          known = new Set([...known, ...names]);
          probing = await open(known);
        }
        return run(probing, batch, names);
      },
    },
    dispose: async () => {
      if (probing !== session) await probing.release();
      await session.release();
    },
  };
}
