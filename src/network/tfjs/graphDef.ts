import { z } from 'zod';
import { InputError } from '../../errors.js';
import { inOrderOf } from '../inOrder.js';
import { isInherited, own } from '../own.js';

const attributeForm = z.record(z.string(), z.unknown());
const nodeForm = z.looseObject({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attributeForm).default({}),
});
const graphForm = z.looseObject({ node: z.array(nodeForm), library: z.unknown().optional() });

/** One operation of a TensorFlow graph, as JSON. */
export type GraphDefNode = z.infer<typeof nodeForm>;

/** A TensorFlow graph, as a GraphModel's `model.json` holds it. */
export type GraphDef = z.infer<typeof graphForm>;

/** Operations for which TF.js has to decide while it runs what comes next, or wait for it. */
const controlFlow = new Set(
  `Switch Merge Enter Exit NextIteration LoopCond If StatelessIf While StatelessWhile Case
  TensorArrayV3 TensorListReserve TensorListFromTensor NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionV4
  NonMaxSuppressionV5 Where Unique`.split(/\s+/),
);

/**
 * Reads the graph of a GraphModel, in an order in which it can be computed.
 *
 * @param where the file's name, for errors.
 * @throws InputError if it is not a graph, or has control flow.
 */
export function readGraphDef(topology: unknown, where: string): GraphDef {
  const parsed = graphForm.safeParse(topology);
  if (!parsed.success)
    throw new InputError({
      where: `${where}: modelTopology`,
      found: 'something that is not a list of nodes',
      expected: 'a TensorFlow graph',
      remedy: 'Convert the model again, with tensorflowjs_converter.',
    });
  const graph = parsed.data;
  const odd = graph.node.find(({ op }) => controlFlow.has(op));
  if (odd !== undefined)
    throw new InputError({
      where: `${where}: node "${odd.name}"`,
      found: `control flow (${odd.op})`,
      expected: 'a network that computes the same for every image',
      remedy: 'Convert the classifier alone, without loops, branches or the selection of boxes.',
    });
  return { ...graph, node: inOrder(graph.node, where) };
}

/** The name of the node that an input comes from: inputs are written `node`, `node:1` or `^node`. */
export const sourceOf = (input: string): string => input.replace(/^\^/, '').replace(/:\d+$/, '');

function inOrder(nodes: readonly GraphDefNode[], where: string): GraphDefNode[] {
  const byName = new Map<string, GraphDefNode>();
  const refused = (node: GraphDefNode, found: string, expected: string): InputError =>
    new InputError({
      where: `${where}: node "${node.name}"`,
      found,
      expected,
      remedy: 'Convert the model again, with tensorflowjs_converter.',
    });
  for (const node of nodes) {
    for (const name of [node.name, node.op])
      if (isInherited(name)) throw refused(node, `the name "${name}"`, 'a name that TF.js does not take for its own');
    if (byName.has(node.name)) throw refused(node, 'the same name as another node', 'a name of its own for every node');
    byName.set(node.name, node);
  }
  return inOrderOf(nodes, {
    before: (node) =>
      node.input.map((input) => {
        const source = byName.get(sourceOf(input));
        if (source !== undefined) return source;
        throw refused(node, `an input "${input}" that nothing gives`, 'the output of a node');
      }),
    cycle: (node, other) =>
      refused(node, `an input "${other.name}" that is computed from its own output`, 'a network without cycles'),
  });
}

/** What a node was told, decoded. */
export class NodeAttributes {
  constructor(private readonly node: GraphDefNode) {}

  text(key: string): string | undefined {
    const value = this.node.attr[key]?.['s'];
    return typeof value === 'string' ? fromBase64(value) : undefined;
  }

  texts(key: string): readonly string[] {
    return this.#list(key, 's').flatMap((value) => (typeof value === 'string' ? [fromBase64(value)] : []));
  }

  /** A whole number or a float. JSON of protobuf writes 64-bit integers as texts. */
  number(key: string): number | undefined {
    const value = this.node.attr[key]?.['i'] ?? this.node.attr[key]?.['f'];
    return value === undefined ? undefined : Number(value);
  }

