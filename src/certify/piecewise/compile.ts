import type { Classifier, ClassifierSpec } from '../../classifier/classifier.js';
import { describeStep, type PerChannel } from '../../classifier/preprocessing.js';
import type { Step as Preprocessing } from '../../settings/steps.js';
import { scoresOutput } from '../../classifier/file/scores.js';
import { InputError } from '../../errors.js';
import { fedTensors, nodesToward, producerOf } from '../../graph/dependence.js';
import { smoothOperations } from '../../graph/kinks.js';
import type { NetworkGraph, NetworkNode } from '../../graph/network.js';
import { sizeOf } from '../../image/shape.js';
import { gatherMap, scalingMap } from './affineMap.js';
import { NodeContext, ProgramWriter } from './nodeContext.js';
import { Obstacle, orObstacle } from './obstacle.js';
import { clipped } from './operations/bending.js';
import { operations } from './operations/index.js';
import { maxPool } from './operations/sliding.js';
import type { Program } from './program.js';
import { fixedOf, sizeOfDims, type Dims, type Live, type Value } from './values.js';

const compiled = new WeakMap<Classifier, Program | Obstacle>();

/**
 * The program of a classifier, from the pixels of an image (in [0, 1], channels last) through its declared preprocessing to
 * its logits. Made once a classifier.
 *
 * @returns why there is none: a network that cannot be read, or an operation that is not piecewise linear.
 * @example
 * const program = programFor(classifier); // or Obstacle: 'sigmoid at node act_3'
 */
export function programFor(classifier: Classifier): Program | Obstacle {
  const known = compiled.get(classifier);
  if (known !== undefined) return known;
  const program = orObstacle(() => compile(classifier));
  compiled.set(classifier, program);
  return program;
}

function compile({ spec, graph }: Classifier): Program {
  if (graph === undefined) throw new Obstacle('a classifier whose network cannot be read');
  if (spec.scores === 'label') throw new Obstacle('a classifier that gives labels and no scores');
  const logits = logitsOf(graph, spec.id);
  assertPiecewiseLinear(graph, logits);
  const writer = new ProgramWriter(sizeOf(spec.shape));
  const [port] = graph.inputs;
  if (port === undefined) throw new Obstacle('a network without inputs');
  const image = preprocessed(writer, spec);
  const values = new Map<string, Value>([[port.name, placed(writer, image, spec, port.dims)]]);
  const nodes = nodesToward(graph, [logits]);
  const needed = neededFor(graph, nodes);
  for (const [name, constant] of graph.constants)
    if (needed.has(name)) {
      try {
        values.set(name, fixedOf(constant));
      } catch (cause) {
        if (!(cause instanceof InputError)) throw cause;
        throw new Obstacle(`weights that cannot be read: ${cause.message}`);
      }
    }
  write(writer, graph, values, needed);
  const result = values.get(logits);
  if (result?.kind !== 'live') throw new Obstacle('logits that do not depend on the image');
  if (sizeOfDims(result.dims) !== spec.labels.length)
    throw new Obstacle(`${sizeOfDims(result.dims)} logits for ${spec.labels.length} labels`);
  return writer.finish(result);
}

/**
 * The tensor whose largest value is the label: what goes into a final softmax, or into a sigmoid for each class.
 *
 * @throws Obstacle if there are several that could be it.
 */
export function logitsOf(graph: NetworkGraph, id: string): string {
  let tensor: string;
  try {
    ({ tensor } = scoresOutput(graph, id, undefined));
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new Obstacle(`outputs among which the logits cannot be told: ${cause.problem.found}`);
  }
  const last = producerOf(graph, tensor);
  return last?.operation === 'Sigmoid' ? (last.inputs[0] ?? tensor) : tensor;
}

/** Before anything is read: a network that is not piecewise linear is told so at once. */
function assertPiecewiseLinear(graph: NetworkGraph, logits: string): void {
  const bends = new Set(['Max', 'Min']);
  const fed = fedTensors(graph);
  const smooth = new Set(smoothOperations(graph, [logits]));
  for (const node of nodesToward(graph, [logits])) {
    const { name, operation, inputs } = node;
    if (!smooth.has(name) || bends.has(operation)) continue;
    if (operations[operation] !== undefined && inputs.filter((input) => fed.has(input)).length < 2) continue;
    const plain = operation.slice(operation.lastIndexOf('.') + 1);
    throw new Obstacle(`${plain.toLowerCase()} at node ${name}`);
  }
}

