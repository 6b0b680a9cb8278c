import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { attributeFields, graphFields, modelFields, nodeFields } from '../network/onnx/fields.js';
import { bytesField, readMessage, textField } from '../network/onnx/protobuf.js';
import { changed, copyFields } from '../network/onnx/rewrite.js';

// An ONNX file written again: how a node is told to read and write other tensors.

/** A file may store its graph in several pieces, which belong one after the other. */
export function wholeGraph(file: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  readMessage(file, { [modelFields.graph]: bytesField((piece) => pieces.push(piece)) });
  return Buffer.concat(pieces);
}

export function outputsOf(node: Uint8Array): readonly string[] {
  const outputs: string[] = [];
  readMessage(node, { [nodeFields.output]: textField((name) => outputs.push(name)) });
  return outputs;
}

type Names = Readonly<Record<string, string>>;

/** A node that reads and writes other tensors, by the names that they have now; graphs inside it read what is around them. */
export function withNames(node: Uint8Array, inputs: Names, outputs: Names): Uint8Array {
  const writer = new BinaryWriter();
  copyFields(node, writer, (number, value) => {
    if (value === undefined) return true;
    const names = number === nodeFields.input ? inputs : number === nodeFields.output ? outputs : undefined;
    const text = names === undefined ? undefined : new TextDecoder().decode(value);
    const other = text !== undefined && names !== undefined && Object.hasOwn(names, text) ? names[text] : undefined;
    if (other !== undefined) writer.tag(number, WireType.LengthDelimited).string(other);
    else if (number === nodeFields.attribute)
      writer.tag(number, WireType.LengthDelimited).bytes(inNested(value, inputs));
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
    if (number !== nodeFields.input) return true;
    const other = others.get(place++);
    if (other !== undefined) writer.tag(number, WireType.LengthDelimited).string(other);
    return other === undefined;
  });
  return writer.finish();
}

/** An attribute whose graphs, if it has any, read other tensors. */
function inNested(attribute: Uint8Array, inputs: Names): Uint8Array {
  const inGraph = (nested: Uint8Array): Uint8Array =>
    changed(nested, graphFields.node, (node) => withNames(node, inputs, {}));
  return changed(changed(attribute, attributeFields.graph, inGraph), attributeFields.graphs, inGraph);
}
