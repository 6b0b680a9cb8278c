import { InputError } from '../../errors.js';
import type { FilesBeside } from '../../files/besideFile.js';
import { readConstant, readEntry, readSparseConstant, type NamedConstant } from './constant.js';
import { elementTypeName } from '../elementTypes.js';
import type { Attribute, Constant, NetworkGraph, Port } from '../graph.js';
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
import type { WrittenFunction, WrittenGraph, WrittenNode } from './written.js';
import { fedOf, writtenOut } from './writtenOut.js';

/**
 * Reads the network of an ONNX file. Weights are not decoded until somebody asks for their values, and then as views of
 * `file` where they can be.
 *
 * @param where the file's name, for errors.
 * @param beside where the files are that have weights of the network; left out, such weights cannot be read.
 * @throws InputError if this is not a complete ONNX file.
 * @example
 * const graph = readOnnx(await readFile('lenet.onnx'), 'lenet.onnx');
 * graph.nodes.map(({ operation }) => operation); // ['Conv', 'Relu', …]
 */
export function readOnnx(file: Uint8Array, where: string, beside?: FilesBeside): NetworkGraph {
  const expected = 'an ONNX model';
  if (file.length === 0)
    throw new InputError({ where, found: 'an empty file', expected, remedy: 'Copy or export the model again.' });
  const other = knownFormat(file);
  const notOnnx = (found: string, remedy = 'Check the path.', options?: ErrorOptions) =>
    new InputError({ where, found, expected, remedy }, options);
  if (other !== undefined) throw notOnnx(other.kind, other.remedy);

  const model = new ModelReader(where, beside);
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
  readonly #written: WrittenGraph = emptyGraph();
  readonly #metadata = new Map<string, string>();
  readonly #files = new Set<string>();

  /** Operations that the file defines itself, whatever they are called. */
  readonly #functions = new Map<string, WrittenFunction>();

  constructor(
    readonly where: string,
    readonly beside: FilesBeside | undefined,
  ) {}

  read(file: Uint8Array): void {
    readMessage(file, {
      1: wholeField(() => (this.recognised = true)),
      7: bytesField((graph) => {
        this.hasGraph = true;
        readGraph(graph, this.#written, this.#place());
      }),
      8: bytesField((opset) => this.opsets.set(...readOpset(opset))),
      14: bytesField((entry) => this.#metadata.set(...readEntry(entry))),
      25: bytesField((definition) => {
        const [name, written] = readFunction(definition, this.#place());
        this.#functions.set(name, written);
      }),
    });
  }

  /** What is not there, or may not be read, is said where it is needed: `assertExternalFiles` and constants name the tensor. */
  #placeOf(name: string): string | undefined {
    try {
      return this.beside?.(name);
    } catch {
      return undefined;
    }
  }

  #place(): Place {
    return { where: this.where, beside: this.beside, files: this.#files };
  }

  graph(): NetworkGraph {
    // A network made of other domains' operations alone has no version of ONNX's own.
    const opset = this.opsets.get('') ?? 1;
    const { nodes, constants, hidden, laidOpen } = writtenOut(this.#written, this.#functions, opset);
    return {
      inputs: fedOf(this.#written, constants),
      outputs: this.#written.outputs,
      nodes,
      constants,
      metadata: this.#metadata,
      opset,
      externalData: new Map([...this.#files].map((name) => [name, this.#placeOf(name)])),
      ...(hidden && { hidden }),
      ...(laidOpen && { laidOpen }),
    };
  }
}

/** Where a graph stands. */
interface Place {
  /** The file's name, for errors. */
  readonly where: string;
  /** Where files beside it are; undefined where they are not read. */
  readonly beside: FilesBeside | undefined;
  /** Files beside it that have constants of it. */
  readonly files: Set<string>;
}

const emptyGraph = (): WrittenGraph => ({ inputs: [], outputs: [], nodes: [], constants: new Map() });

/** Adds what a graph says to what is known of it. */
function readGraph(encoded: Uint8Array, graph: WrittenGraph, place: Place): void {
  const { where, beside, files } = place;
  const add = ({ name, constant, file }: NamedConstant): void => {
    graph.constants.set(name, constant);
    if (file !== undefined) files.add(file);
  };
  readMessage(encoded, {
    1: bytesField((node) => graph.nodes.push(readNode(node, graph.nodes.length, place))),
    5: bytesField((tensor) => add(readConstant(tensor, where, beside))),
    11: bytesField((port) => graph.inputs.push(readPort(port))),
    12: bytesField((port) => graph.outputs.push(readPort(port))),
    15: bytesField((tensor) => add(readSparseConstant(tensor, where))),
  });
}

function readOpset(encoded: Uint8Array): [domain: string, version: number] {
  let [domain, version] = ['', 0];
  readMessage(encoded, { 1: textField((value) => (domain = value)), 2: wholeField((value) => (version = value)) });
  return [domain === 'ai.onnx' ? '' : domain, version];
}

function readFunction(encoded: Uint8Array, place: Place): [name: string, definition: WrittenFunction] {
  let [name, domain, overload] = ['', '', ''];
  let opset: number | undefined;
  const inputs: string[] = [];
  const outputs: string[] = [];
  const nodes: WrittenNode[] = [];
  const defaults = new Map<string, Attribute>();
  readMessage(encoded, {
    1: textField((value) => (name = value)),
    4: textField((value) => inputs.push(value)),
    5: textField((value) => outputs.push(value)),
    7: bytesField((node) => nodes.push(readNode(node, nodes.length, place))),
    9: bytesField((imported) => {
      const [other, version] = readOpset(imported);
      if (other === '') opset = version;
    }),
    10: textField((value) => (domain = value)),
    11: bytesField((attribute) => {
      const [key, value] = readAttribute(attribute, place);
      if (value?.kind === 'value') defaults.set(key, value.is);
    }),
    13: textField((value) => (overload = value)),
  });
  return [overloaded(inDomain(name, domain), overload), { inputs, outputs, nodes, defaults, opset }];
}

const inDomain = (type: string, domain: string): string =>
  domain === '' || domain === 'ai.onnx' ? type : `${domain}.${type}`;

/** One of several functions of one name. */
const overloaded = (operation: string, overload: string): string =>
  overload === '' ? operation : `${operation}:${overload}`;

function readNode(encoded: Uint8Array, position: number, place: Place): WrittenNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Attribute>();
  const graphs = new Map<string, WrittenGraph>();
  const references = new Map<string, string>();
  let [name, type, domain, overload] = ['', '', '', ''];
  let nested = false;
  readMessage(encoded, {
    1: textField((value) => inputs.push(value)),
    2: textField((value) => outputs.push(value)),
    3: textField((value) => (name = value)),
    4: textField((value) => (type = value)),
    5: bytesField((attribute) => {
      const [key, value] = readAttribute(attribute, place);
      if (value?.kind === 'value') attributes.set(key, value.is);
      if (value?.kind === 'reference') references.set(key, value.to);
      if (value?.kind === 'graphs') nested = true;
      if (value?.kind === 'graphs' && value.graph !== undefined) graphs.set(key, value.graph);
    }),
    7: textField((value) => (domain = value)),
    8: textField((value) => (overload = value)),
  });
  const operation = overloaded(inDomain(type, domain), overload);
  const named = name === '' ? `${operation}_${position}` : name;
  return { name: named, operation, inputs, outputs, attributes, graphs, references, ...(nested ? { nested } : {}) };
}

/** What an attribute is. */
type ReadAttribute =
  | { readonly kind: 'value'; readonly is: Attribute }
  /** What the function around is told by that name. */
  | { readonly kind: 'reference'; readonly to: string }
  /** One graph, or several, of which nothing is read. */
  | { readonly kind: 'graphs'; readonly graph?: WrittenGraph };

/** An attribute's name and what it is; undefined for kinds that are left out. */
function readAttribute(encoded: Uint8Array, place: Place): [name: string, value: ReadAttribute | undefined] {
  const { where } = place;
  let name = '';
  let reference = '';
  let graph: WrittenGraph | undefined;
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
    6: bytesField((inner) => {
      graph = emptyGraph();
      readGraph(inner, graph, place);
      seen = 5;
    }),
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
    22: bytesField((tensor) => ([constant, seen] = [readSparseConstant(tensor, where).constant, 11])),
    20: wholeField((value) => (type = value)),
    21: textField((value) => (reference = value)),
  });
  if (reference !== '') return [name, { kind: 'reference', to: reference }];
  const value = (is: Attribute): [string, ReadAttribute] => [name, { kind: 'value', is }];
  // The type counts and not the field that is there: an empty list has no field. Early files have no types.
  switch (type === 0 ? seen : type) {
    case 1:
    case 2:
      return value(number);
    case 3:
      return value(string);
    case 4:
    case 11:
      return constant === undefined ? [name, undefined] : value(constant);
    case 6:
    case 7:
      return value(list);
    case 8:
      return value(strings);
    case 5:
      return [name, { kind: 'graphs', ...(graph && { graph }) }];
    case 10:
      return [name, { kind: 'graphs' }];
    default:
      return [name, undefined];
  }
}

function readPort(encoded: Uint8Array): Port {
  let name = '';
  let type = 'no type';
  const dims: (number | undefined)[] = [];
  const other = (kind: string) => bytesField(() => (type = kind));
  readMessage(encoded, {
    1: textField((value) => (name = value)),
    2: bytesField((kind) =>
      readMessage(
        kind,
        {
          1: bytesField((tensor) =>
            readMessage(tensor, {
              1: wholeField((element) => (type = elementTypeName(element))),
              2: bytesField((shape) => readMessage(shape, { 1: bytesField((dim) => dims.push(readDimension(dim))) })),
            }),
          ),
          4: other('sequence'),
          5: other('map'),
          // What the type means to people, and no type.
          6: textField(() => undefined),
          7: other('opaque'),
          8: other('sparse tensor'),
          9: other('optional'),
        },
        (field) => (type = `a kind of type that conic does not know (field ${field} of TypeProto)`),
      ),
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
