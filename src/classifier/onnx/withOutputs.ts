import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * An ONNX file with intermediate tensors as extra outputs, after the ones it has. A second `graph` field merges with the
 * first, so the file is left as it is and a few bytes are appended.
 *
 * @param names tensors of the network that are not outputs yet.
 * @returns a new array, in memory of its own.
 * @example
 * const exposed = withOutputs(file, ['conv1', 'conv1_relu']);
 */
export function withOutputs(file: Uint8Array, names: readonly string[]): Uint8Array {
  const writer = new BinaryWriter();
  if (names.length > 0) {
    const graph = writer.tag(7, WireType.LengthDelimited).fork();
    for (const name of names)
      graph.tag(12, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(name).join();
    graph.join();
  }
  const appended = writer.finish();
  const result = new Uint8Array(file.length + appended.length);
  result.set(file);
  result.set(appended, file.length);
  return result;
}
