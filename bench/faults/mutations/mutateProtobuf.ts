import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Chance } from '../../../test/soundness/chance.js';

/** A field of a message: a number, bytes, or a message once more. */
type Field =
  | { readonly number: number; readonly wire: 'number'; value: bigint }
  | { readonly number: number; readonly wire: 'bytes'; value: Uint8Array }
  | { readonly number: number; readonly wire: 'message'; readonly fields: Field[] }
  | { readonly number: number; readonly wire: 'fixed'; value: Uint8Array };

/**
 * A protobuf message with one field changed, removed, moved or doubled, and all lengths around it right, so that what reads it gets
 * as far as its meaning. Bytes that read as a message are taken for one.
 *
 * @returns undefined if it is none.
 */
export function mutateProtobuf(bytes: Uint8Array, chance: Chance): Uint8Array | undefined {
  const fields = fieldsOf(bytes);
  if (fields === undefined) return undefined;
  const places = placesIn(fields);
  const pick = (): (typeof places)[number] | undefined => places[chance.whole(0, places.length - 1)];
  const [place, other] = [pick(), pick()];
  if (place === undefined || other === undefined) return undefined;
  const { list, field } = place;
  const index = list.indexOf(field);
  switch (chance.pick('value', 'value', 'value', 'value', 'remove', 'double', 'number')) {
    case 'value':
      if (field.wire === 'number') field.value = strangeNumber(field.value, chance);
      else if (field.wire === 'message')
        // A copy: what is moved into itself would have no end.
        list[index] = chance.pick({ ...field, fields: [] }, { ...structuredClone(other.field), number: field.number });
      else field.value = strangeBytes(field.value, chance);
      break;
    case 'remove':
      list.splice(index, 1);
      break;
    case 'double':
      list.splice(index, 0, field);
      break;
    case 'number':
      list[index] = { ...field, number: chance.whole(1, 20) };
      break;
  }
  const writer = new BinaryWriter();
  write(writer, fields);
  return writer.finish();
}

const strangeNumber = (value: bigint, chance: Chance): bigint =>
  chance.pick(
    0n,
    1n,
    -1n & (2n ** 64n - 1n),
    value + 1n,
    value * 2n,
    2n ** 31n,
    2n ** 40n,
    2n ** 63n - 1n,
    BigInt(chance.whole(0, 40)),
  ) &
  (2n ** 64n - 1n);

function strangeBytes(value: Uint8Array, chance: Chance): Uint8Array {
  const text = (some: string): Uint8Array => new Uint8Array(Buffer.from(some));
  return chance.pick(
    new Uint8Array(),
    value.slice(0, value.length >> 1),
    new Uint8Array(Buffer.concat([value, value])),
    value.map((byte) => byte ^ (chance.happens(0.1) ? 1 << chance.whole(0, 7) : 0)),
    text('__proto__'),
    text('\u001b[31m\n'),
    text('../../../etc/hostname'),
    new Uint8Array([0xff, 0xfe, 0x80]),
    // As many bytes as there were where they are numbers of a fixed size.
    new Uint8Array(value.length).fill(0xff),
  );
}

function fieldsOf(bytes: Uint8Array): Field[] | undefined {
  const reader = new BinaryReader(bytes);
  const fields: Field[] = [];
  try {
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      if (wire === WireType.Varint) fields.push({ number, wire: 'number', value: BigInt(reader.uint64()) });
      else if (wire === WireType.LengthDelimited) {
        const value = reader.bytes();
        // Texts and numbers are rarely messages by chance; where they are, it does no harm.
        const inner = value.length > 1 && value.length < 1_000_000 ? fieldsOf(value) : undefined;
        fields.push(
          inner === undefined ? { number, wire: 'bytes', value } : { number, wire: 'message', fields: inner },
        );
      } else if (wire === WireType.Bit32) {
        const value = new Uint8Array(4);
        new DataView(value.buffer).setUint32(0, reader.fixed32(), true);
        fields.push({ number, wire: 'fixed', value });
      } else return undefined;
    }
  } catch {
    return undefined;
  }
  return fields;
}

function placesIn(list: Field[]): { readonly list: Field[]; readonly field: Field }[] {
  return list.flatMap((field) => [{ list, field }, ...(field.wire === 'message' ? placesIn(field.fields) : [])]);
}

function write(writer: BinaryWriter, fields: readonly Field[]): void {
  for (const field of fields)
    switch (field.wire) {
      case 'number':
        writer.tag(field.number, WireType.Varint).uint64(field.value);
        break;
      case 'bytes':
        writer.tag(field.number, WireType.LengthDelimited).bytes(field.value);
        break;
      case 'fixed':
        if (field.value.length === 4) writer.tag(field.number, WireType.Bit32).raw(field.value);
        break;
      case 'message':
        writer.tag(field.number, WireType.LengthDelimited).fork();
        write(writer, field.fields);
        writer.join();
        break;
    }
}
