import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Reads one field, at which the reader stands. */
type ReadField = (reader: BinaryReader, wireType: WireType) => void;

/**
 * Reads a protobuf message: every field that `fields` knows by its number, in the order of the bytes; the others are
 * skipped. Nothing is copied, so that weights stay where they are.
 *
 * Generated schemas would decode every number of every tensor at once, and the one published for ONNX cannot be
 * required from CommonJS in Jest.
 *
 * @param onOther hears of those that are skipped.
 * @throws Error if the bytes are not such a message; RangeError if they end too early.
 */
export function readMessage(
  bytes: Uint8Array,
  fields: Readonly<Record<number, ReadField>>,
  onOther?: (field: number) => void,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const read = fields[field];
    if (read !== undefined) {
      read(reader, wireType);
      continue;
    }
    reader.skip(wireType, field);
    onOther?.(field);
  }
}

/** A nested message, or raw bytes: a view of them. */
export const bytesField = (use: (value: Uint8Array) => void): ReadField =>
  expecting(WireType.LengthDelimited, (reader) => use(reader.bytes()));

export const textField = (use: (value: string) => void): ReadField =>
  expecting(WireType.LengthDelimited, (reader) => use(reader.string()));

/** A 64-bit integer. Sizes and versions are far below where a float64 loses digits. */
export const wholeField = (use: (value: number) => void): ReadField =>
  expecting(WireType.Varint, (reader) => use(Number(reader.int64())));

export const floatField = (use: (value: number) => void): ReadField =>
  expecting(WireType.Bit32, (reader) => use(reader.float()));

/** A repeated number, still encoded: all of them in one piece (packed), or a piece each. */
export const numbersField =
  (use: (encoded: Uint8Array) => void): ReadField =>
  (reader, wireType) =>
    use(wireType === WireType.LengthDelimited ? reader.bytes() : reader.skip(wireType));

/** The integers in a piece that {@link numbersField} gave. */
export function varints(encoded: Uint8Array): bigint[] {
  const reader = new BinaryReader(encoded);
  const values: bigint[] = [];
  while (reader.pos < reader.len) values.push(BigInt(reader.int64()));
  return values;
}

/** The floats in a piece that {@link numbersField} gave. */
export function floats(encoded: Uint8Array): number[] {
  const reader = new BinaryReader(encoded);
  const values: number[] = [];
  while (reader.pos < reader.len) values.push(reader.float());
  return values;
}

const expecting =
  (expected: WireType, read: (reader: BinaryReader) => void): ReadField =>
  (reader, wireType) => {
    if (wireType !== expected) throw new Error(`A field is encoded as ${wireType} and not as ${expected}.`);
    read(reader);
  };
