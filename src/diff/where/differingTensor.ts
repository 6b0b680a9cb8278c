import type { Classifier, ClassifierNetwork, Tensor } from '../../classifier/classifier.js';
import { relativeDifference } from '../../classifier/relativeDifference.js';
import type { NetworkNode } from '../../network/graph.js';
import { GraphView } from '../../network/graphView.js';
import type { ModelDifference } from '../difference.js';
import { nodeDifferences } from './nodeDifferences.js';
import { ProbedTensors } from './probedTensors.js';
import type { Sample } from './sample.js';

/** The first tensor of two networks that differs by more than rounding. */
export interface DifferingTensor {
  readonly tensor: string;
  readonly tensorOther: string;
  /** How the two were found to belong together. */
  readonly by: 'name' | 'position';
  /** The largest difference of two numbers, relative to the largest of all; 1 where even the dimensions differ. */
  readonly relativeError: number;
  /** The node that makes it in each: `Conv "conv1"`. */
  readonly node: string;
  readonly nodeOther: string;
}

/** Images that tensors are read at: more for small ones. */
const imagesFor = (numbers: number): number => (numbers > 20_000 ? 1 : 4);

/**
 * The first tensor in which two networks part when both are fed the same numbers; by name where their names match, else by position
 * and size. With the node that makes it, and whether its weights or its attributes differ.
 *
 * @returns undefined where one of the networks cannot be read, or no tensor differs.
 * @throws ClassifierError if a model fails.
 */
export async function differingTensor({ models, pairs, tolerance }: Sample): Promise<ModelDifference | undefined> {
  const { one, other } = models;
  if (!isReadable(one) || !isReadable(other)) return undefined;
  const { height, width, channels } = one.spec.shape;
  const some = pairs.slice(0, imagesFor(height * width * channels));
  const feeding = { range: one.spec.range, steps: one.spec.steps };
  const isAlike = channels === other.spec.shape.channels;
  const ours = new ProbedTensors(
    one,
    some.map((pair) => pair.one),
    feeding,
  );
  const theirs = new ProbedTensors(
    other,
    some.map((pair) => pair.other),
    isAlike ? feeding : other.spec,
  );
  const common = tensorsInOrder(ours.network).filter((name) => theirs.network.tensors.has(name));
  const fewest = Math.min(ours.network.tensors.size, theirs.network.tensors.size);
  const parted =
    common.length * 2 > fewest && common.length > 1
      ? await byName(ours, theirs, common, tolerance)
      : await byPosition(ours, theirs, tolerance);
  return parted === undefined ? undefined : found(parted, one, other);
}

type Readable = Classifier & { readonly network: ClassifierNetwork };

const isReadable = (classifier: Classifier): classifier is Readable => classifier.network !== undefined;

/** In the order in which they are computed, the image first. */
const tensorsInOrder = ({ graph, tensors }: ClassifierNetwork): readonly string[] =>
  [...graph.inputs.map(({ name }) => name), ...graph.nodes.flatMap(({ outputs }) => outputs)].filter((name) =>
    tensors.has(name),
  );

/**
 * The name of a tensor where a quantised network has put it down to its levels: only there is it what it stands for, since the tools
 * leave a ReLU to the levels, which begin at 0. The image is what it is.
 */
function settledName({ graph, tensors }: ClassifierNetwork, name: string): string {
  if (graph.inputs.some((port) => port.name === name)) return name;
  let settled = name;
  for (const operation of ['QuantizeLinear', 'DequantizeLinear']) {
    const readers = graph.nodes.filter(({ inputs }) => inputs.includes(settled));
    const [reader] = readers;
    if (readers.length !== 1 || reader?.operation !== operation) return name;
    settled = reader.outputs[0] ?? '';
  }
  return tensors.has(settled) ? settled : name;
}

/** Two tensors that should be the same and are not. */
type Parted = Pick<DifferingTensor, 'tensor' | 'tensorOther' | 'by' | 'relativeError'>;

/** Tensors that are compared before more are asked for: mostly, what is looked for comes early. */
const atOnce = 32;

async function byName(
  ours: ProbedTensors,
  theirs: ProbedTensors,
  names: readonly string[],
  tolerance: number,
): Promise<Parted | undefined> {
  for (let at = 0; at < names.length; at += atOnce) {
    const some = names
      .slice(at, at + atOnce)
      .map((name) => ({ name, own: settledName(ours.network, name), other: settledName(theirs.network, name) }));
    const [mine, their] = await Promise.all([
      ours.values(some.map(({ own }) => own)),
      theirs.values(some.map(({ other }) => other)),
    ]);
    for (const { name, own, other } of some) {
      const [a, b] = [mine.get(own), their.get(other)];
      if (a === undefined || b === undefined) continue;
      const relativeError = errorBetween(a, b);
      if (relativeError > tolerance) return { tensor: name, tensorOther: name, by: 'name', relativeError };
    }
  }
  return undefined;
}

