import { GraphView } from '../graphView.js';
import { isConstant, type Attribute, type Constant, type NetworkGraph, type NetworkNode, type Port } from '../graph.js';
import { elementTypeNamed } from '../elementTypes.js';
import { readableNumbers, type Numbers } from '../numbers.js';
import type { WrittenFunction, WrittenGraph, WrittenNode } from './written.js';

/** Nodes that functions, branches and loops may become, all together: a file may define what doubles and doubles. */
const mostNodes = 100_000;

/** Turns of a loop. */
const mostTurns = 1000;

/** Conditions that are computed from constants. Each look takes time in proportion to the network. */
const mostLooks = 200;

/** Functions within functions, branches within branches. */
const deepest = 100;

/** Domains whose operations engines have themselves, whatever a file says they are. */
const takenDomains = /^(ai\.onnx|com\.microsoft|com\.ms)\b/;

/** What names and attributes stand for in a graph that is being written out. */
interface Scope {
  readonly tensor: (name: string) => string;
  readonly attribute: (name: string) => Attribute | undefined;
  readonly depth: number;
}

/** A body that is written out: a function's, a branch's, one turn of a loop. */
interface Body {
  readonly outputs: readonly string[];
  readonly nodes: readonly WrittenNode[];
  readonly constants: ReadonlyMap<string, Constant>;
}

/** What a network becomes where its functions, branches and loops are written out. */
export type WrittenOut = Pick<NetworkGraph, 'nodes' | 'constants' | 'hidden' | 'laidOpen'>;

/**
 * A graph with the nodes of its functions in place of their calls, the branch that is taken in place of an `If` whose condition
 * is a constant, and the turns of a `Loop` whose number is. What cannot be told stays as it is: a node of which nothing is known;
 * what stands inside it is in `laidOpen`.
 *
 * @param functions by domain and name, as nodes spell them.
 * @param opset the version of ONNX's definitions in the file.
 */
export function writtenOut(
  graph: WrittenGraph,
  functions: ReadonlyMap<string, WrittenFunction>,
  opset: number,
): WrittenOut {
  const { nodes, constants, hidden, closed } = written(new OutWriter(graph, functions, opset), graph);
  if (!closed) return { nodes, constants, ...(hidden.size > 0 && { hidden }) };
  const opened = written(new OutWriter(graph, functions, opset, true), graph);
  const laidOpen = {
    inputs: [...fedOf(graph, opened.constants), ...opened.given],
    nodes: opened.nodes,
    constants: opened.constants,
  };
  return { nodes, constants, ...(hidden.size > 0 && { hidden }), laidOpen };
}

function written(writer: OutWriter, { nodes }: WrittenGraph): OutWriter {
  const scope: Scope = { tensor: (name) => name, attribute: () => undefined, depth: 0 };
  for (const node of nodes) writer.write(node, scope);
  return writer;
}

class OutWriter {
  readonly nodes: NetworkNode[] = [];
  readonly constants: Map<string, Constant>;
  /** Names that were made up here. */
  readonly hidden = new Set<string>();
  readonly #taken: Set<string>;
  /** Whether something inside a node stayed there. */
  closed = false;
  /** What is given to bodies that were laid open. */
  readonly given: Port[] = [];
  /** What `Identity` nodes hand on, by what they call it. */
  readonly #handedOn = new Map<string, string>();
  #looks = 0;
  #bodies = 0;

