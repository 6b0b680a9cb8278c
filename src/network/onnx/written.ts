import type { Attribute, Constant, NetworkNode, Port } from '../graph.js';

// What an ONNX file says, before functions, branches and loops are written out.

/** A node as it is written, with the graphs inside it. */
export interface WrittenNode extends NetworkNode {
  /** The branches of `If`, the body of `Loop`, by the attribute's name. */
  readonly graphs: ReadonlyMap<string, WrittenGraph>;
  /** Attributes that say what an attribute of the function around says: that one's name, by their own. */
  readonly references: ReadonlyMap<string, string>;
}

/** A graph, or one within a node, which may read any tensor around that. */
export interface WrittenGraph {
  readonly inputs: Port[];
  readonly outputs: Port[];
  readonly nodes: WrittenNode[];
  readonly constants: Map<string, Constant>;
}

/** An operation that the file defines itself. */
export interface WrittenFunction {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly WrittenNode[];
  /** What attributes are where a node does not say. */
  readonly defaults: ReadonlyMap<string, Attribute>;
  /** The version of ONNX's own operations inside; undefined where it names none. */
  readonly opset: number | undefined;
}
