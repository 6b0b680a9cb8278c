import type { NetworkGraph, NetworkNode } from '../../network/graph.js';
import { nodesBehind } from '../../network/dependence.js';
import {
  anyDegree,
  constantDegree,
  isFixed,
  isLevel,
  levelDegree,
  linearDegree,
  zeroDegree,
  type Degree,
} from '../../network/degree/degree.js';
import { isList, type DegreeFinding } from '../../network/degree/finding.js';
import { unreadableFlaw, type Culprit, type CulpritKind, type Flaw } from '../../network/degree/flaw.js';
import { degreesAt } from '../../network/degrees.js';
import { elementTypeNamed, isWideFloat } from '../../network/elementTypes.js';
import { GraphView } from '../../network/graphView.js';
import type { DegreeContext } from '../../network/operations/operation.js';
import { whatItIs } from './whatItIs.js';

/** What is known of a tensor. */
export interface TensorDegree {
  /** True if `clean`; else what it would be without the culprits behind it. */
  readonly form: Degree;
  /** Whether no culprit is behind it. */
  readonly clean: boolean;
  /** Whether it is defined, and finite, wherever its inputs are. */
  readonly total: boolean;
  /** Whether all culprits behind it give finite numbers for every image, so that 0 times it is 0. */
  readonly finite: boolean;
}

/** What a walk over a network found. */
export interface Walk {
  readonly nodes: readonly NetworkNode[];
  of(tensor: string): TensorDegree;
  /** What is wrong with a node of its own, and not because of what goes in. */
  flawOf(node: NetworkNode): Flaw | undefined;
  /** Culprits behind a tensor, in the graph's order. */
  culpritsBehind(tensor: string): readonly Culprit[];
  /** Nodes behind it that jump, where rounding may decide a tie otherwise. */
  tiesBehind(tensor: string): readonly NetworkNode[];
  /** Nodes behind it whose numbers shrink faster than the image, or grow: floats run out of range there first. */
  steepBehind(tensor: string): readonly NetworkNode[];
}

/** Their numbers stay finite, so that they vanish when multiplied by 0. */
const finiteKinds: ReadonlySet<CulpritKind> = new Set<CulpritKind>([
  'bias',
  'offset',
  'token',
  'shift',
  'clip',
  'threshold',
]);

/** Not to be overruled by all inputs having degree 0. */
const persistent: ReadonlySet<CulpritKind> = new Set<CulpritKind>(['random', 'training', 'unknown']);

/** Whether the numbers of an input can be scaled without rounding. */
function isReal(typeName: string): boolean {
  const type = elementTypeNamed(typeName);
  return type !== undefined && isWideFloat(type);
}

/**
 * Finds the degree of every tensor that a tensor is computed from, node by node in the order of computation. Branches that
 * do not lead there are not looked at.
 *
 * @param target the tensor of the scores.
 */
export function walk(graph: NetworkGraph, target: string): Walk {
  const view = GraphView.of(graph);
  const nodes = nodesBehind(graph, target, view.producers);
  const walker = new Walker(view);
  for (const node of nodes) walker.visit(node);
  return {
    nodes,
    of: (tensor) => walker.of(tensor),
    flawOf: (node) => walker.flaws.get(node),
    culpritsBehind: (tensor) => walker.behind(tensor, nodes),
    tiesBehind: (tensor) => {
      const reached = walker.reached(tensor);
      return nodes.filter((node) => reached.has(node) && walker.ties.has(node));
    },
    steepBehind: (tensor) => {
      const reached = walker.reached(tensor);
      return nodes.filter((node) => reached.has(node) && isSteep(node, walker));
    },
  };
}

/** An optional input that is not there. */
const leftOut: TensorDegree = { form: zeroDegree, clean: true, total: true, finite: true };

