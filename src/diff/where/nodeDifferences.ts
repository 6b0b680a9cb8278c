import { relativeDifference } from '../../classifier/relativeDifference.js';
import { isConstant, type Attribute, type NetworkNode } from '../../network/graph.js';
import type { GraphView } from '../../network/graphView.js';

/** A node of one of two networks. */
export interface PlacedNode {
  /** Of the model. */
  readonly id: string;
  readonly view: GraphView;
  readonly node: NetworkNode;
}

/** What differs between two nodes that should do the same, a sentence each: operation, attributes, weights, what comes before. */
export function nodeDifferences(one: PlacedNode, other: PlacedNode): readonly string[] {
  if (one.node.operation !== other.node.operation)
    return [`${one.id} computes it by ${one.node.operation}, ${other.id} by ${other.node.operation}.`];
  const weights = weightDifferences(one, other);
  // Exporters say the same padding in two ways; that is of no interest where there is more to tell.
  const isPaddedOtherwise = ({ node }: PlacedNode): boolean => node.attributes.has('auto_pad');
  const skipped = weights.length > 0 && isPaddedOtherwise(one) !== isPaddedOtherwise(other) ? paddings : [];
  const found = [...attributeDifferences(one, other, skipped), ...weights, ...before(one, other)];
  return found.length === 0
    ? ['Neither its attributes nor its weights differ: it is computed otherwise, or what it reads differs.']
    : found;
}

const paddings: readonly string[] = ['pads', 'auto_pad'];

function attributeDifferences(one: PlacedNode, other: PlacedNode, skipped: readonly string[]): readonly string[] {
  const names = new Set([...one.node.attributes.keys(), ...other.node.attributes.keys()]);
  return [...names].flatMap((name) => {
    const [ours, theirs] = [one.node.attributes.get(name), other.node.attributes.get(name)];
    if (skipped.includes(name) || shown(ours) === shown(theirs)) return [];
    const said = ours === undefined ? theirs : theirs === undefined ? ours : undefined;
    if (said !== undefined && isUsual(name, said)) return [];
    return [`Its ${name} is ${shown(ours)} in ${one.id} and ${shown(theirs)} in ${other.id}.`];
  });
}

/** What these attributes are where they are not said, in every place. */
const usual: ReadonlyMap<string, number | string> = new Map<string, number | string>([
  ['dilations', 1],
  ['strides', 1],
  ['pads', 0],
  ['group', 1],
  ['auto_pad', 'NOTSET'],
  ['alpha', 1],
  ['beta', 1],
  ['transA', 0],
  ['transB', 0],
  ['ceil_mode', 0],
  ['storage_order', 0],
  ['count_include_pad', 0],
]);

const isUsual = (name: string, said: Attribute): boolean =>
  !isConstant(said) && [said].flat().every((each) => each === usual.get(name));

function shown(attribute: Attribute | undefined): string {
  if (attribute === undefined) return 'not said';
  if (isConstant(attribute)) return `a tensor of ${attribute.dims.join(' x ')}`;
  return Array.isArray(attribute) ? `[${attribute.join(', ')}]` : String(attribute);
}

function weightDifferences(one: PlacedNode, other: PlacedNode): readonly string[] {
  const count = Math.max(one.node.inputs.length, other.node.inputs.length);
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
    const [name, nameOther] = [one.node.inputs[i] ?? '', other.node.inputs[i] ?? ''];
    const [ours, theirs] = [weightsOf(one.view, name), weightsOf(other.view, nameOther)];
    if (ours === undefined && theirs === undefined) return [];
    const what = `weights "${name === '' ? nameOther : name}"`;
    if (ours === undefined || theirs === undefined)
      return [`Its ${what} are constant in ${ours === undefined ? other.id : one.id} alone.`];
    if (ours.values.length !== theirs.values.length)
      return [
        `Its ${what} have ${ours.values.length} numbers in ${one.id} and ${theirs.values.length} in ${other.id}.`,
      ];
    const difference = relativeDifference(ours.values, theirs.values);
    const types =
      ours.stored === theirs.stored ? '' : ` They are ${ours.stored} in ${one.id} and ${theirs.stored} in ${other.id}.`;
    if (difference === 0) return types === '' ? [] : [`Its ${what} are the same numbers.${types}`];
    let changed = 0;
    for (let at = 0; at < ours.values.length; at++) if (ours.values[at] !== theirs.values[at]) changed++;
    return [
      `Its ${what} differ: ${changed} of ${ours.values.length} numbers, by up to ${Number((100 * difference).toPrecision(2))} % of the largest.${types}`,
    ];
  });
}

/** Steps that only store numbers otherwise. */
const storing: ReadonlySet<string> = new Set(['DequantizeLinear', 'QuantizeLinear', 'Cast', 'Identity']);

/** Numbers that are the same for every image, and the type that they are stored as. */
function weightsOf(view: GraphView, tensor: string) {
  const numbers = view.numbers(tensor);
  if (numbers === undefined) return undefined;
  let stored = tensor;
  for (let node = view.producers.get(stored); node !== undefined; node = view.producers.get(stored)) {
    if (!storing.has(node.operation)) break;
    stored = node.inputs[0] ?? '';
  }
  return { values: numbers.values, stored: view.elementType(stored)?.name ?? 'float32' };
}

/** What the image goes through on its way into only one of the two: rounding to a few levels. */
function before(one: PlacedNode, other: PlacedNode): readonly string[] {
  const [ours, theirs] = [roundingsBefore(one), roundingsBefore(other)];
  if (String(ours) === String(theirs)) return [];
  const told = [
    { id: one.id, steps: ours },
    { id: other.id, steps: theirs },
  ].filter(({ steps }) => steps.length > 0);
  const through = told.map(({ id, steps }) => `through ${steps.join(' and ')} in ${id}`).join(', and ');
  return [`What it reads goes ${through}${told.length === 1 ? ' alone' : ''}.`];
}

function roundingsBefore({ view, node }: PlacedNode): readonly string[] {
  const steps: string[] = [];
  for (let tensor = node.inputs[0] ?? ''; ;) {
    const maker = view.producers.get(tensor);
    if (maker === undefined || !view.isComputed(tensor) || !storing.has(maker.operation)) return steps.toReversed();
    steps.push(maker.operation);
    tensor = maker.inputs[0] ?? '';
  }
}
