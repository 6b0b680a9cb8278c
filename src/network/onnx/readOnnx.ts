import { InputError } from '../../errors.js';
import { readConstant, readEntry, readSparseConstant, type NamedConstant } from './constant.js';
import { elementTypeName } from '../elementTypes.js';
import { isConstant, type Attribute, type Constant, type NetworkGraph, type NetworkNode, type Port } from '../graph.js';
import { knownFormat } from './notOnnx.js';
import {
  bytesField,
  floatField,
  floats,
  numbersField,
  readMessage,
  textField,
  varints,
  wholeField,
} from './protobuf.js';

/**
 * Reads the network of an ONNX file. Weights are not decoded until somebody asks for their values, and then as views of
 * `file` where they can be.
 *
 * @param where the file's name, for errors.
 * @param path where the file lies, beside which are those with weights of the network; left out, such weights cannot be
 * read.
 * @throws InputError if this is not a complete ONNX file.
 * @example
 * const graph = readOnnx(await readFile('lenet.onnx'), 'lenet.onnx');
 * graph.nodes.map(({ operation }) => operation); // ['Conv', 'Relu', …]
 */
export function readOnnx(file: Uint8Array, where: string, path?: string): NetworkGraph {
  const expected = 'an ONNX model';
  if (file.length === 0)
    throw new InputError({ where, found: 'an empty file', expected, remedy: 'Copy or export the model again.' });
  const other = knownFormat(file);
  const notOnnx = (found: string, remedy = 'Check the path.', options?: ErrorOptions) =>
    new InputError({ where, found, expected, remedy }, options);
  if (other !== undefined) throw notOnnx(other.kind, other.remedy);

  const model = new ModelReader(where, path);
  try {
    model.read(file);
  } catch (cause) {
    if (!model.recognised) throw notOnnx('something that is not ONNX', undefined, { cause });
    throw notOnnx('an ONNX file that is cut off or damaged', 'Copy or export it again.', { cause });
  }
  if (!model.recognised) throw notOnnx('something that is not ONNX');
  if (!model.hasGraph) throw notOnnx('an ONNX file without a graph', 'It may be cut off: copy or export it again.');
  if (model.opsets.size === 0)
    throw notOnnx('an ONNX file without an opset', 'It may be cut off: copy or export it again.');
  return model.graph();
}