function isSteep(node: NetworkNode, walker: Walker): boolean {
  const [input = ''] = node.inputs;
  if (isLevel(walker.of(input).form)) return false;
  const { form } = walker.of(node.outputs[0] ?? '');
  const steep = form.kind === 'degree' && ![0, 1].includes(form.degree.approximate);
  return steep || walker.squaring.has(node);
}

class Walker {
  readonly flaws = new Map<NetworkNode, Flaw>();
  readonly ties = new Set<NetworkNode>();
  readonly squaring = new Set<NetworkNode>();
  readonly #tensors = new Map<string, TensorDegree>();
  /** Nodes that are 0 whatever goes in: culprits behind them do no harm. */
  readonly #absorbing = new Set<NetworkNode>();
  /** Outputs that the flaws of nodes do not concern. */
  readonly #spared = new Map<NetworkNode, readonly number[]>();
  /** Which nodes read a tensor; filled when it is asked. */
  readonly #readers = new Map<string, NetworkNode[]>();
  /** Tensors that nobody computes. */
  readonly #missing = new Set<string>();

  constructor(private readonly view: GraphView) {
    for (const { name, type } of view.graph.inputs)
      this.#tensors.set(name, { form: linearDegree, clean: isReal(type), total: true, finite: true });
  }

  of(tensor: string): TensorDegree {
    const known = this.#tensors.get(tensor);
    if (known !== undefined) return known;
    if (tensor === '') return leftOut;
    const isThere = this.view.graph.constants.has(tensor);
    if (!isThere) this.#missing.add(tensor);
    const form = isThere ? (this.view.isZero(tensor) ? zeroDegree : constantDegree) : anyDegree;
    const found = { form, clean: isThere, total: true, finite: isThere };
    this.#tensors.set(tensor, found);
    return found;
  }

  visit(node: NetworkNode): void {
    const inputs = node.inputs.filter((name) => name !== '').map((name) => this.of(name));
    const finding = this.#judge(node, inputs);
    const { flaw } = finding;
    const finite = inputs.every((input) => input.finite) && (flaw === undefined || finiteKinds.has(flaw.kind));
    const absorbs =
      finding.absorbs === true && flaw === undefined && inputs.every((input) => input.finite && input.total);
    if (absorbs) this.#absorbing.add(node);
    if (flaw !== undefined) this.flaws.set(node, flaw);
    if (finding.ties === true) this.ties.add(node);
    if (finding.squares === true) this.squaring.add(node);
    const untouched = absorbs || inputs.every((input) => input.clean);
    if (finding.spared !== undefined) this.#spared.set(node, finding.spared);
    const total = finding.partial !== true && inputs.every((input) => input.total);
    node.outputs.forEach((name, i) => {
      if (name === '') return;
      const form = isList(finding.form) ? (finding.form[i] ?? finding.form[0]) : finding.form;
      const clean = untouched && (absorbs || flaw === undefined || this.#isSpared(node, i));
      this.#tensors.set(name, { form: this.#settled(form, name), clean, total, finite });
    });
  }

  #readersOf(tensor: string): readonly NetworkNode[] {
    if (this.#readers.size === 0)
      for (const node of this.view.graph.nodes)
        for (const name of node.inputs) this.#readers.set(name, [...(this.#readers.get(name) ?? []), node]);
    return this.#readers.get(tensor) ?? [];
  }

  #isSpared(node: NetworkNode, output: number): boolean {
    return this.#spared.get(node)?.includes(output) === true;
  }