  constructor(
    private readonly graph: WrittenGraph,
    private readonly functions: ReadonlyMap<string, WrittenFunction>,
    private readonly opset: number,
    /** Whether what cannot be written out is laid open. */
    private readonly opens = false,
  ) {
    this.constants = new Map(graph.constants);
    this.#taken = new Set([
      ...graph.inputs.map(({ name }) => name),
      ...graph.constants.keys(),
      ...graph.nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
    ]);
  }

  write(written: WrittenNode, scope: Scope): void {
    const node = inScope(written, scope);
    const definition = this.functions.get(node.operation);
    if (definition !== undefined && this.#writeCall(node, definition, scope.depth)) return;
    if (node.operation === 'If' && this.#writeBranch(node, scope)) return;
    if (node.operation === 'Loop' && this.#writeTurns(node, scope)) return;
    const { graphs, references: _references, ...plain } = node;
    this.closed ||= graphs.size > 0 || definition !== undefined;
    const inside = this.opens ? [...graphs].flatMap(([key, graph]) => this.#layOpen(key, graph, node, scope)) : [];
    // What a file defines under the name of an operation need not be that operation.
    const operation = definition === undefined ? node.operation : `${node.operation} of this file`;
    this.#push({ ...plain, operation, inputs: [...node.inputs, ...inside] });
  }

  /** Writes a graph inside a node beside that node. @returns what it gives. */
  #layOpen(key: string, graph: WrittenGraph, node: NetworkNode, scope: Scope): readonly string[] {
    if (!this.#hasRoom(graph.nodes.length, scope.depth)) return [];
    const given = new Map(graph.inputs.map((port) => [port.name, this.#newName(`${node.name}/${port.name}`)]));
    for (const port of graph.inputs) this.given.push({ ...port, name: given.get(port.name) ?? port.name });
    const outputs = graph.outputs.map(({ name }) => this.#newName(`${node.name}/${key}/${name}`));
    this.#writeBody(node, bodyOf(graph), outputs, {
      ...around(scope),
      tensor: (name) => given.get(name) ?? scope.tensor(name),
    });
    return outputs;
  }

  #push(node: NetworkNode): void {
    this.nodes.push(node);
    const [output] = node.outputs;
    if (node.operation === 'Identity') this.#handedOn.set(output ?? '', node.inputs[0] ?? '');
    const constant = node.operation === 'Constant' ? constantOf(node) : undefined;
    if (output !== undefined && constant !== undefined) this.constants.set(output, constant);
  }

  #writeCall(node: NetworkNode, definition: WrittenFunction, depth: number): boolean {
    const { inputs, outputs, nodes, defaults, opset } = definition;
    const domain = node.operation.slice(0, Math.max(0, node.operation.lastIndexOf('.')));
    // Nodes are read by the version of the file.
    const isOlder = opset !== undefined && opset !== this.opset && !this.opens;
    const isForeign = domain === '' || takenDomains.test(domain) || isOlder;
    if (isForeign || node.outputs.length > outputs.length || !this.#hasRoom(nodes.length, depth)) return false;
    const given = new Map(inputs.map((name, i) => [name, node.inputs[i] ?? ''] as const));
    this.#writeBody(node, { outputs, nodes, constants: new Map() }, node.outputs, {
      tensor: (name) => given.get(name),
      attribute: (name) => node.attributes.get(name) ?? defaults.get(name),
      depth: depth + 1,
    });
    return true;
  }

  #writeBranch(node: WrittenNode, scope: Scope): boolean {
    const condition = this.#number(node.inputs[0] ?? '');
    const branch =
      condition === undefined ? undefined : node.graphs.get(condition === 0 ? 'else_branch' : 'then_branch');
    if (branch === undefined || branch.outputs.length !== node.outputs.length) return false;
    if (!this.#hasRoom(branch.nodes.length, scope.depth)) return false;
    this.#writeBody(node, bodyOf(branch), node.outputs, around(scope));
    return true;
  }

  /** A loop's turns, one after the other; their number and the condition before each have to be constants. */
  #writeTurns(node: WrittenNode, scope: Scope): boolean {
    const body = node.graphs.get('body');
    const [most = '', condition = '', ...initial] = node.inputs;
    if (
      body === undefined ||
      node.outputs.length > initial.length ||
      body.outputs.length !== initial.length + 1 ||
      body.inputs.length !== initial.length + 2
    )
      return false;
    const limit = most === '' ? Infinity : this.#number(most);
    const started = condition === '' ? 1 : this.#number(condition);
    if (limit === undefined || started === undefined || (limit > mostTurns && limit < Infinity)) return false;
    const [count, kept] = [this.nodes.length, new Map(this.constants)];
    let values: readonly string[] = initial;
    let goesOn: number | undefined = started;
    for (let turn = 0; turn < limit && goesOn !== 0; turn++) {
      if (goesOn === undefined || turn >= mostTurns || !this.#hasRoom(body.nodes.length + 1, scope.depth))
        return this.#forget(count, kept);
      const outputs = body.outputs.map(({ name }) => this.#newName(`${node.name}/${turn}/${name}`));
      const given = this.#turnInputs(node, body, turn, values);
      this.#writeBody(node, bodyOf(body), outputs, {
        ...around(scope),
        tensor: (name) => given.get(name) ?? scope.tensor(name),
      });
      goesOn = this.#number(outputs[0] ?? '');
      values = outputs.slice(1);
    }
    node.outputs.forEach((output, i) => this.#pass(node, values[i] ?? '', output));
    return true;
  }

  /** What the inputs of a loop's body are in one turn: its number, whether it goes on, and the values carried over. */
  #turnInputs(
    node: NetworkNode,
    body: WrittenGraph,
    turn: number,
    values: readonly string[],
  ): ReadonlyMap<string, string> {
    const number = this.#newName(`${node.name}/${turn}/number`);
    const goesOn = this.#newName(`${node.name}/${turn}/goes on`);
    this.constants.set(number, { dims: [], values: () => BigInt64Array.of(BigInt(turn)) });
    const bool = elementTypeNamed('bool');
    this.constants.set(goesOn, { dims: [], values: () => Uint8Array.of(1), ...(bool && { type: bool }) });
    return new Map(body.inputs.map(({ name }, i) => [name, [number, goesOn, ...values][i] ?? '']));
  }

  #forget(count: number, constants: ReadonlyMap<string, Constant>): false {
    this.nodes.length = count;
    this.constants.clear();
    for (const [name, constant] of constants) this.constants.set(name, constant);
    return false;
  }

  /**
   * @param outputs what the body's outputs are called outside.
   * @param scope what its names mean there; a name that means nothing is one of its own.
   */
  #writeBody(
    node: NetworkNode,
    { nodes, constants, outputs: inner }: Body,
    outputs: readonly string[],
    scope: Omit<Scope, 'tensor'> & { readonly tensor: (name: string) => string | undefined },
  ): void {
    const own = new Map<string, string>();
    const made = new Set(nodes.flatMap((one) => one.outputs));
    // An output that the body makes has the name that it has outside. One that it only hands on is handed on.
    inner.forEach((name, i) => {
      if (made.has(name) && !own.has(name) && (outputs[i] ?? '') !== '') own.set(name, outputs[i]!);
    });
    const define = (name: string): void => {
      if (name !== '' && !own.has(name)) own.set(name, this.#newName(`${node.name}/${name}`));
    };
    for (const name of [...constants.keys(), ...made]) define(name);
    const tensor = (name: string): string => (name === '' ? '' : (own.get(name) ?? scope.tensor(name) ?? name));
    for (const [name, constant] of constants) this.constants.set(tensor(name), constant);
    for (const one of nodes) this.write(one, { ...scope, tensor });
    inner.forEach((name, i) => {
      const output = outputs[i] ?? '';
      if (tensor(name) !== output) this.#pass(node, tensor(name), output);
    });
  }

  /** A tensor under another name. */
  #pass({ name }: NetworkNode, tensor: string, output: string): void {
    if (output === '') return;
    this.#push({
      name: `${name}/${output}`,
      operation: 'Identity',
      inputs: [tensor],
      outputs: [output],
      attributes: new Map(),
    });
  }

  #hasRoom(more: number, depth: number): boolean {
    // A body without nodes of its own counts as well.
    return depth < deepest && this.nodes.length + more <= mostNodes && ++this.#bodies <= mostNodes;
  }

  #newName(wanted: string): string {
    let name = wanted;
    while (this.#taken.has(name)) name += "'";
    this.#taken.add(name);
    this.hidden.add(name);
    return name;
  }

  /** The only number of a constant tensor. */
  #number(tensor: string): number | undefined {
    let name = tensor;
    // Mostly it is handed on, from turn to turn.
    for (let from = this.#handedOn.get(name); from !== undefined; from = this.#handedOn.get(name)) name = from;
    const written = this.constants.get(name);
    const numbers = written === undefined ? this.#computed(name) : readableNumbers(written);
    return numbers?.values.length === 1 ? numbers.values[0] : undefined;
  }

  #computed(tensor: string): Numbers | undefined {
    if (++this.#looks > mostLooks) return undefined;
    const { nodes, constants, graph, opset } = this;
    const inputs = fedOf(graph, constants);
    return GraphView.of({ inputs, outputs: [], nodes, constants, metadata: new Map(), opset }).numbers(tensor);
  }
}

