import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

// Protobuf messages written again with something changed in them. What is not changed is copied as bytes, known or not.

/** The same message with every field of a number changed: a message in it. */
export function changed(message: Uint8Array, number: number, change: (value: Uint8Array) => Uint8Array): Uint8Array {
  const writer = new BinaryWriter();
  copyFields(message, writer, (found, value) => {
    if (found !== number || value === undefined) return true;
    writer.tag(number, WireType.LengthDelimited).bytes(change(value));
    return false;
  });
  return writer.finish();
}

/** Copies the fields of a message that are wanted. `value`: of those that are messages, texts or bytes. */
export function copyFields(
  message: Uint8Array,
  writer: BinaryWriter,
  isWanted: (number: number, value: Uint8Array | undefined) => boolean,
): void {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    let value: Uint8Array | undefined;
    if (wireType === WireType.LengthDelimited) value = reader.bytes();
    else reader.skip(wireType, number);
    if (isWanted(number, value)) writer.raw(message.subarray(start, reader.pos));
  }
}
