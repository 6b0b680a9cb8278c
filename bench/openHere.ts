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
  const size = input.dims.reduce((all, side) => all * side, 1);
  const isWide = input.type === 'float64';
  const batchLimit = input.batch ?? 256;
  const runOnce = async (from: InferenceSession, numbers: Float32Array, names: readonly string[]) => {
    const dims = [numbers.length / size, ...input.dims];
    const fed = isWide ? new Tensor('float64', Float64Array.from(numbers), dims) : new Tensor('float32', numbers, dims);
    const results = await from.run({ [input.name]: fed }, names);
    return names.map((name): Probed => {
      const result = results[name];
      if (result === undefined || !('data' in result)) throw new Error(`no tensor "${name}"`);
      const values: ArrayLike<unknown> = result.data;
      return { dims: result.dims, data: Float32Array.from({ length: values.length }, (_, i) => Number(values[i])) };
    });
  };
  const run = async (from: InferenceSession, { data, count }: ImageBatch, names: readonly string[]) => {
    const parts: (readonly Probed[])[] = [];
    for (let at = 0; at < count; at += batchLimit)
      parts.push(await runOnce(from, data.slice(at * size, Math.min(count, at + batchLimit) * size), names));
    return new Map(names.map((name, i) => [name, joined(parts.map((part) => part[i]!))] as const));
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
      batchLimit,
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

function joined(parts: readonly Probed[]): Probed {
  const [, ...rest] = parts[0]?.dims ?? [];
  const data = new Float32Array(parts.reduce((length, part) => length + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { dims: [parts.reduce((rows, { dims: [own = 0] }) => rows + own, 0), ...rest], data };
}
