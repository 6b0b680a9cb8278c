import { InputError } from '../../errors.js';
import type { Port } from '../graph.js';

/** What a TensorFlow Lite model takes and gives. */
export interface TfliteModel {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** Element types by their numbers in the schema of TensorFlow Lite, as far as they are told apart here. */
const elementTypes = [
  'float32',
  'float16',
  'int32',
  'uint8',
  'int64',
  'string',
  'bool',
  'int16',
  'complex64',
  'int8',
  'float64',
];

/** Fields of the schema's tables, by their place. */
const fields = {
  model: { subgraphs: 2 },
  subgraph: { tensors: 0, inputs: 1, outputs: 2 },
  tensor: { shape: 0, type: 1, name: 3 },
} as const;

/**
 * Reads what the first graph of a `.tflite` file takes and gives. Of the FlatBuffers that it is written in, this needs tables,
 * lists and texts.
 *
 * @param where the file's name, for errors.
 * @throws InputError if it is no TensorFlow Lite model.
 * @see https://github.com/google-ai-edge/LiteRT/blob/main/tflite/converter/schema/schema.fbs
 */
export function readTflite(file: Uint8Array, where: string): TfliteModel {
  try {
    const bytes = new FlatBytes(file);
    if (bytes.text(4, 4) !== 'TFL3') throw new RangeError('it does not begin like one');
    const model = bytes.follow(0);
    const [first] = bytes.tables(bytes.field(model, fields.model.subgraphs));
    if (first === undefined) throw new RangeError('there is no graph in it');
    const tensors = bytes.tables(bytes.field(first, fields.subgraph.tensors));
    const ports = (field: number): readonly Port[] =>
      bytes.wholes(bytes.field(first, field)).map((place) => {
        const tensor = tensors[place];
        if (tensor === undefined) throw new RangeError(`there is no tensor ${place}`);
        const type = bytes.field(tensor, fields.tensor.type);
        return {
          name: bytes.textAt(bytes.field(tensor, fields.tensor.name)),
          type: elementTypes[type === undefined ? 0 : bytes.byte(type)] ?? 'another type',
          dims: bytes.wholes(bytes.field(tensor, fields.tensor.shape)).map((side) => (side < 0 ? undefined : side)),
        };
      });
    return { inputs: ports(fields.subgraph.inputs), outputs: ports(fields.subgraph.outputs) };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new InputError(
      {
        where,
        found: 'a file that is damaged or something else',
        expected: 'a TensorFlow Lite model',
        remedy: 'Copy or convert the model again.',
      },
      { cause },
    );
  }
}

/** The bytes of a FlatBuffer. Whatever lies outside of them is a RangeError. */
class FlatBytes {
  readonly #view: DataView;

  constructor(private readonly all: Uint8Array) {
    this.#view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  }

  /** Where what is pointed at from a place begins. */
  follow(place: number): number {
    return place + this.#view.getUint32(place, true);
  }

  /** Where a field of a table lies; undefined where it has its default. */
  field(table: number, index: number): number | undefined {
    const layout = table - this.#view.getInt32(table, true);
    const entry = 4 + 2 * index;
    const offset = entry < this.#view.getUint16(layout, true) ? this.#view.getUint16(layout + entry, true) : 0;
    return offset === 0 ? undefined : table + offset;
  }

  byte(place: number): number {
    return this.#view.getUint8(place);
  }

  /** A list of tables: where each begins. */
  tables(field: number | undefined): readonly number[] {
    return this.#each(field, (place) => this.follow(place));
  }

  /** A list of whole numbers. */
  wholes(field: number | undefined): readonly number[] {
    return this.#each(field, (place) => this.#view.getInt32(place, true));
  }

  textAt(field: number | undefined): string {
    if (field === undefined) return '';
    const start = this.follow(field);
    return this.text(start + 4, this.#view.getUint32(start, true));
  }

  text(start: number, length: number): string {
    if (start + length > this.all.length) throw new RangeError('a text ends outside of the file');
    // A copy: texts are not decoded from shared memory.
    return new TextDecoder().decode(this.all.slice(start, start + length));
  }

  #each<Item>(field: number | undefined, read: (place: number) => Item): readonly Item[] {
    if (field === undefined) return [];
    const start = this.follow(field);
    const length = this.#view.getUint32(start, true);
    if (start + 4 + 4 * length > this.all.length) throw new RangeError('a list ends outside of the file');
    return Array.from({ length }, (_, i) => read(start + 4 + 4 * i));
  }
}
