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
  for (const { number, value, whole } of eachField(message)) if (isWanted(number, value)) writer.raw(whole);
}

/** One field of a message: where it lies with its tag, and what is in it if that is a message, a text or bytes. */
export interface Field {
  readonly number: number;
  readonly whole: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** The fields of a message, as views of it. */
export function* eachField(message: Uint8Array): Generator<Field> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    let value: Uint8Array | undefined;
    if (wireType === WireType.LengthDelimited) value = reader.bytes();
    else reader.skip(wireType, number);
    yield { number, value, whole: message.subarray(start, reader.pos) };
  }
}
