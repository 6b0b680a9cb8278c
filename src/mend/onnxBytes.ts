import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { bytesField, readMessage, textField } from '../network/onnx/protobuf.js';
import { changed, copyFields } from '../network/onnx/rewrite.js';

// An ONNX file written again: which field is what, and how a node is told to read and write other tensors.

/** Fields of ONNX's messages. */
export const model = { opset: 8, graph: 7, metadata: 14 } as const;
export const graphs = { node: 1, initializer: 5 } as const;
const nodes = { input: 1, output: 2, operation: 4, attribute: 5, domain: 7 } as const;
const attributes = { graph: 6, graphs: 11 } as const;

/** A file may store its graph in several pieces, which belong one after the other. */
export function wholeGraph(file: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  readMessage(file, { [model.graph]: bytesField((piece) => pieces.push(piece)) });
  return Buffer.concat(pieces);
}

export function outputsOf(node: Uint8Array): readonly string[] {
  const outputs: string[] = [];
  readMessage(node, { [nodes.output]: textField((name) => outputs.push(name)) });
  return outputs;
}

type Names = Readonly<Record<string, string>>;

/** A node that reads and writes other tensors, by the names that they have now; graphs inside it read what is around them. */
export function withNames(node: Uint8Array, inputs: Names, outputs: Names): Uint8Array {
  const writer = new BinaryWriter();
  copyFields(node, writer, (number, value) => {
    if (value === undefined) return true;
    const names = number === nodes.input ? inputs : number === nodes.output ? outputs : undefined;
    const text = names === undefined ? undefined : new TextDecoder().decode(value);
    const other = text !== undefined && names !== undefined && Object.hasOwn(names, text) ? names[text] : undefined;
    if (other !== undefined) writer.tag(number, WireType.LengthDelimited).string(other);
    else if (number === nodes.attribute) writer.tag(number, WireType.LengthDelimited).bytes(inNested(value, inputs));
    else return true;
    return false;
  });
  return writer.finish();
}

/** A node that reads other tensors at some places among its inputs. */
export function withInputsAt(node: Uint8Array, others: ReadonlyMap<number, string>): Uint8Array {
  const writer = new BinaryWriter();
  let place = 0;
  copyFields(node, writer, (number) => {
    if (number !== nodes.input) return true;
    const other = others.get(place++);
    if (other !== undefined) writer.tag(number, WireType.LengthDelimited).string(other);
    return other === undefined;
  });
  return writer.finish();
}

/** An attribute whose graphs, if it has any, read other tensors. */
function inNested(attribute: Uint8Array, inputs: Names): Uint8Array {
  const inGraph = (nested: Uint8Array): Uint8Array =>
    changed(nested, graphs.node, (node) => withNames(node, inputs, {}));
  return changed(changed(attribute, attributes.graph, inGraph), attributes.graphs, inGraph);
}
