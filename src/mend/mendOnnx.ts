import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Classifier } from '../classifier/classifier.js';
import { InputError } from '../errors.js';
import type { NetworkGraph } from '../network/graph.js';
import { GraphView } from '../network/graphView.js';
import { bytesField, readMessage, textField, wholeField } from '../network/onnx/protobuf.js';
import { graphFields, modelFields } from '../network/onnx/fields.js';
import { copyFields } from '../network/onnx/rewrite.js';
import { writeConstant, writeNode } from '../network/onnx/writeOnnx.js';
import { foldSteps, type Held } from './foldSteps.js';
import { outputsOf, wholeGraph, withNames } from './onnxBytes.js';
import { OnnxDraft } from './onnxDraft.js';
import type { MendPlan } from './plan.js';
import { divided, guarded } from './writing.js';

/** `Where` came with this version. */
const oldestOpset = 9;

/** What changed its meaning from version 7 to 9, and so cannot be moved on. */
const moved: ReadonlySet<string> = new Set(['Upsample', 'Scan']);

/**
 * An ONNX file made scalar-invariant and uniform on black, with no weight changed: the image is divided by a number that grows
 * with it, so that no positive scalar reaches the network, and where that number is 0 every label gets the same score.
 *
 *     f'(x) = f(x / s(x)) where s(x) > 0, else 0        s(a x) = a s(x)
 *
 * The declared preprocessing is written into the network, after the division, so that the new file takes plain pixels.
 *
 * @param file with all numbers in it: none in other files.
 * @param classifier the same file, opened: what its input and scores are, and its preprocessing.
 * @returns the bytes of the new file.
 * @throws InputError if the file cannot be mended: the error says why.
 */
export function mendOnnx(file: Uint8Array, classifier: Classifier, plan: MendPlan): Uint8Array {
  const { network, spec } = classifier;
  if (network === undefined) throw notMendable(spec.id, 'a model whose network cannot be read');
  const { graph, scores } = network;
  const [image] = graph.inputs;
  if (image === undefined) throw notMendable(spec.id, 'a network without an input');
  const opset = Math.max(graph.opset, oldestOpset);
  if (graph.opset < 7) throw notMendable(spec.id, `operations of version ${graph.opset}`, '7 or newer');
  const old = graph.nodes.find(({ operation, attributes: told }) => moved.has(operation) || told.get('spatial') === 0);
  const readsWhole = graph.nodes.find(({ operation, inputs }) => inputs.includes(image.name) && operation !== 'Cast');
  if (image.type === 'uint8' && readsWhole !== undefined)
    throw notMendable(
      spec.id,
      `an input of uint8 that goes into ${readsWhole.name} (${readsWhole.operation}) as whole numbers`,
      'float32, or a Cast to it first',
    );
  if (graph.opset < oldestOpset && old !== undefined)
    throw notMendable(spec.id, `${old.operation} of version ${graph.opset}, which newer ones do not have`, 'version 9');

  const type = image.type === 'uint8' ? 'float32' : image.type;
  const draft = new OnnxDraft(freePrefix(graph), opset, type);
  const held: Held = { shape: spec.shape, layout: spec.layout, rank: image.dims.length };
  const { relative, unit } = divided(draft, draft.cast(image.name, image.type, type), held, plan);
  // A uint8 tensor holds whole numbers anyway: that step is the input itself.
  const steps = image.type === 'uint8' ? spec.steps.filter(({ kind }) => kind !== 'quantise') : spec.steps;
  const fed = foldSteps(draft, relative, steps, held);
  const before = draft.taken();

  const view = GraphView.of(graph);
  const unguarded = draft.name('scores');
  const zero = draft.cast(draft.floats([], [0]), type, view.elementType(scores)?.name ?? 'float32');
  guarded(draft, unguarded, { unit, zero, rank: view.dims(scores)?.length ?? 2, name: scores }, held, plan);
  const guard = draft.taken();

  const renamed = (node: Uint8Array): Uint8Array => withNames(node, { [image.name]: fed }, { [scores]: unguarded });
  const whole = wholeGraph(file);
  const writer = new BinaryWriter();
  copyFields(
    file,
    writer,
    (number) => number !== modelFields.graph && number !== modelFields.opset && number !== modelFields.metadata,
  );
  writeOpsets(file, writer, opset);
  writeMetadata(graph, classifier, writer);
  const written = writer.tag(modelFields.graph, WireType.LengthDelimited).fork();
  for (const node of before) written.tag(graphFields.node, WireType.LengthDelimited).bytes(writeNode(node));
  copyFields(whole, written, (number, value) => {
    if (number !== graphFields.node || value === undefined) return true;
    written.tag(graphFields.node, WireType.LengthDelimited).bytes(renamed(value));
    if (outputsOf(value).includes(scores))
      for (const node of guard) written.tag(graphFields.node, WireType.LengthDelimited).bytes(writeNode(node));
    return false;
  });
  for (const constant of draft.constants)
    written.tag(graphFields.initializer, WireType.LengthDelimited).bytes(writeConstant(constant));
  written.join();
  return writer.finish();
}

const notMendable = (where: string, found: string, expected = 'an ONNX classifier that conic can read'): InputError =>
  new InputError({ where, found, expected, remedy: 'Export it again, or wrap it in code: mended(classifier).' });

/** `mend`, or with a number where the file has been mended before. */
function freePrefix(graph: NetworkGraph): string {
  const names = [...graph.constants.keys(), ...graph.nodes.flatMap(({ name, outputs }) => [name, ...outputs])];
  for (let i = 1; ; i++) {
    const prefix = i === 1 ? 'mend' : `mend${i}`;
    if (!names.some((name) => name.startsWith(`${prefix}.`))) return prefix;
  }
}

/** The versions of operations: ONNX's own at least the one that is needed. */
function writeOpsets(file: Uint8Array, writer: BinaryWriter, own: number): void {
  const others = new Map<string, number>();
  readMessage(file, {
    [modelFields.opset]: bytesField((entry) => {
      let [domain, version] = ['', 0];
      readMessage(entry, { 1: textField((value) => (domain = value)), 2: wholeField((value) => (version = value)) });
      others.set(domain === 'ai.onnx' ? '' : domain, version);
    }),
  });
  for (const [domain, version] of others.set('', own)) {
    const entry = writer.tag(modelFields.opset, WireType.LengthDelimited).fork();
    entry.tag(1, WireType.LengthDelimited).string(domain).tag(2, WireType.Varint).int64(version);
    entry.join();
  }
}

/** Pixel values as ONNX's metadata name them, by white. */
const ranges: ReadonlyMap<number, string> = new Map([
  [1, 'Normalized_0_1'],
  [255, 'NominalRange_0_255'],
]);

/** What the file says beside the network; of its pixels, what is true now. */
function writeMetadata({ metadata }: NetworkGraph, { spec }: Classifier, writer: BinaryWriter): void {
  const named = spec.labels.some((label, i) => label !== String(i));
  const said = new Map(metadata);
  const range = ranges.get(spec.range[1]);
  if (range === undefined) said.delete('Image.NominalPixelRange');
  else said.set('Image.NominalPixelRange', range);
  if (named && !said.has('names')) said.set('labels', JSON.stringify(spec.labels));
  // Channels are reordered in the network now.
  said.delete('Image.BitmapPixelFormat');
  for (const [key, value] of said) {
    const entry = writer.tag(modelFields.metadata, WireType.LengthDelimited).fork();
    entry.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value);
    entry.join();
  }
}
