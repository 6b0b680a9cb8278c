import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { walk } from '../certify/structure/walk.js';
import type { Classifier } from '../classifier/classifier.js';
import type { NetworkNode } from '../network/graph.js';
import { GraphView } from '../network/graphView.js';
import { graphFields, modelFields } from '../network/onnx/fields.js';
import { copyFields } from '../network/onnx/rewrite.js';
import { writeConstant, type ConstantToWrite } from '../network/onnx/writeOnnx.js';
import { outputsOf, wholeGraph, withInputsAt } from './onnxBytes.js';

/** Inputs that hold what is added, by operation; of sums every constant is. */
const biasInputs: Readonly<Record<string, readonly number[]>> = {
  Conv: [2],
  ConvTranspose: [2],
  Gemm: [2],
  // The shift and the mean that is subtracted.
  BatchNormalization: [2, 3],
};
const sums: ReadonlySet<string> = new Set(['Add', 'Sub', 'Sum']);

/** An ONNX file without its biases. */
export interface WithoutBiases {
  readonly file: Uint8Array;
  /** The nodes whose biases are 0 now. */
  readonly dropped: readonly string[];
}

/**
 * An ONNX file in which everything that a layer adds is 0: the constants that keep its network from being homogeneous. What is added
 * for another reason (a clip, a token, a curved function) stays.
 *
 * Networks that are trained without biases lose little (Geng et al., arXiv 2211.08486). Without training again it may cost much.
 *
 * @param file with all numbers in it.
 * @param classifier the same file, opened.
 */
export function dropBiases(file: Uint8Array, { network }: Classifier): WithoutBiases {
  if (network === undefined) return { file, dropped: [] };
  const view = GraphView.of(network.graph);
  const walked = walk(network.graph, network.scores);
  const constants: ConstantToWrite[] = [];
  const zeros = new Map<string, ReadonlyMap<number, string>>();
  const dropped: string[] = [];
  for (const node of walked.nodes) {
    const places = walked.flawOf(node) === undefined ? [] : biasesOf(node, view);
    const named = places.map((place) => {
      const dims = view.dims(node.inputs[place] ?? '')?.map((size) => size ?? 1) ?? [];
      const name = `${node.outputs[0]}.without_bias_${place}`;
      constants.push({ name, dims, values: new Float32Array(dims.reduce((all, size) => all * size, 1)) });
      return [place, name] as const;
    });
    if (named.length === 0) continue;
    zeros.set(node.outputs[0] ?? '', new Map(named));
    dropped.push(node.name);
  }
  const writer = new BinaryWriter();
  copyFields(file, writer, (number) => number !== modelFields.graph);
  const written = writer.tag(modelFields.graph, WireType.LengthDelimited).fork();
  copyFields(wholeGraph(file), written, (number, value) => {
    const others =
      number === graphFields.node && value !== undefined ? zeros.get(outputsOf(value)[0] ?? '') : undefined;
    if (others === undefined || value === undefined) return true;
    written.tag(graphFields.node, WireType.LengthDelimited).bytes(withInputsAt(value, others));
    return false;
  });
  for (const constant of constants)
    written.tag(graphFields.initializer, WireType.LengthDelimited).bytes(writeConstant(constant));
  written.join();
  return { file: writer.finish(), dropped };
}

/** Which inputs of a node are biases that are not 0. */
function biasesOf({ operation, inputs }: NetworkNode, view: GraphView): readonly number[] {
  const isBias = (place: number): boolean => {
    const name = inputs[place] ?? '';
    return name !== '' && !view.isComputed(name) && !view.isZero(name);
  };
  const places = sums.has(operation) ? [...inputs.keys()] : (biasInputs[operation] ?? []);
  return places.filter(isBias);
}