/**
 * Where names tell nothing: each tensor of the one network is looked for in the other, after the last that was found, among those of
 * its size. What is not found may only be computed in other steps; what comes after the last that was found is where the two part.
 */
async function byPosition(ours: ProbedTensors, theirs: ProbedTensors, tolerance: number): Promise<Parted | undefined> {
  const [mine, their] = await Promise.all([
    ours.values(tensorsInOrder(ours.network)),
    theirs.values(tensorsInOrder(theirs.network)),
  ]);
  const [mineInOrder, theirInOrder] = [inOrder(mine, ours), inOrder(their, theirs)];
  let [last, lastOther] = [-1, -1];
  mineInOrder.forEach(({ tensor }, i) => {
    const at = theirInOrder.findIndex(
      (candidate, j) => j > lastOther && errorBetween(tensor, candidate.tensor) <= tolerance,
    );
    if (at !== -1) [last, lastOther] = [i, at];
  });
  const [rest, restOther] = [mineInOrder.slice(last + 1), theirInOrder.slice(lastOther + 1)];
  const isLike = (a: Ordered, b: Ordered): boolean => a.tensor.data.length === b.tensor.data.length;
  const isTwin = (a: Ordered, b: Ordered): boolean => isLike(a, b) && a.operation === b.operation;
  for (const alike of [isTwin, isLike])
    for (const a of rest) {
      const b = restOther.find((candidate) => alike(a, candidate));
      if (b !== undefined)
        return { tensor: a.name, tensorOther: b.name, by: 'position', relativeError: errorBetween(a.tensor, b.tensor) };
    }
  return undefined;
}

interface Ordered {
  readonly name: string;
  readonly operation: string | undefined;
  readonly tensor: Tensor;
}

const inOrder = (tensors: ReadonlyMap<string, Tensor>, { network }: ProbedTensors): readonly Ordered[] =>
  tensorsInOrder(network).flatMap((name) => {
    const tensor = tensors.get(name);
    const { producers } = GraphView.of(network.graph);
    return tensor === undefined ? [] : [{ name, operation: producers.get(name)?.operation, tensor }];
  });

const errorBetween = (a: Tensor, b: Tensor): number =>
  a.data.length === b.data.length ? relativeDifference(a.data, b.data) : 1;

function found(parted: Parted, one: Readable, other: Readable): ModelDifference {
  const { tensor, tensorOther, relativeError } = parted;
  const [ours, theirs] = [GraphView.of(one.network.graph), GraphView.of(other.network.graph)];
  const [node, nodeOther] = twins(
    { view: ours, node: ours.producers.get(tensor) },
    { view: theirs, node: theirs.producers.get(tensorOther) },
  );
  const details =
    node === undefined || nodeOther === undefined
      ? ['It is what the network is fed.']
      : nodeDifferences({ id: one.spec.id, view: ours, node }, { id: other.spec.id, view: theirs, node: nodeOther });
  const place = node === undefined ? 'the input' : `${ordinalOf(node, ours)} (${inWords(node)})`;
  const named = tensor === tensorOther ? `"${tensor}"` : `"${tensor}" (in ${other.spec.id} "${tensorOther}")`;
  return {
    kind: 'tensor',
    text: `The networks part at ${place}: ${named} is the first tensor that differs by more than rounding, by ${percentOf(relativeError)} of its largest number.`,
    details,
    tensor: { ...parted, node: inWords(node), nodeOther: inWords(nodeOther) },
  };
}

interface Made {
  readonly view: GraphView;
  readonly node: NetworkNode | undefined;
}

/** What only cuts off, and is often left out where it is done by the way. */
const cutting: ReadonlySet<string> = new Set(['Relu', 'Clip']);

/** The nodes that make two tensors, or where one of them only cuts off what the other does not: the one before it. */
function twins(one: Made, other: Made): readonly [NetworkNode | undefined, NetworkNode | undefined] {
  if (one.node?.operation === other.node?.operation) return [one.node, other.node];
  const beneath = ({ view, node }: Made): NetworkNode | undefined =>
    node !== undefined && cutting.has(node.operation) ? view.producers.get(node.inputs[0] ?? '') : undefined;
  const [ours, theirs] = [beneath(one), beneath(other)];
  if (ours?.operation === other.node?.operation) return [ours, other.node];
  return theirs?.operation === one.node?.operation ? [one.node, theirs] : [one.node, other.node];
}

const inWords = (node: NetworkNode | undefined): string =>
  node === undefined ? 'the input' : `${node.operation} "${node.name}"`;

/** As in `the third Conv`. */
function ordinalOf(node: NetworkNode, { graph }: GraphView): string {
  const place = graph.nodes.filter(({ operation }) => operation === node.operation).indexOf(node);
  const words = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
  return `the ${words[place] ?? `${place + 1}th`} ${node.operation}`;
}

const percentOf = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