/** Names of all tensors that the nodes need, through shapes too. */
function neededFor(graph: NetworkGraph, nodes: readonly NetworkNode[]): ReadonlySet<string> {
  const needed = new Set(nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]));
  for (const node of graph.nodes.toReversed())
    if (node.outputs.some((name) => needed.has(name))) for (const input of node.inputs) needed.add(input);
  return needed;
}

function write(
  writer: ProgramWriter,
  graph: NetworkGraph,
  values: Map<string, Value>,
  needed: ReadonlySet<string>,
): void {
  const readers = new Map<string, number>();
  for (const { inputs } of graph.nodes) for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  for (const { name } of graph.outputs) readers.set(name, (readers.get(name) ?? 0) + 1);
  // A ReLU that only a MaxPool reads is left to it: in one they bend a quarter as often.
  const rectified = new Map<string, Live>();
  for (const node of graph.nodes) {
    if (!node.outputs.some((name) => needed.has(name)) || node.outputs.some((name) => values.has(name))) continue;
    const context = new NodeContext(writer, node, values, graph.opset);
    const write = operations[node.operation];
    if (write === undefined) throw context.obstacle(`${node.operation.toLowerCase()}, which is not read yet,`);
    const [output = ''] = node.outputs;
    const next = graph.nodes.find(({ inputs }) => inputs.includes(output));
    const source = rectified.get(node.inputs[0] ?? '');
    if (node.operation === 'Relu' && readers.get(output) === 1 && isMaxPool(next)) {
      const input = context.live();
      rectified.set(output, input);
      values.set(output, input);
    } else if (isMaxPool(node) && source !== undefined) maxPool(context, true, source);
    else write(context);
  }
}

const isMaxPool = (node: NetworkNode | undefined): boolean =>
  node?.operation === 'MaxPool' || node?.operation === 'GlobalMaxPool';

/** The declared preprocessing, on channels-last pixels. */
function preprocessed(writer: ProgramWriter, { shape, range, steps }: ClassifierSpec): Live {
  const size = sizeOf(shape);
  const { channels } = shape;
  let image: Live = { kind: 'live', vector: 0, dims: [1, shape.height, shape.width, channels] };
  const node: NetworkNode = {
    name: 'preprocessing',
    operation: 'Preprocessing',
    inputs: [],
    outputs: [],
    attributes: new Map(),
  };
  const context = new NodeContext(writer, node, new Map(), 0);
  const at = (value: PerChannel) => (place: number) => (typeof value === 'number' ? value : value[place % channels]!);
  const scaled = (how: Parameters<typeof scalingMap>[2]): Live =>
    writer.affine(node.name, [image], scalingMap(node.name, size, how), image.dims);
  if (range[1] !== 1) image = scaled({ factor: () => range[1] });
  const apply = (step: Preprocessing): Live => {
    switch (step.kind) {
      case 'resize':
        return image;
      case 'scale':
        return scaled({ factor: at(step.by) });
      case 'divide':
        return scaled({ divisor: at(step.by) });
      case 'subtract':
        return scaled({ offset: (place) => -at(step.value)(place) });
      case 'permute': {
        const places = Int32Array.from({ length: size }, (_, i) => i - (i % channels) + step.channels[i % channels]!);
        return writer.affine(node.name, [image], gatherMap(node.name, size, places), image.dims);
      }
      case 'clamp':
        return clipped(context, image, step.low, step.high);
      case 'quantise':
      case 'custom':
        throw new Obstacle(`preprocessing that is not piecewise linear: ${describeStep(step)}`);
    }
  };
  for (const step of steps) image = apply(step);
  return image;
}

/** The image as the network's input has it: channels first, last, or in a row. */
function placed(
  writer: ProgramWriter,
  image: Live,
  { shape, layout }: ClassifierSpec,
  fileDims: readonly (number | undefined)[],
): Live {
  const { height, width, channels } = shape;
  const size = sizeOf(shape);
  const [, second, , fourth] = fileDims;
  if (fileDims.length !== 4) {
    const dims: Dims = fileDims.length === 3 ? [1, height, width] : [1, size];
    return { ...image, dims };
  }
  // TF.js keeps channels last, but its networks are read channels first.
  const first = second === channels && (fourth !== channels || layout === 'nchw');
  if (!first) return image;
  const dims: Dims = [1, channels, height, width];
  if (channels === 1) return { ...image, dims };
  const area = height * width;
  const places = Int32Array.from({ length: size }, (_, i) => (i % area) * channels + Math.floor(i / area));
  return writer.affine('input', [image], gatherMap('input', size, places), dims);
}