  behind(tensor: string, nodes: readonly NetworkNode[]): readonly Culprit[] {
    const reached = this.reached(tensor);
    const inputs = this.view.graph.inputs
      .filter(({ name, type }) => !isReal(type) && (name === tensor || this.#reads(reached, name)))
      .map(({ name, type }) => ({ node: name, operation: 'input', ...wholeNumbersFlaw(type) }));
    const own = nodes.flatMap((node): readonly Culprit[] => {
      const outputs = reached.get(node);
      if (outputs === undefined) return [];
      const found = [...outputs].every((output) => this.#isSpared(node, output)) ? undefined : this.flaws.get(node);
      const flaw = found && whatItIs(this.view, (name) => this.#readersOf(name), this.view.node(node), found);
      const lost = node.inputs.filter((name) => this.#missing.has(name)).map((name) => missingFlaw(name));
      return [...(flaw === undefined ? [] : [flaw]), ...lost].map(({ kind, what, remedy }) => ({
        node: node.name,
        operation: node.operation,
        kind,
        what,
        remedy,
      }));
    });
    const lost = this.#missing.has(tensor) ? [{ node: tensor, operation: 'output', ...missingFlaw(tensor) }] : [];
    return [...inputs, ...own, ...lost];
  }

  /** The nodes that a tensor is computed from, with which of their outputs; what is multiplied by 0 is left out. */
  reached(tensor: string): ReadonlyMap<NetworkNode, ReadonlySet<number>> {
    const reached = new Map<NetworkNode, Set<number>>();
    const waiting = [tensor];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const node = this.view.producers.get(name);
      if (node === undefined) continue;
      const output = node.outputs.indexOf(name);
      const known = reached.get(node);
      known?.add(output);
      if (known !== undefined) continue;
      reached.set(node, new Set([output]));
      if (!this.#absorbing.has(node)) waiting.push(...node.inputs);
    }
    return reached;
  }

  #reads(nodes: ReadonlyMap<NetworkNode, unknown>, tensor: string): boolean {
    for (const node of nodes.keys()) if (node.inputs.includes(tensor) && !this.#absorbing.has(node)) return true;
    return false;
  }

  /** The rule's finding, or the universal rule: of inputs of degree 0, anything deterministic makes degree 0. */
  #judge(node: NetworkNode, inputs: readonly TensorDegree[]): DegreeFinding {
    const finding = degreesAt(this.#context(node));
    const { flaw, form } = finding;
    if (!inputs.every((input) => isLevel(input.form)) || (flaw !== undefined && persistent.has(flaw.kind)))
      return finding;
    const fixed = inputs.every((input) => isFixed(input.form));
    const settled = (of: Degree): Degree => {
      if (of.kind === 'zero' && flaw === undefined) return of;
      return fixed ? constantDegree : levelDegree;
    };
    const forms = isList(form) ? form.map(settled) : settled(form);
    const { flaw: _flaw, ...rest } = finding;
    // A constant is what it is, whatever it was computed with: finite, if its numbers can be told and are.
    const isKnown =
      fixed && finding.partial === true && node.outputs.every((name) => name === '' || this.#isFinite(name));
    return { ...rest, form: forms, ...(fixed && { ties: false }), ...(isKnown && { partial: false }) };
  }

  #isFinite(tensor: string): boolean {
    const values = this.view.numbers(tensor)?.values;
    return values !== undefined && Array.from(values).every(Number.isFinite);
  }

  /** A computed constant may be 0 all over. */
  #settled(form: Degree | undefined, tensor: string): Degree {
    if (form?.kind === 'constant' && this.view.isZero(tensor)) return zeroDegree;
    return form ?? anyDegree;
  }

  #context(node: NetworkNode): DegreeContext {
    const formOf = (name: string): Degree => (name === '' ? zeroDegree : this.of(name).form);
    return {
      node: this.view.node(node),
      form: (position) => formOf(node.inputs[position] ?? ''),
      forms: (from = 0) => node.inputs.slice(from).flatMap((name) => (name === '' ? [] : [this.of(name).form])),
    };
  }
}

const wholeNumbersFlaw = (type: string) => ({
  kind: 'quantisation' as const,
  what: `an input of ${type}, which holds whole numbers`,
  remedy: 'Export the model with an input of float32.',
});

const missingFlaw = (name: string): Flaw => unreadableFlaw(`"${name}", which the file does not have`);