/** What has to be fed: constants that the file also lists as inputs are not among them. */
export const fedOf = ({ inputs }: WrittenGraph, constants: ReadonlyMap<string, Constant>) =>
  inputs.filter(({ name }) => !constants.has(name));

const bodyOf = ({ outputs, nodes, constants }: WrittenGraph): Body => ({
  outputs: outputs.map(({ name }) => name),
  nodes,
  constants,
});

const around = ({ tensor, attribute, depth }: Scope): Scope => ({ tensor, attribute, depth: depth + 1 });

/** A node with its names and attributes as they are outside; so are those of graphs inside it, once these are written out. */
function inScope(node: WrittenNode, scope: Scope): WrittenNode {
  const attributes = new Map(node.attributes);
  for (const [name, reference] of node.references) {
    const value = scope.attribute(reference);
    if (value !== undefined) attributes.set(name, value);
  }
  const { name, operation, graphs, references, nested } = node;
  return {
    name,
    operation,
    inputs: node.inputs.map(scope.tensor),
    outputs: node.outputs.map(scope.tensor),
    attributes,
    graphs,
    references,
    ...(nested === true && { nested }),
  };
}

/** What a `Constant` node gives: a tensor, or a number or list of them. */
function constantOf({ attributes }: NetworkNode): Constant | undefined {
  const integers = attributes.get('value_int') ?? attributes.get('value_ints');
  const tensor = attributes.get('value') ?? attributes.get('sparse_value');
  const value = tensor ?? integers ?? attributes.get('value_float') ?? attributes.get('value_floats');
  if (value === undefined || typeof value === 'string') return undefined;
  if (isConstant(value)) return value;
  const numbersOnly = [value].flat().filter((item) => typeof item === 'number');
  const dims = typeof value === 'number' ? [] : [numbersOnly.length];
  const values =
    integers === undefined ? () => Float32Array.from(numbersOnly) : () => BigInt64Array.from(numbersOnly, BigInt);
  return { dims, values };
}