/** Collects what the file says. The fields of a message may come in any order, and `graph` more than once. */
class ModelReader {
  /** Every ONNX file gives the version of its format. */
  recognised = false;
  hasGraph = false;
  readonly opsets = new Map<string, number>();
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];
  readonly #nodes: NetworkNode[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #metadata = new Map<string, string>();
  readonly #files = new Set<string>();

  /** Operations that the file defines itself, whatever they are called. */
  readonly #functions = new Set<string>();

  constructor(
    readonly where: string,
    readonly path: string | undefined,
  ) {}

  read(file: Uint8Array): void {
    readMessage(file, {
      1: wholeField(() => (this.recognised = true)),
      7: bytesField((graph) => this.#readGraph(graph)),
      8: bytesField((opset) => {
        let domain = '';
        let version = 0;
        readMessage(opset, { 1: textField((value) => (domain = value)), 2: wholeField((value) => (version = value)) });
        this.opsets.set(domain === 'ai.onnx' ? '' : domain, version);
      }),
      14: bytesField((entry) => this.#metadata.set(...readEntry(entry))),
      25: bytesField((definition) => {
        let [name, domain] = ['', ''];
        readMessage(definition, {
          1: textField((value) => (name = value)),
          10: textField((value) => (domain = value)),
        });
        this.#functions.add(inDomain(name, domain));
      }),
    });
  }

  graph(): NetworkGraph {
    return {
      inputs: this.#inputs.filter(({ name }) => !this.#constants.has(name)),
      outputs: this.#outputs,
      // What a file defines under the name of an operation need not be that operation.
      nodes: this.#nodes.map((node) =>
        this.#functions.has(node.operation) ? { ...node, operation: `${node.operation} of this file` } : node,
      ),
      constants: this.#constants,
      metadata: this.#metadata,
      // A network made of other domains' operations alone has no version of ONNX's own.
      opset: this.opsets.get('') ?? 1,
      externalData: [...this.#files],
    };
  }

  #readGraph(graph: Uint8Array): void {
    this.hasGraph = true;
    readMessage(graph, {
      1: bytesField((node) => this.#addNode(readNode(node, this.#nodes.length, this.where))),
      5: bytesField((tensor) => this.#addConstant(readConstant(tensor, this.where, this.path))),
      11: bytesField((port) => this.#inputs.push(readPort(port))),
      12: bytesField((port) => this.#outputs.push(readPort(port))),
      15: bytesField((tensor) => this.#addConstant(readSparseConstant(tensor, this.where))),
    });
  }

  #addConstant({ name, constant, file }: NamedConstant): void {
    this.#constants.set(name, constant);
    if (file !== undefined) this.#files.add(file);
  }

  #addNode(node: NetworkNode): void {
    this.#nodes.push(node);
    const [output] = node.outputs;
    const constant = node.operation === 'Constant' ? constantOf(node) : undefined;
    if (output !== undefined && constant !== undefined) this.#constants.set(output, constant);
  }
}

const inDomain = (type: string, domain: string): string =>
  domain === '' || domain === 'ai.onnx' ? type : `${domain}.${type}`;

function readNode(encoded: Uint8Array, position: number, where: string): NetworkNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Attribute>();
  let name = '';
  let type = '';
  let domain = '';
  let nested = false;
  readMessage(encoded, {
    1: textField((value) => inputs.push(value)),
    2: textField((value) => outputs.push(value)),
    3: textField((value) => (name = value)),
    4: textField((value) => (type = value)),
    5: bytesField((attribute) => {
      const [key, value] = readAttribute(attribute, where);
      if (value === 'nested graph') nested = true;
      else if (value !== undefined) attributes.set(key, value.is);
    }),
    7: textField((value) => (domain = value)),
  });
  const operation = inDomain(type, domain);
  const named = name === '' ? `${operation}_${position}` : name;
  return { name: named, operation, inputs, outputs, attributes, ...(nested ? { nested } : {}) };
}

/** An attribute's name and what it is; undefined for kinds that are left out. */
function readAttribute(
  encoded: Uint8Array,
  where: string,
): [name: string, value: { readonly is: Attribute } | 'nested graph' | undefined] {
  let name = '';
  let type = 0;
  let seen = 0;
  let number = 0;
  let string = '';
  let constant: Constant | undefined;
  const list: number[] = [];
  const strings: string[] = [];
  readMessage(encoded, {
    1: textField((value) => (name = value)),
    2: floatField((value) => ([number, seen] = [value, 1])),
    3: wholeField((value) => ([number, seen] = [value, 2])),
    4: textField((value) => ([string, seen] = [value, 3])),
    5: bytesField((tensor) => ([constant, seen] = [readConstant(tensor, where).constant, 4])),
    6: bytesField(() => (seen = 5)),
    7: numbersField((values) => {
      for (const value of floats(values)) list.push(value);
      seen = 6;
    }),
    8: numbersField((values) => {
      for (const value of varints(values)) list.push(Number(value));
      seen = 7;
    }),
    9: textField((value) => {
      strings.push(value);
      seen = 8;
    }),
    11: bytesField(() => (seen = 10)),
    20: wholeField((value) => (type = value)),
  });
  // The type counts and not the field that is there: an empty list has no field. Early files have no types.
  switch (type === 0 ? seen : type) {
    case 1:
    case 2:
      return [name, { is: number }];
    case 3:
      return [name, { is: string }];
    case 4:
      return [name, constant === undefined ? undefined : { is: constant }];
    case 6:
    case 7:
      return [name, { is: list }];
    case 8:
      return [name, { is: strings }];
    case 5:
    case 10:
      return [name, 'nested graph'];
    default:
      return [name, undefined];
  }
}

/** What a `Constant` node gives: a tensor, or a number or list of them. */
function constantOf({ attributes }: NetworkNode): Constant | undefined {
  const integers = attributes.get('value_int') ?? attributes.get('value_ints');
  const value = attributes.get('value') ?? integers ?? attributes.get('value_float') ?? attributes.get('value_floats');
  if (value === undefined || typeof value === 'string') return undefined;
  if (isConstant(value)) return value;
  const numbersOnly = [value].flat().filter((item) => typeof item === 'number');
  const dims = typeof value === 'number' ? [] : [numbersOnly.length];
  const values =
    integers === undefined ? () => Float32Array.from(numbersOnly) : () => BigInt64Array.from(numbersOnly, BigInt);
  return { dims, values };
}

function readPort(encoded: Uint8Array): Port {
  let name = '';
  let type = 'nothing';
  const dims: (number | undefined)[] = [];
  const other = (kind: string) => bytesField(() => (type = kind));
  readMessage(encoded, {
    1: textField((value) => (name = value)),
    2: bytesField((kind) =>
      readMessage(kind, {
        1: bytesField((tensor) =>
          readMessage(tensor, {
            1: wholeField((element) => (type = elementTypeName(element))),
            2: bytesField((shape) => readMessage(shape, { 1: bytesField((dim) => dims.push(readDimension(dim))) })),
          }),
        ),
        4: other('sequence'),
        5: other('map'),
        8: other('sparse tensor'),
        9: other('optional'),
      }),
    ),
  });
  return { name, type, dims };
}

/** Some exporters write 0 or -1 for a dimension that is not fixed. */
function readDimension(encoded: Uint8Array): number | undefined {
  let size: number | undefined;
  readMessage(encoded, { 1: wholeField((value) => (size = value > 0 ? value : undefined)) });
  return size;
}
