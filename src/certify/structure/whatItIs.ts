import { countedValues, type Flaw } from '../../network/degree/flaw.js';
import type { NetworkNode } from '../../network/graph.js';
import type { GraphView } from '../../network/graphView.js';
import type { NodeView } from '../../network/operations/node.js';

/** The nodes that read a tensor. */
export type Readers = (tensor: string) => readonly NetworkNode[];

/**
 * A flaw told as what it is in this network, with the fix for that. A rule sees one node, and an added constant is many
 * things: a bias, a mean, an epsilon, a positional embedding, part of a hard swish. Its neighbours and names tell which; where
 * they do not, the flaw is left as the rule tells it.
 */
export function whatItIs(view: GraphView, readers: Readers, node: NodeView, flaw: Flaw): Flaw {
  if (flaw.kind === 'bias') return isFolded(node) ? { ...flaw, ...foldedNormalisation(flaw.what) } : flaw;
  if (flaw.kind !== 'offset' || !['Add', 'Sub'].includes(node.operation)) return flaw;
  const [fixed, moving] = node.isComputed(0) ? [1, 0] : [0, 1];
  const values = node.valuesWithin(fixed);
  if (values === undefined) return flaw;
  const counted = countedValues(values);
  const readBy = readers(node.written.outputs[0] ?? '').map((reader) => view.node(reader));
  const number = values.length === 1 ? String(Number(values[0]!.toPrecision(3))) : 'a constant';
  if (readBy.length > 0 && readBy.every((reader) => isGate(reader)))
    return {
      ...flaw,
      what: `adds ${number} before cutting off, as a hard swish or a hard sigmoid does`,
      remedy: 'Use ReLU instead of the hard swish or hard sigmoid.',
    };
  if (readBy.length > 0 && readBy.every((reader) => isRootOrDivision(reader, node)))
    return {
      ...flaw,
      kind: 'epsilon',
      what: `adds ${number} under a root or below a division (an epsilon)`,
      remedy: 'Set epsilon to 0. (The layer is then undefined on the zero image.)',
    };
  const source = sourceOf(view, node.inputName(moving));
  if (source === undefined)
    return {
      ...flaw,
      what: `subtracts a mean from the image: ${counted}`,
      remedy: 'Divide by the standard deviation only, and train with that.',
    };
  if (isLayer(source)) {
    const what = `a bias: ${counted}`;
    const isNormalised = isFolded(node) || isFolded(source);
    if (isNormalised) return { ...flaw, kind: 'bias', ...foldedNormalisation(what) };
    return { ...flaw, kind: 'bias', what, remedy: 'Train that layer with use_bias=false.' };
  }
  if (source.operation === 'Mul' && source.isComputed(0) !== source.isComputed(1))
    return {
      ...flaw,
      kind: 'shift',
      what: `a shift after a scale, as normalisations have: ${counted}`,
      remedy: noShift,
    };
  const sides = node.dims(fixed)?.filter((size) => size !== 1) ?? [];
  if (sides.length >= 2)
    return {
      ...flaw,
      what: `a number for each place (a positional embedding): ${counted}`,
      remedy: 'Leave the positional embedding out.',
    };
  return flaw;
}

const noShift = 'Train it without centring: scale only, or a normalisation that divides by a norm.';

const foldedNormalisation = (what: string): Pick<Flaw, 'what' | 'remedy'> => ({
  what: `${what} (a batch normalisation folded into the layer, as its name says)`,
  remedy: noShift,
});

/** Names that converters leave where they have folded a batch normalisation into a layer. */
const folded = /batch_?norm|_bn_offset$|(^|[/_.])bn\d*([/_.]|$)|^onnx::Conv_\d+$/i;

/** Whether a layer's name, or that of its weights, says so. */
const isFolded = (node: NodeView): boolean =>
  folded.test(node.name) || node.written.inputs.slice(1).some((name) => folded.test(name));

/** Cuts off between 0 and a number above it, as a hard sigmoid does. */
function isGate(node: NodeView): boolean {
  if (node.operation !== 'Clip') return node.operation === 'HardSigmoid';
  const high = node.has(2) ? node.values(2)?.[0] : node.number('max', Infinity);
  return high !== undefined && Number.isFinite(high) && high > 0;
}

function isRootOrDivision(reader: NodeView, node: NodeView): boolean {
  if (['Sqrt', 'Reciprocal', 'Log'].includes(reader.operation)) return true;
  if (reader.operation === 'Pow') return !Number.isInteger(reader.values(1)?.[0] ?? 1);
  return reader.operation === 'Div' && reader.inputName(1) === node.written.outputs[0];
}

const layers: ReadonlySet<string> = new Set(['MatMul', 'Gemm', 'Conv', 'ConvTranspose', 'Einsum']);
const isLayer = ({ operation }: NodeView): boolean => layers.has(operation);

/** What a tensor comes of but for its order and scale; undefined if that is the image itself. */
function sourceOf(view: GraphView, tensor: string): NodeView | undefined {
  let node = view.producer(tensor);
  for (const passed = new Set<NodeView>(); node !== undefined && !passed.has(node);) {
    passed.add(node);
    if (!['Transpose', 'Reshape', 'Identity', 'Cast', 'Squeeze', 'Unsqueeze', 'Flatten'].includes(node.operation))
      break;
    node = view.producer(node.inputName(0));
  }
  const scales = node !== undefined && ['Mul', 'Div'].includes(node.operation) && node.isComputed(0);
  // Pixels from 0 to 255 are divided first.
  return scales && node !== undefined && view.producer(node.inputName(0)) === undefined ? undefined : node;
}
