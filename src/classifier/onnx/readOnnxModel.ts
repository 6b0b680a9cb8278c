import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { assertFiniteWeights } from '../../network/finiteWeights.js';
import type { NetworkGraph } from '../../network/graph.js';
import { assertExternalFiles } from '../../network/onnx/externalFiles.js';
import { readOnnx } from '../../network/onnx/readOnnx.js';
import { twoScoresOf } from '../../network/twoScores.js';
import { wellFormed } from '../../network/onnx/wellFormed.js';
import type { ClassifierSpec } from '../classifier.js';
import { imageInput, type ImageInput, type UsualInput } from '../file/input.js';
import { readBytes, readModelFile } from '../file/modelFile.js';
import { toldOptions, type ToldOptions } from '../file/options.js';
import { pixelsOf, type Pixels } from '../file/pixels.js';
import { readNetwork, type ReadNetwork } from '../file/readNetwork.js';
import { scoresOutput, type ScoresOutput } from '../file/scores.js';
import { networkOfTwo } from '../file/twoLabels.js';
import { onnxSettings, type OnnxOptions } from './options.js';

/** What an ONNX file says, before anything is run. */
export interface OnnxModel {
  readonly id: string;
  /** The file. */
  readonly model: Uint8Array;
  /** SHA-256 of it, in hex; takes a while for large ones. */
  readonly digest: () => string;
  readonly graph: NetworkGraph;
  readonly input: ImageInput;
  readonly scores: ScoresOutput;
  readonly pixels: Pixels;
}

/**
 * Reads an ONNX file.
 *
 * @param read how: into shared memory, where worker threads are to run it.
 * @throws InputError if it is not an image classifier in ONNX, or an option contradicts it.
 */
export async function readOnnxModel(
  file: string,
  options: ToldOptions,
  usual: UsualInput,
  read = readModelFile,
): Promise<OnnxModel> {
  const model = await read(file, {
    expected: 'an ONNX model',
    insteadOfFolder: 'Give the path of the .onnx file in it.',
  });
  const written = readOnnx(model, file, file);
  const input = imageInput(written, file, options, usual);
  const graph = wellFormed(written, file);
  assertExternalFiles(model, file);
  const scores = scoresOutput(graph, file, options);
  assertFiniteWeights(graph, scores.tensor, file);
  return {
    id: basename(file).replace(/\.onnx$/i, ''),
    model,
    digest: () => createHash('sha256').update(model).digest('hex'),
    graph,
    input,
    scores,
    pixels: pixelsOf(graph, input, options, usual.fit),
  };
}

/** What a certificate by structure needs of a model: what a classifier says without being run. */
export interface InspectedModel {
  readonly spec: Pick<ClassifierSpec, 'id' | 'digest' | 'engine' | 'steps' | 'scores'>;
  readonly network: ReadNetwork;
}

/**
 * An ONNX file as far as it can be told without an engine: enough for `certifyStructure`, in a fraction of the time and
 * memory, and where onnxruntime is not installed.
 *
 * @throws InputError if it is not an image classifier in ONNX, or an option contradicts it.
 * @example certifyStructure(await inspectOnnx('without-biases.onnx')).verdict; // 'proved'
 */
export async function inspectOnnx(file: string, options: OnnxOptions = {}): Promise<InspectedModel> {
  const told = await toldOptions('inspectOnnx', onnxSettings, options);
  const { id, digest, graph, scores, pixels } = await readOnnxModel(file, told, {}, readBytes);
  const network = readNetwork(graph, scores);
  return {
    spec: { id, digest: digest(), engine: 'none', steps: pixels.steps, scores: scores.kind },
    network: { ...network, ...(scores.classes === 1 ? networkOfTwo(network, twoScoresOf[scores.kind]) : {}) },
  };
}
