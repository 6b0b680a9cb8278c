import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { readRegularPart } from '../../files/regularFile.js';
import { lengthOf, readTensor } from '../../network/onnx/constant.js';
import { graphFields, modelFields, tensorFields } from '../../network/onnx/fields.js';
import { changed, copyFields } from '../../network/onnx/rewrite.js';

/**
 * An ONNX file with the numbers in it that it keeps in other files. Engines have their own ideas of where those may lie:
 * onnxruntime 1.20 does not find them when a model is handed over as bytes, and 1.30 follows no links out of a folder, though
 * caches of models are made of such links.
 *
 * @param places the other files' real paths, by the names that the model has for them.
 * @returns a new array. It must stay below 2 GB, where protobuf ends.
 * @throws Error if one cannot be read.
 */
export function withExternalData(file: Uint8Array, places: ReadonlyMap<string, string>): Uint8Array {
  const tensor = (encoded: Uint8Array): Uint8Array => {
    const read = readTensor(encoded);
    const place = read.file === undefined ? undefined : places.get(read.file);
    const length = lengthOf(read);
    if (place === undefined || length === undefined) return encoded;
    const writer = new BinaryWriter();
    copyFields(
      encoded,
      writer,
      (number) => number !== tensorFields.externalData && number !== tensorFields.dataLocation,
    );
    return writer
      .tag(tensorFields.rawData, WireType.LengthDelimited)
      .bytes(readRegularPart(place, read.offset, length))
      .finish();
  };
  const graph = (encoded: Uint8Array): Uint8Array => changed(encoded, graphFields.initializer, tensor);
  return changed(file, modelFields.graph, graph);
}
