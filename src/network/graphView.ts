import { Constants } from './constants.js';
import { fedTensors, producersOf } from './dependence.js';
import type { OpenDims } from './dims.js';
import { elementTypeNamed, type ElementType } from './elementTypes.js';
import type { NetworkGraph, NetworkNode } from './graph.js';
import type { Numbers } from './numbers.js';
import { operationOf } from './operations/index.js';
import { NodeView, type TensorFacts } from './operations/node.js';
import { signOf, type Sign } from './sign.js';

const known = new WeakMap<NetworkGraph, GraphView>();

/** A network with what follows from it: which tensors are constants, types, shapes. All of it is found once, when asked. */
export class GraphView implements TensorFacts {
  /** Which node computes a tensor. */
  readonly producers: ReadonlyMap<string, NetworkNode>;
  readonly #constants: Constants;
  readonly #nodes = new Map<NetworkNode, NodeView>();
  #fed: ReadonlySet<string> | undefined;
  #read: ReadonlySet<string> | undefined;
  #types: Map<string, ElementType | undefined> | undefined;
  #dims: Map<string, OpenDims | undefined> | undefined;
  #signs: Map<string, Sign | undefined> | undefined;

  /** The view of a graph, of which there is one. */
  static of(graph: NetworkGraph): GraphView {
    const before = known.get(graph);
    if (before !== undefined) return before;
    const view = new GraphView(graph);
    known.set(graph, view);
    return view;
  }

  private constructor(readonly graph: NetworkGraph) {
    this.producers = producersOf(graph);
    this.#constants = new Constants(graph, this.producers, (node) => this.node(node));
  }

  node(written: NetworkNode): NodeView {
    const before = this.#nodes.get(written);
    if (before !== undefined) return before;
    const view = new NodeView(written, this.graph.opset, this);
    this.#nodes.set(written, view);
    return view;
  }

  /** The node that computes a tensor; undefined for inputs and constants. */
  producer(tensor: string): NodeView | undefined {
    const written = this.producers.get(tensor);
    return written && this.node(written);
  }

  numbers(tensor: string): Numbers | undefined {
    return this.#constants.numbers(tensor);
  }

  numbersWithin(tensor: string): Numbers | undefined {
    for (let name = tensor; ;) {
      const found = this.numbers(name);
      const maker = this.producers.get(name);
      if (found !== undefined || maker === undefined || operationOf(maker)?.repeats !== true) return found;
      name = maker.inputs[0] ?? '';
    }
  }

  /** Whether all numbers of a tensor are known, and 0. */
  isZero(tensor: string): boolean {
    return this.#constants.isZero(tensor);
  }

  isComputed(tensor: string): boolean {
    this.#fed ??= fedTensors(this.graph);
    return this.#fed.has(tensor);
  }

  isRead(tensor: string): boolean {
    this.#read ??= new Set([
      ...this.graph.nodes.flatMap(({ inputs }) => inputs),
      ...this.graph.outputs.map(({ name }) => name),
    ]);
    // A graph within may read anything.
    return this.#read.has(tensor) || this.graph.nodes.some(({ nested }) => nested === true);
  }

  elementType(tensor: string): ElementType | undefined {
    const written = this.graph.constants.get(tensor);
    if (written !== undefined) return written.type ?? this.numbers(tensor)?.type;
    this.#types ??= this.#typesInOrder();
    return this.#types.get(tensor);
  }

  dims(tensor: string): OpenDims | undefined {
    const written = this.graph.constants.get(tensor);
    if (written !== undefined) return written.dims;
    this.#dims ??= this.#dimsInOrder();
    return this.#dims.get(tensor);
  }

  sign(tensor: string): Sign | undefined {
    this.#signs ??= this.#signsInOrder();
    const known = this.#signs.get(tensor);
    if (known !== undefined || this.isComputed(tensor)) return known;
    const numbers = this.numbers(tensor);
    return numbers && signOf(numbers.values);
  }

  // Node by node in the order of computation, since a network may be deeper than the stack.

  #typesInOrder(): Map<string, ElementType | undefined> {
    const types = new Map(this.graph.inputs.map(({ name, type }) => [name, elementTypeNamed(type)] as const));
    // What is asked for meanwhile lies before, and is there.
    this.#types = types;
    for (const node of this.graph.nodes)
      node.outputs.forEach((name, output) => types.set(name, operationOf(node)?.type(this.node(node), output)));
    return types;
  }

  #signsInOrder(): Map<string, Sign | undefined> {
    const signs = new Map<string, Sign | undefined>();
    this.#signs = signs;
    for (const node of this.graph.nodes) {
      const [first = ''] = node.outputs;
      // Whole numbers may wrap around.
      if (this.isComputed(first) && this.elementType(first)?.kind === 'float')
        signs.set(first, operationOf(node)?.sign(this.node(node)));
    }
    return signs;
  }

  #dimsInOrder(): Map<string, OpenDims | undefined> {
    // An empty shape is one that the file does not give.
    const stated = ({ dims }: { readonly dims: OpenDims }): OpenDims | undefined =>
      dims.length === 0 ? undefined : dims;
    const shapes = new Map(this.graph.inputs.map((port) => [port.name, stated(port)]));
    this.#dims = shapes;
    for (const node of this.graph.nodes) {
      const [first = ''] = node.outputs;
      shapes.set(first, operationOf(node)?.dims(this.node(node)));
    }
    for (const port of this.graph.outputs) {
      const [dims, found] = [stated(port), shapes.get(port.name)];
      // What the file says of its outputs is taken where nothing better is known.
      if (dims !== undefined && (found === undefined || found.length === dims.length))
        shapes.set(
          port.name,
          dims.map((size, axis) => found?.[axis] ?? size),
        );
    }
    return shapes;
  }
}