  numbers(key: string): readonly number[] {
    return this.#list(key, 'i').map(Number);
  }

  flag(key: string): boolean {
    return this.node.attr[key]?.['b'] === true;
  }

  type(key: string): string | undefined {
    const value = this.node.attr[key]?.['type'];
    return typeof value === 'string' ? value : undefined;
  }

  /** Sizes; undefined for those that are open, or for all of them. */
  shape(key: string): readonly (number | undefined)[] | undefined {
    const parsed = shapeForm.safeParse(this.node.attr[key]?.['shape']);
    return parsed.success ? sizesOf(parsed.data) : undefined;
  }

  #list(key: string, kind: string): readonly unknown[] {
    const parsed = z.looseObject({ [kind]: z.array(z.unknown()) }).safeParse(this.node.attr[key]?.['list']);
    const list = parsed.success ? parsed.data[kind] : undefined;
    return Array.isArray(list) ? list : [];
  }
}

/** A shape as TensorFlow's JSON writes it. */
export const shapeForm = z.looseObject({
  dim: z.array(z.looseObject({ size: z.union([z.string(), z.number()]).optional() })).optional(),
  unknownRank: z.boolean().optional(),
});

export const sizesOf = ({
  dim,
  unknownRank,
}: z.infer<typeof shapeForm>): readonly (number | undefined)[] | undefined =>
  unknownRank === true ? undefined : (dim ?? []).map(({ size }) => (Number(size) > 0 ? Number(size) : undefined));

const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('latin1');
const toBase64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

/** Fused operations and what they are without what is fused to them. */
const fused: Readonly<Record<string, string | undefined>> = {
  _FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2dNative: 'DepthwiseConv2dNative',
  _FusedMatMul: 'MatMul',
};

/** What fused operations can end in, besides adding a bias. */
const fusedActivations: Readonly<Record<string, string | undefined>> = {
  Relu: 'Relu',
  Relu6: 'Relu6',
  LeakyRelu: 'LeakyRelu',
  Prelu: 'Prelu',
  Elu: 'Elu',
  Sigmoid: 'Sigmoid',
};

/** A graph whose activations are nodes of their own, and the names they have now. */
export interface SplitGraph {
  readonly graph: GraphDef;
  /** The node that gives what another gave before. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** The same graph with activations as nodes of their own: the fused `conv1` becomes `conv1`, which is linear, and `conv1_relu`. */
export function splitFused(graph: GraphDef): SplitGraph {
  const names = new Set(graph.node.map(({ name }) => name));
  const renamed = new Map<string, string>();
  const node = graph.node.flatMap((written): readonly GraphDefNode[] => {
    const node = { ...written, input: written.input.map((input) => renamedInput(input, renamed)) };
    const attributes = new NodeAttributes(node);
    const plain = own(fused, node.op);
    const operations = attributes.texts('fused_ops');
    const activation = own(fusedActivations, operations.at(-1) ?? '');
    if (plain === undefined || activation === undefined) return [node];
    let name = `${node.name}_${activation.toLowerCase()}`;
    while (names.has(name)) name += '_';
    names.add(name);
    renamed.set(node.name, name);
    const left = operations.slice(0, -1);
    const input = activation === 'Prelu' ? node.input.slice(0, -1) : node.input;
    const type = node.attr['T'];
    return [
      {
        ...node,
        op: left.length === 0 ? plain : node.op,
        input,
        attr: {
          ...node.attr,
          fused_ops: { list: { s: left.map(toBase64) } },
          num_args: { i: String(left.length) },
        },
      },
      {
        name,
        op: activation,
        input: [node.name, ...node.input.slice(input.length)],
        attr: {
          ...(type && { T: type }),
          ...(activation === 'LeakyRelu' && { alpha: { f: attributes.number('leakyrelu_alpha') ?? 0.2 } }),
        },
      },
    ];
  });
  return { graph: { ...graph, node }, renamed };
}

const renamedInput = (input: string, renamed: ReadonlyMap<string, string>): string => {
  const source = sourceOf(input);
  const now = renamed.get(source);
  return now === undefined ? input : input.replace(source, () => now);
};
